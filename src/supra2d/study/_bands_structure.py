"""Bands along a path with spins and orbitals, and the densities of states."""

from __future__ import annotations

import numpy as np

from ..bands import (
    SHELLS,
    Hamiltonian,
    Orbital,
    band_path,
    bands_on_mesh,
    density_of_states,
    orbital_weights,
    soc_splitting,
    special_points,
    spin_expectation,
    with_zeeman,
)
from ..core import Array, Axis, Curve, Interval, Quantity, Result
from ._bands_load import Filled, scaled_mesh
from ._bands_numbers import METHODS, ROUNDING, SPLITTING, no_metal, number, refusal
from ._bands_options import BandsOptions
from ._bands_published import STATES_SPREAD, engines
from ._bands_zone import ticks

_AXES = (Axis("path", "1/m"), Axis("energy", "meV"))
_STATES = (Axis("energy", "meV"), Axis("dos", "1/eV"))
_WINDOW = 3000.0  # meV, on either side of the Fermi level
_SHOWN = 4  # kinds of orbitals
_ENERGIES = 601
_FIELD = (0.0, 0.0, 2e-5)  # T: turns spins of equal energy apart, and no level by a measurable bit


def band_result(metal: Filled, options: BandsOptions) -> Result:
    """Bands with spins and orbital weights, and the splitting at K."""
    H = metal.H
    path = band_path(H, options.path)
    energies, states = (with_zeeman(H, _FIELD) if H.spinful else H).eigenstates(path.k)
    energies = energies - H.chemical_potential
    seen = np.flatnonzero(np.abs(energies).min(axis=0) <= _WINDOW).tolist()
    curves = [
        Curve("band", path.distance, energies[:, i], where={"band": i}, axes=_AXES) for i in seen
    ]
    if H.spinful:
        spin = spin_expectation(H, states)[..., 2]
        axes = (_AXES[0], Axis("spin", "1"))
        curves += [
            Curve("band_spin", path.distance, spin[:, i], where={"band": i}, axes=axes)
            for i in seen
        ]
    weights = {name: w[:, seen] for name, w in kinds(H, orbital_weights(H, states)).items()}
    axes = (_AXES[0], Axis("weight", "1"))
    for name in sorted(weights, key=lambda name: -float(weights[name].sum()))[:_SHOWN]:
        curves += [
            Curve("band_weight", path.distance, weights[name][:, j],
                  where={"band": i, "orbital": name}, axes=axes)
            for j, i in enumerate(seen)
        ]  # fmt: skip
    at_K = splitting_at_K(metal)
    return Result(
        "band_structure",
        "Bands",
        quantities=tuple([*_gaps(metal), *at_K]),
        curves=(*curves, *ticks(path, _AXES)),
        x_axis=_AXES[0],
        y_axis=_AXES[1],
        text=tuple(_splitting_text(metal, at_K)),
        cites=("hinuma2017",) if path.source == "seekpath" else (),
    )


#: What a mirror and a threefold axis leave apart in a layer.
_TOGETHER = {
    "dxy": "dxy, dx2-y2",
    "dx2-y2": "dxy, dx2-y2",
    "dxz": "dxz, dyz",
    "dyz": "dxz, dyz",
}


def kinds(H: Hamiltonian, weights: dict[str, Array]) -> dict[str, Array]:
    """Weights summed over p orbitals, and over d orbitals of one angular momentum along z."""
    shell = {f"{o.species} {o.shape}".strip(): _kind(o) for o in H.orbitals}
    sums: dict[str, Array] = {}
    for name, weight in weights.items():
        sums[shell[name]] = sums.get(shell[name], 0.0) + weight
    return sums


def _kind(o: Orbital) -> str:
    together = _TOGETHER.get(o.shape, o.shape[0] if o.shape in SHELLS["p"] else o.shape)
    return f"{o.species} {together}".strip()


def splitting_at_K(metal: Filled) -> list[Quantity]:
    """Row of the splitting at K of the bands at the Fermi level; none where there is no K."""
    corners = dict(special_points(metal.H))
    if "K" not in corners:
        return []
    if metal.pair is None:
        message = (
            f"{metal.H.name} has no spins, so nothing splits; give a Hamiltonian with spin-orbit "
            "coupling."
        )
        return [refusal(metal, "soc_splitting_K", "meV", message)]
    value, other = (_pair_at(metal, corners[name]) for name in ("K", "K'"))
    if value is None or other is None:
        message = "No pair of bands at K differs by its spin along z alone."
        return [refusal(metal, "soc_splitting_K", "meV", message)]
    factors = engines(metal)
    systematic: Interval | None = None
    if factors is not None:
        systematic = min(value, value * factors[0]), max(value, value * factors[1])
    which = "that cross the Fermi level" if metal.gap is None else "below the gap"
    hidden = metal.twofold and value > ROUNDING
    return [
        number(
            metal,
            "soc_splitting_K",
            "meV",
            value,
            max(abs(value - other), ROUNDING),
            systematic=systematic,
            method="partners in spin",
            convention=f"twice beta, of the bands {which}"
            + (", within one layer: every level is twofold" if hidden else "")
            + _span(systematic),
            cites=(SPLITTING,),
        )
    ]


