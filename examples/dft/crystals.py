"""Distances of the layers of 2H-TaS2, and the cell of 1T'-WS2, layer and crystal 2M.

    pip install -e '.[dft]'
    python examples/dft/crystals.py            about an hour on one core
    python examples/dft/crystals.py 2H         distances of layers only

Edges in the plane are those without stress in PBE. PBE does not bind layers, so their distance
is that of the lowest energy with a van der Waals functional in place of PBE's exchange and
correlation, at PBE's density. Two functionals, one that binds too weakly and one that binds too
strongly, are scaled each by what brings 2H-NbSe2 to its measured distance; their difference and
the scale say how far to trust the result. What is done is kept in ``dft-work/crystals``: an
interrupted run goes on.
"""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from supra2d.bands import Crystal, polytype
from supra2d.core import Array, run_tasks
from supra2d.dft import structure

STORE = Path("dft-work") / "crystals"
CUTOFF = 450.0  # eV
STRESS_CUTOFF = 600.0  # eV: a stress converges more slowly than an energy
SMEARING = 0.05  # eV
ANGSTROM = 1e-10
FUNCTIONALS = ("optB88-vdW", "C09-vdW")
MEASURED = 6.271  # angstrom between metal planes of 2H-NbSe2 (kim2026)
SPACINGS = {
    "NbSe2": (6.0, 6.1, 6.2, 6.3, 6.4, 6.5),
    "TaS2": (5.8, 5.9, 6.0, 6.1, 6.2, 6.3),
    "WS2": (5.7, 5.8, 5.9, 6.0, 6.1, 6.2),
}
SHIFTS = (-0.2, -0.1, 0.0, 0.1, 0.2)  # angstrom, of one layer of 2M-WS2 over the other
MESHES = {"2H": (9, 9, 3), "1T'-WS2": (10, 6, 1), "1T'-WS2-bulk": (8, 4, 4)}


@dataclass(frozen=True)
class Stack:
    """A crystal of layers, and the points along its reciprocal vectors."""

    crystal: Crystal
    mesh: tuple[int, int, int]


def atoms_of(crystal: Crystal) -> Any:
    from ase import Atoms

    return Atoms(
        list(crystal.species),
        cell=crystal.cell / ANGSTROM,
        scaled_positions=crystal.positions,
        pbc=crystal.periodic,
    )


def calculator(stack: Stack, cutoff: float) -> Any:
    from gpaw import GPAW, PW, FermiDirac

    return GPAW(
        mode=PW(cutoff),
        xc="PBE",
        kpts={"size": stack.mesh, "gamma": True},
        occupations=FermiDirac(SMEARING),
        txt=None,
    )


def energies(stack: Stack) -> tuple[float, ...]:
    """Energy with each of the functionals at the density of PBE, eV."""
    atoms = atoms_of(stack.crystal)
    atoms.calc = calculator(stack, CUTOFF)
    energy = atoms.get_potential_energy()
    return tuple(energy + float(atoms.calc.get_xc_difference(name)) for name in FUNCTIONALS)


def without_stress(stack: Stack) -> Crystal:
    """The crystal with its first two edges free, atoms at rest."""
    from ase.filters import FrechetCellFilter
    from ase.optimize import BFGS

    atoms = atoms_of(stack.crystal)
    atoms.calc = calculator(stack, STRESS_CUTOFF)
    free = FrechetCellFilter(atoms, mask=[True, True, False, False, False, False])
    BFGS(free, logfile=str(STORE / f"{stack.crystal.name}.log")).run(fmax=0.01, steps=60)
    return replace(
        stack.crystal, cell=atoms.cell[:] * ANGSTROM, positions=atoms.get_scaled_positions()
    )


def at_rest(stack: Stack) -> Crystal:
    """The crystal with its atoms at rest in the cell as it is."""
    from ase.optimize import BFGS

    atoms = atoms_of(stack.crystal)
    atoms.calc = calculator(stack, CUTOFF)
    BFGS(atoms, logfile=None).run(fmax=0.01, steps=60)
    return replace(stack.crystal, positions=atoms.get_scaled_positions(wrap=False))


def half_of_a_layer(crystal: Crystal) -> Array:
    """W, S, S from the centre of inversion of their layer: in edges of the cell, and angstrom."""
    flat = crystal.positions @ crystal.cell
    flat -= 0.5 * (flat[0] + flat[1])
    edges = np.array([crystal.cell[0, 0], crystal.cell[1, 1], ANGSTROM])
    rows: Array = flat[::2] / edges
    rows[:, :2] -= np.round(rows[:, :2])
    return rows


