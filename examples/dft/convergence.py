"""How splittings, density of states and bands of a layer change with mesh and cutoff.

    python examples/dft/convergence.py NbSe2 TaS2

Writes ``convergence.tsv`` beside the Hamiltonians that are shipped; what is computed is kept in
``dft-work``.
"""

import sys
from pathlib import Path

import numpy as np

import supra2d
from supra2d.bands import Hamiltonian, density_of_states
from supra2d.dft import dft

WORK = Path("dft-work")
SHIPPED = Path(supra2d.__file__).parent / "materials" / "hamiltonians"
# points along b1 and b2, plane waves (eV); the last one is what the others are compared with
ROWS = [(6, 450), (12, 350), (12, 450), (12, 600), (18, 450)]
COLUMNS = [
    "compound",
    "mesh",
    "cutoff_eV",
    "splitting_K_meV",
    "splitting_Gamma_M_meV",
    "dos_EF_per_eV",
]
COLUMNS += ["largest_band_change_meV", "rms_band_change_meV"]


def pair(h: Hamiltonian, k: np.ndarray) -> np.ndarray:
    """Splitting of the highest occupied pair, meV."""
    top = 2 * ((round(h.electrons) - 1) // 2)
    energies = h.eigenvalues(k)
    return energies[..., top + 1] - energies[..., top]


def near(h: Hamiltonian) -> np.ndarray:
    """Bands from the Fermi level on a set of points, meV."""
    k = np.random.default_rng(0).random((200, 3)) * np.array(h.periodic)
    return h.eigenvalues(k) - h.chemical_potential


def row(name: str, points: int, cutoff: int, h: Hamiltonian, best: Hamiltonian) -> list[str]:
    line = np.linspace(0.0, 0.5, 41)[:, None] * np.array([1.0, 0.0, 0.0])
    close = np.abs(near(best)) < 500.0
    change = (near(h) - near(best))[close]
    numbers = [
        pair(h, np.array([1 / 3, 1 / 3, 0.0])),
        pair(h, line).max(),
        1e3 * float(density_of_states(h, h.chemical_potential)),
        np.abs(change).max(),
        np.sqrt(np.mean(change**2)),
    ]
    return [name, f"{points}x{points}", str(cutoff), *(f"{x:.4g}" for x in numbers)]


def table(name: str) -> list[list[str]]:
    made = [
        dft(name, kmesh=(n,), cutoff=cutoff, output=WORK / f"{name}-{n}-{cutoff}.nc")
        for n, cutoff in ROWS
    ]
    return [row(name, *settings, h, made[-1]) for settings, h in zip(ROWS, made, strict=True)]


if __name__ == "__main__":
    WORK.mkdir(exist_ok=True)
    lines = [COLUMNS] + [r for name in sys.argv[1:] or ["NbSe2"] for r in table(name)]
    text = "\n".join("\t".join(line) for line in lines) + "\n"
    (SHIPPED / "convergence.tsv").write_text(text)
    print(text)
