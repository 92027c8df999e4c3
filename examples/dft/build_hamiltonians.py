"""Computes the Hamiltonians that are shipped in ``supra2d/materials/hamiltonians``.

    pip install -e '.[dft]'
    python examples/dft/build_hamiltonians.py           all of them: an hour or two on one core
    python examples/dft/build_hamiltonians.py NbSe2     one, compared with the shipped one

What is done is kept in ``dft-work``: an interrupted run goes on.
"""

import shutil
import sys
from pathlib import Path

import numpy as np

import supra2d
from supra2d.bands import Hamiltonian, read_hamiltonian
from supra2d.dft import dft

WORK = Path("dft-work")
SHIPPED = Path(supra2d.__file__).parent / "materials" / "hamiltonians"
CUTOFF = 450.0  # eV
MESHES = {
    "NbSe2": (18, 18),
    "NbS2": (18, 18),
    "TaS2": (18, 18),
    "TaSe2": (18, 18),
    "MoS2": (18, 18),
    "1T'-WS2": (18, 12),
    "1T'-WS2-bulk": (12, 8, 6),
    "NbSe2-2H-bilayer": (12, 12),
    "TaS2-2H-bilayer": (12, 12),
    "NbSe2-2H-bulk": (12, 12, 4),
}
TOLERANCE = 1.0  # meV: versions of the engine and of its libraries differ by less


def difference(new: Hamiltonian, old: Hamiltonian) -> float:
    """Largest difference of bands within 1 eV of the Fermi level, on a few points, meV."""
    k = np.random.default_rng(0).random((40, 3)) * np.array(new.periodic)
    one, other = (h.eigenvalues(k) - h.chemical_potential for h in (new, old))
    return float(np.abs(one - other)[np.abs(other) < 1000.0].max())


def build(name: str) -> bool:
    """Compute one, ship it if it is new; False where it is not as shipped."""
    same, made = True, WORK / f"{name}.nc"
    dft(name, kmesh=MESHES[name], cutoff=CUTOFF, output=made)
    new, shipped = read_hamiltonian(made), SHIPPED / made.name
    if shipped.exists():
        off = difference(new, read_hamiltonian(shipped))
        same = off < TOLERANCE
        verdict = "as shipped" if same else "NOT as shipped"
        print(f"{name}: {verdict}, bands differ by {off:.3g} meV at most")
    else:
        shutil.copy(made, shipped)
        print(f"{name}: {shipped.stat().st_size / 1e6:.2f} MB")
    for key, words in new.origin.items():
        print(f"    {key}: {words}")
    return same


if __name__ == "__main__":
    WORK.mkdir(exist_ok=True)
    SHIPPED.mkdir(parents=True, exist_ok=True)
    matched = [build(compound) for compound in sys.argv[1:] or MESHES]
    sys.exit(0 if all(matched) else 1)