def lowest(places: Array, found: Array) -> float:
    """Minimum of a cubic through energies, or of a parabola through five or fewer."""
    middle = float(places.mean())
    slope = np.polynomial.Polynomial.fit(places, found, 3 if len(places) > 5 else 2).deriv()
    inside = [float(r.real) for r in slope.roots() if abs(r.imag) < 1e-9]
    best = min(inside, key=lambda r: abs(r - middle))
    if not places.min() < best < places.max():
        raise SystemExit(f"no minimum between {places.min():g} and {places.max():g} angstrom")
    return best


def apart(crystal: Crystal, spacing: float, shift: float = 0.0) -> Crystal:
    """Layers of a primitive 2M cell at a distance, the next one shifted along the second edge."""
    flat = crystal.positions @ crystal.cell
    cell = crystal.cell.copy()
    cell[2, 1] += shift * ANGSTROM
    cell[2, 2] = spacing * ANGSTROM
    flat[:, 2] += 0.5 * (cell[2, 2] - crystal.cell[2, 2])  # the layer stays in the middle
    return replace(crystal, cell=cell, positions=flat @ np.linalg.inv(cell))


def hexagonal(formula: str, spacing: float) -> Stack:
    """The crystal 2H with the layers of the monolayer."""
    layer = structure(formula)
    made = polytype(
        formula,
        "2H",
        a=float(np.linalg.norm(layer.cell[0])),
        c=2.0 * spacing * ANGSTROM,
        height=0.5 * float(np.ptp(layer.positions[:, 2])) * layer.cell[2, 2],
    )
    return Stack(replace(made, source=""), MESHES["2H"])


def scan(stacks: list[Stack], label: str) -> Array:
    """Energies, one row for each functional."""
    found = run_tasks(energies, stacks, workers=os.cpu_count(), store=STORE, progress=label)
    return np.array(found).T


def hexagonal_spacings() -> dict[str, Array]:
    """Distance of the lowest energy by each functional, angstrom."""
    found = {}
    for formula in ("NbSe2", "TaS2"):
        stacks = [hexagonal(formula, spacing) for spacing in SPACINGS[formula]]
        rows = scan(stacks, f"2H-{formula}")
        found[formula] = np.array([lowest(np.array(SPACINGS[formula]), row) for row in rows])
    return found


def scaled(found: Array, scale: Array) -> str:
    values = ", ".join(
        f"{name} {x:.3f} (scaled {x * s:.3f})"
        for name, x, s in zip(FUNCTIONALS, found, scale, strict=True)
    )
    return f"{values} angstrom"


def main(only: str) -> None:
    STORE.mkdir(parents=True, exist_ok=True)
    hexagons = hexagonal_spacings()
    scale = MEASURED / hexagons["NbSe2"]
    for formula, spacing in hexagons.items():
        print(f"2H-{formula}: layers apart {scaled(spacing, scale)}")
    if only == "2H":
        return
    names = ("1T'-WS2", "1T'-WS2-bulk")
    starts = [Stack(replace(structure(name), source=""), MESHES[name]) for name in names]
    rests = run_tasks(
        without_stress, starts, workers=os.cpu_count(), store=STORE, progress="edges in the plane"
    )
    for rest in rests:
        along, across = np.linalg.norm(rest.cell[:2], axis=1) / ANGSTROM
        print(f"{rest.name}: edges in the plane {along:.4f} and {across:.4f} angstrom (PBE)")
    crystal, mesh = rests[1], MESHES["1T'-WS2-bulk"]
    middle = 0.5 * (SPACINGS["WS2"][2] + SPACINGS["WS2"][3])
    rows = scan([Stack(apart(crystal, middle, s), mesh) for s in SHIFTS], "shift of layers")
    shifts = [lowest(np.array(SHIFTS), row) for row in rows]
    shift = float(np.mean(shifts))
    print(f"layers further along the second edge by {shifts[0]:.4f}, {shifts[1]:.4f} angstrom")
    rows = scan([Stack(apart(crystal, d, shift), mesh) for d in SPACINGS["WS2"]], "2M-WS2")
    found = np.array([lowest(np.array(SPACINGS["WS2"]), row) for row in rows])
    print(f"2M-WS2: layers apart {scaled(found, scale)}")
    spacing = float(np.mean(found * scale))
    lean = crystal.cell[2, 1] / ANGSTROM + shift
    long, angle = 2.0 * np.hypot(spacing, lean), np.degrees(np.arctan2(spacing, lean))
    print(f"2M-WS2: long edge {long:.3f} angstrom, angle {angle:.2f} deg")
    (final,) = run_tasks(at_rest, [Stack(apart(crystal, spacing, shift), mesh)], store=STORE)
    for layer in (rests[0], final):
        print(f"{layer.name}: atoms at")
        print(half_of_a_layer(layer).round(5))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