def _span(systematic: Interval | None) -> str:
    return "; systematic: what other engines and functionals give" if systematic else ""


def _pair_at(metal: Filled, k: Array) -> float | None:
    """Splitting of the pair with the bands in question at k; None where there is none."""
    found = soc_splitting(metal.H, k)
    wanted = metal.bands or metal.pair or ()
    mine = [i for i, bands in enumerate(found.bands.tolist()) if set(bands) & set(wanted)]
    if not mine:
        return None
    level = metal.H.chemical_potential
    best = min(mine, key=lambda i: abs(float(found.energy[i]) - level))
    return abs(float(found.splitting[best]))


def _splitting_text(metal: Filled, rows: list[Quantity]) -> list[str]:
    if not rows or rows[0].value is None:
        return []
    which = "the bands at the Fermi level" if metal.gap is None else "the highest filled bands"
    text = f"Spin-orbit coupling splits {which} by {float(rows[0].value):.4g} meV at K."
    if metal.twofold:
        text += " Every level is twofold, so that this splitting is that of one layer by itself."
    return [text]


def _gaps(metal: Filled) -> list[Quantity]:
    """The gap of an insulator."""
    if metal.gap is None:
        return []
    top, bottom = metal.gap
    reach = metal.uncertainty
    gap = bottom - top
    return [
        number(
            metal,
            "gap",
            "meV",
            gap,
            ROUNDING,
            systematic=None if reach is None else (max(0.0, gap - 2 * reach), gap + 2 * reach),
            method="edges of the bands on a mesh",
            convention="between one-electron levels: functionals of the density give too small a "
            "gap",
            cites=(METHODS,),
        )
    ]


def dos_result(metal: Filled, options: BandsOptions) -> Result:
    """Density of states with its parts, and its value at the Fermi level."""
    H = metal.H
    mesh = scaled_mesh(H, options.mesh("states"))
    grid = np.linspace(-_WINDOW, _WINDOW, _ENERGIES)
    near = _near_level(metal)
    states = 1e3 * density_of_states(H, np.append(grid, near) + H.chemical_potential, mesh)
    total, at_level = states[: len(grid)], states[len(grid) :]
    curves = [Curve("dos", grid, total, label="total", axes=_STATES)]
    for name, share in _shares(H, grid, scaled_mesh(H, options.mesh("states", 1 / 3))).items():
        curves.append(Curve("dos_part", grid, share * total, label=name, axes=_STATES))
    rows = _at_level(metal, options, at_level)
    text = []
    if rows[0].value is not None:
        text = [
            f"The density of states at the Fermi level is {float(rows[0].value):.3g} per eV and "
            "cell, both spins together."
        ]
    return Result(
        "density_of_states",
        "Density of states",
        quantities=tuple(rows),
        curves=tuple(curves),
        x_axis=_STATES[0],
        y_axis=_STATES[1],
        text=tuple(text),
    )


def _shares(H: Hamiltonian, grid: Array, mesh: tuple[int, ...]) -> dict[str, Array]:
    """Part of each kind of orbitals in the states near each energy."""
    energies, states = bands_on_mesh(H, mesh, states=True)
    at = (energies - H.chemical_potential).ravel()
    # coarser than the grid, so that each bin has states wherever there are some
    edges = np.linspace(grid[0], grid[-1], len(grid) // 4 + 1)
    middles = 0.5 * (edges[1:] + edges[:-1])
    count = np.histogram(at, edges)[0]
    there = count > 0
    found = kinds(H, orbital_weights(H, states))
    most = sorted(found, key=lambda name: -float(found[name].sum()))[:_SHOWN]
    if not there.any():
        return {}
    shares = {}
    for name in most:
        weight = np.histogram(at, edges, weights=found[name].ravel())[0]
        shares[name] = np.interp(grid, middles[there], weight[there] / count[there])
    return shares


def _near_level(metal: Filled) -> Array:
    """The Fermi level and levels around it, as far as bands may be off, meV from it."""
    off = metal.uncertainty or 0.0
    return np.array([0.0, -off, -0.5 * off, 0.5 * off, off])


def _at_level(metal: Filled, options: BandsOptions, fine: Array) -> list[Quantity]:
    """Row of the density at the Fermi level; ``fine`` are those of `_near_level`."""
    if metal.gap is not None:
        return [refusal(metal, "dos_EF", "1/eV", no_metal(metal))]
    H = metal.H
    mesh = scaled_mesh(H, options.mesh("states", 2 / 3))
    coarse = 1e3 * density_of_states(H, H.chemical_potential, mesh)
    value = float(fine[0])
    systematic, told = None, ""
    if "engine" in H.origin:
        low, high = (value * factor for factor in STATES_SPREAD)
        systematic = min(low, float(fine.min())), max(high, float(fine.max()))
        told = "; systematic: what other engines and geometries give"
    return [
        number(
            metal,
            "dos_EF",
            "1/eV",
            value,
            max(abs(value - float(coarse)), 1e-6 * value),
            systematic=systematic,
            method="linear triangles" if metal.layer else "linear tetrahedra",
            convention=f"both spins, per cell{told}",
            cites=(METHODS,),
        )
    ]
