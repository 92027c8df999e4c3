"""Magnetic moment around a missing selenium atom in a layer of NbSe2, beside that of the layer.

    pip install -e '.[dft]'
    python examples/dft/vacancy.py            supercells of 2 x 2 and 3 x 3: hours on one core
    python examples/dft/vacancy.py 2          one of them

Atoms stay where they are in the layer. What is done is kept in ``dft-work/vacancy``: an interrupted
run goes on.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from supra2d.core import run_tasks
from supra2d.dft import structure

STORE = Path("dft-work") / "vacancy"
CUTOFF = 350.0  # eV
SMEARING = 0.02  # eV
POINTS = 12  # along each reciprocal vector of the primitive cell
START = 0.5  # Bohr magnetons on each metal atom
SIZES = (2, 3)


@dataclass(frozen=True)
class Supercell:
    """So many cells along both edges, with or without one selenium atom."""

    size: int
    vacancy: bool

    def atoms(self) -> Any:
        from ase import Atoms

        layer = structure("NbSe2")
        one = Atoms(
            list(layer.species),
            cell=1e10 * layer.cell,
            scaled_positions=layer.positions,
            pbc=layer.periodic,
        )
        made = one.repeat((self.size, self.size, 1))
        if self.vacancy:
            del made[[atom.symbol for atom in made].index("Se")]
        return made


def moment(cell: Supercell) -> tuple[float, float]:
    """Moment of a supercell in Bohr magnetons, and what it gains by it, meV."""
    energies, found = [], 0.0
    for start in (0.0, START):
        atoms = cell.atoms()
        atoms.set_initial_magnetic_moments([start * (a.symbol == "Nb") for a in atoms])
        atoms.calc = _calculator(cell, polarised=start > 0.0)
        energies.append(atoms.get_potential_energy())
        found = atoms.get_magnetic_moment()
    return float(found), float(1e3 * (energies[0] - energies[1]))


def _calculator(cell: Supercell, *, polarised: bool) -> Any:
    from gpaw import GPAW, PW, FermiDirac

    points = int(np.ceil(POINTS / cell.size))
    return GPAW(
        mode=PW(CUTOFF),
        xc="PBE",
        kpts={"size": (points, points, 1), "gamma": True},
        occupations=FermiDirac(SMEARING),
        spinpol=polarised,
        txt=None,
    )


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    cells = [Supercell(1, vacancy=False), *(Supercell(n, vacancy=True) for n in sizes)]
    found = run_tasks(moment, cells, workers=1, store=STORE, progress="supercells")
    for cell, (size, gain) in zip(cells, found, strict=True):
        what = "vacancy in" if cell.vacancy else "layer,"
        print(
            f"{what} {cell.size} x {cell.size}: {size:.3f} Bohr magnetons per supercell, "
            f"{gain:.2f} meV below the state without moment"
        )
