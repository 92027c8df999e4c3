"""Peers that do the same jobs, beside ours: numbers and times of one run, on one thread.

WannierBerri reads the shipped NbSe2 from a ``_hr.dat`` file and gives its energies on a mesh and
its density of states at the Fermi level by tetrahedra, for which it takes nine points for each of
the mesh; pyqula gives the spin susceptibility of a triangular lattice with Rashba coupling at
single q. The package needs neither: ``pip install wannierberri pyqula`` beside it; a peer that
cannot be imported is named and left out. Each job is run once before it is timed, and times are
those of the processor.

Fails where the numbers differ: energies by 1e-6 meV, the density of states by 1 % from ours on a
mesh four times as fine, the susceptibility by 1e-6.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir, redirect_stdout
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from bands import best
from supra2d.bands import (
    Hamiltonian,
    Orbital,
    bands_on_mesh,
    chemical_potential,
    density_of_states,
    read_hamiltonian,
    susceptibility,
    susceptibility_zone,
)
from supra2d.core.constants import K_B
from supra2d.materials import hamiltonian_path

MESH = 96
FINE = 4 * MESH
ROUNDS = 2
Q = np.array([[1, 0, 0], [24, 12, 0], [48, 0, 0]]) / MESH
TEMPERATURE = 116.0  # 10 meV
ONE_THREAD = {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


def write_hr(H: Hamiltonian, path: Path) -> None:
    """``_hr.dat`` of Wannier90, eV, with all digits."""
    lines = ["NbSe2", str(H.size), str(len(H.R))]
    lines += [" ".join("1" for _ in H.R[i : i + 15]) for i in range(0, len(H.R), 15)]
    for (a, b, c), block in zip(H.R.tolist(), 1e-3 * H.hoppings, strict=True):
        for n in range(H.size):
            for m in range(H.size):
                z = block[m, n]
                lines.append(f"{a} {b} {c} {m + 1} {n + 1} {z.real:.16e} {z.imag:.16e}")
    path.write_text("\n".join(lines) + "\n")


def row(job: str, ours: Callable[[], object], peer: Callable[[], object]) -> None:
    """Print both times of one job, from rounds in turn."""
    mine = theirs = np.inf
    for _ in range(ROUNDS):
        mine, theirs = min(mine, best(ours, 1)), min(theirs, best(peer, 1))
    print(f"  {job:<34}{mine:>9.3f} s{theirs:>9.3f} s{theirs / mine:>9.1f}x")


def wannierberri() -> list[str]:
    """Energies and density of states of NbSe2; return what differs."""
    with redirect_stdout(None):  # it writes of what it lacks
        from wannierberri import Grid, System_R, run
        from wannierberri.calculators.static import DOS
        from wannierberri.calculators.tabulate import Energy, TabulatorAll

    H = read_hamiltonian(hamiltonian_path("NbSe2"))
    level = chemical_potential(H)
    write_hr(H, Path("NbSe2_hr.dat"))
    with redirect_stdout(None):
        system = System_R.from_hr_file(
            "NbSe2",
            real_lattice=1e10 * H.cell,
            wannier_centers_cart=1e10 * H.positions @ H.cell,
            periodic=H.periodic,
        )

    def theirs(calculator: object) -> Any:
        with redirect_stdout(None):
            found = run(
                system,
                grid=Grid(system, NKdiv=[2, 2, 1], NKFFT=[MESH // 2, MESH // 2, 1]),
                calculators={"it": calculator},
                parallel=False,
                use_irred_kpt=False,
                symmetrize=False,
            )
        return found.results["it"]

    def energies() -> np.ndarray:
        # levels closer than a threshold would be given as their mean
        table = theirs(TabulatorAll({"Energy": Energy(degen_thresh=-1.0)}))
        return 1e3 * table.get_data("Energy")[:, :, 0]

    def states() -> float:
        return float(theirs(DOS(Efermi=np.array([1e-3 * level]), tetra=True)).data[0])

    off = float(np.abs(energies() - bands_on_mesh(H, MESH)).max())
    mine = {n: 1e3 * float(density_of_states(H, level, n)) for n in (MESH, 3 * MESH, FINE)}
    other = states()
    print(f"WannierBerri {version('wannierberri')}, {H.size} orbitals of NbSe2, {MESH} x {MESH}")
    row("energies", lambda: bands_on_mesh(H, MESH), energies)
    for n in (MESH, 3 * MESH):
        row(f"N(E_F), ours on {n} x {n}", partial(density_of_states, H, level, n), states)
    print(f"  largest difference of energies {off:.1e} meV")
    print(f"  states/eV: {other:.4f}; ours {', '.join(f'{x:.4f} ({n})' for n, x in mine.items())}")
    missed = [f"energies by {off:.1e} meV"] if off > 1e-6 else []
    off = abs(other / mine[FINE] - 1.0)
    return missed + ([f"states by {100 * off:.1f} %"] if off > 0.01 else [])


def pyqula() -> list[str]:
    """The susceptibility of a spin-orbit coupled layer; return what differs."""
    from pyqula import geometry

    h = geometry.triangular_lattice().get_hamiltonian(has_spin=True)
    h.add_rashba(0.2)
    h.add_onsite(0.6)
    blocks = h.get_multihopping().get_dict()
    cell = 3e-10 * np.array([h.geometry.a1, h.geometry.a2, [0.0, 0.0, 5.0]])
    hoppings = 1e3 * np.array([np.asarray(m, dtype=complex) for m in blocks.values()])
    H = Hamiltonian(cell, np.array(list(blocks)), hoppings, (Orbital(spin=1), Orbital(spin=-1)))
    common: dict[str, Any] = {"temperature": TEMPERATURE, "mesh": MESH, "operators": ("zz",)}

    def peer(q: np.ndarray) -> float:
        # the width is far below every difference of levels: the static response
        found = h.get_chi(
            A="sz", B="sz", q=q, nk=MESH, energies=[0.0], T=1e-3 * K_B * TEMPERATURE, delta=1e-9
        )
        return -1e-3 * float(found[1][0].real)

    def theirs() -> np.ndarray:
        return np.array([peer(q) for q in Q])

    def ours() -> np.ndarray:
        return susceptibility(H, Q, **common).of("zz")

    zone = susceptibility_zone(H, **common).at(Q).of("zz")
    others = theirs()
    off = [float(np.abs(found / others - 1.0).max()) for found in (ours(), zone)]
    print(f"pyqula {version('pyqula')}, triangular lattice with Rashba coupling, {MESH} x {MESH}")
    row(f"chi_zz at {len(Q)} q", ours, theirs)
    row(f"the same; ours at all {MESH**2}", partial(susceptibility_zone, H, **common), theirs)
    print(f"  chi_zz/eV {1e3 * others}; ours differ by {off[0]:.1e}, of all q by {off[1]:.1e}")
    return [f"susceptibility by {max(off):.1e}"] if max(off) > 1e-6 else []


def main() -> int:
    """Print everything; 1 when numbers differ."""
    if not ONE_THREAD.items() <= os.environ.items():
        again = subprocess.run([sys.executable, __file__], env={**os.environ, **ONE_THREAD})
        return again.returncode
    print(f"{'':36}{'ours':>11}{'theirs':>11}{'ratio':>10}")
    differ = []
    for peer in (wannierberri, pyqula):
        try:
            with TemporaryDirectory() as folder, chdir(folder):
                differ += peer()
        except ImportError as error:
            print(f"{peer.__name__} is left out: {error}")
    print("differ: " + ("; ".join(differ) or "none"))
    return bool(differ)


if __name__ == "__main__":
    sys.exit(main())
