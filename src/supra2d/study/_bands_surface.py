"""Fermi contours with their spins, the splitting along them, and its map over the zone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from ..bands import (
    Contour,
    Hamiltonian,
    fermi_contours,
    first_zone,
    soc_splitting,
    special_points,
    splitting_map,
    splitting_on_surface,
    zone_mesh,
)
from ..core import Array, Axis, Check, Curve, InputError, Quantity, Result
from ._bands_field import field_changes, no_field
from ._bands_load import Filled
from ._bands_numbers import ROUNDING, SPLITTING, no_metal, number, refusal
from ._bands_options import BandsOptions
from ._bands_published import engines
from ._bands_zone import PLANE, drawn, plane, zone_curves

_MAP = 72  # points along each reciprocal vector
_ALONG = 13  # points on a line that is looked at by itself
_NODE = 0.5  # meV
_SAME_STATES = 0.02  # a pocket smaller than a cell of the mesh is missed


def surface_result(metal: Filled, dos: Quantity, options: BandsOptions) -> Result:
    """Contours by band and pocket, and the splitting at the Fermi momentum.

    An insulator and a crystal have none: rows that are refused, with the reason.
    """
    title = "Fermi surface"
    if metal.gap is not None or not metal.layer:
        message = no_metal(metal) if metal.gap is not None else _solid(metal)
        rows = [refusal(metal, "soc_splitting_kF", "meV", message)]
        if options.field is not None:
            rows.append(no_field(metal, message))
        return Result("fermi_surface", title, quantities=tuple(rows))
    H = metal.H
    found = fermi_contours(H, mesh=options.mesh("contours"))
    curves = zone_curves(H)
    for contour in found:
        curves += drawn(H, contour)
    rows, text = _splittings(metal, found, options), [_pockets(found)]
    if options.field is not None:
        changes = field_changes(metal, found, options.field, options)
        rows += changes.rows
        curves += changes.curves
        text += changes.text
    return Result(
        "fermi_surface",
        title,
        quantities=tuple(rows),
        checks=(_states_check(found, dos), *_node_checks(metal)),
        curves=tuple(curves),
        x_axis=PLANE[0],
        y_axis=PLANE[1],
        text=tuple(text),
    )


def map_result(metal: Filled, surface: Result) -> Result | None:
    """Splitting of the bands at the Fermi level over the zone; None where nothing splits."""
    pair = metal.pair
    if pair is None or metal.twofold or not metal.layer:
        return None
    H = metal.H
    k = zone_mesh(H, _MAP).reshape(-1, 3)
    values = splitting_map(H, pair, _MAP).ravel()
    places = plane(H, first_zone(H, k))
    run = np.arange(float(len(values)))
    axes = (Axis("point", "1"), Axis("splitting", "meV"))
    lines = [c for c in surface.curves if c.role == "contour" and "field" not in c.where]
    largest = float(np.abs(values).max())
    which = "at the Fermi level" if metal.gap is None else "below the gap"
    return Result(
        "splitting_map",
        "Spin-orbit splitting over the zone",
        curves=(
            Curve("map", *places, axes=PLANE),
            Curve("map_value", run, values, axes=axes),
            *zone_curves(H),
            *lines,
        ),
        x_axis=PLANE[0],
        y_axis=PLANE[1],
        text=(
            f"The two bands {which} are up to {largest:.4g} meV apart; energy of spin up less that "
            "of spin down.",
        ),
    )


def _solid(metal: Filled) -> str:
    return (
        f"{metal.H.name} is a crystal, whose Fermi surface is no set of curves in a plane; its "
        "bands and its density of states are given instead."
    )


def _states_check(contours: tuple[Contour, ...], dos: Quantity) -> Check:
    """The density of states once more, from the velocities on the contours."""
    value = 1e3 * sum(float(c.weight.sum()) for c in contours)
    triangles = float(dos.value or 0.0)
    text = (
        f"The velocities on the contours give {value:.4g} states per eV at the Fermi level, "
        f"triangles {triangles:.4g}."
    )
    close = abs(value - triangles) <= _SAME_STATES * triangles
    return Check("states_on_contours", "ok" if close else "warning", text, value)


def _pockets(contours: tuple[Contour, ...]) -> str:
    """What the Fermi surface consists of, in a sentence."""
    parts = []
    for name in dict.fromkeys(c.name for c in contours):
        mine = [c for c in contours if c.name == name]
        sizes = ", ".join(f"{100 * c.area:.3g}\N{NO-BREAK SPACE}%" for c in mine if c.closed)
        where = "open" if name == "open" else f"around {name}"
        parts.append(f"{len(mine)} {where}" + (f" ({sizes})" if sizes else ""))
    noun = "contour" if len(contours) == 1 else "contours"
    return f"The Fermi surface has {len(contours)} {noun}, with their part of the zone: " + (
        "; ".join(parts) + "."
    )


def _splittings(
    metal: Filled, contours: tuple[Contour, ...], options: BandsOptions
) -> list[Quantity]:
    """Splitting along each contour, and where it crosses lines between named points."""
    if not metal.H.spinful:
        message = f"{metal.H.name} has no spins, so nothing splits at the Fermi momentum."
        return [refusal(metal, "soc_splitting_kF", "meV", message)]
    if metal.twofold:
        message = f"Every level of {metal.H.name} is twofold: no contour splits in two spins."
        return [refusal(metal, "soc_splitting_kF", "meV", message)]
    found = _along(metal.H, contours)
    moved = _moved(metal, options)
    return [
        _row(metal, label, split, [m[label].value for m in moved if label in m])
        for label, split in found.items()
    ]


def _moved(metal: Filled, options: BandsOptions) -> list[dict[str, _Split]]:
    """The same where the Fermi level lies lower and higher by the error of the bands."""
    off, mesh, found = metal.uncertainty or 0.0, options.mesh("contours", 0.5), []
    for level in (metal.H.chemical_potential + by for by in (-off, off) if by):
        try:
            found.append(_along(metal.H, fermi_contours(metal.H, level, mesh)))
        except InputError:  # so small a pocket is gone there
            continue
    return found


@dataclass(frozen=True, slots=True)
class _Split:
    """A splitting, what half as many points change of it, and a remark."""

    value: float
    error: float
    told: str = ""


def _along(H: Hamiltonian, contours: tuple[Contour, ...]) -> dict[str, _Split]:
    """Splittings by contour, and by contour and line."""
    found = {}
    for contour, label in _labelled(contours):
        apart = np.abs(splitting_on_surface(H, contour))
        mean, half = (
            float(np.average(apart[::step], weights=contour.weight[::step])) for step in (1, 2)
        )
        span = f"{float(apart.min()):.3g} to {float(apart.max()):.3g} meV along it"
        found[label] = _Split(mean, abs(mean - half), f"Mean over its states; {span}.")
        for line, (start, end) in _lines(H, contour.name).items():
            away = (contour.k - start, end - start)
            points, way = (np.stack(plane(H, k), axis=-1) for k in away)
            crossed = _crossing(points, apart, way)
            if crossed is not None:
                found[f"{label}, {line}"] = _Split(*crossed)
    return found


def _labelled(contours: tuple[Contour, ...]) -> list[tuple[Contour, str]]:
    """One contour of those that are alike by symmetry, with names in words."""
    found = []
    for name in dict.fromkeys(c.name for c in contours if c.name != "K'"):
        alike = {(c.band, round(c.area, 3)): c for c in contours if c.name == name}
        mine = sorted(alike.values(), key=lambda c: -c.area)
        sheets = ["outer", "inner"] if len(mine) == 2 else [f"{i + 1}" for i in range(len(mine))]
        for contour, sheet in zip(mine, sheets, strict=True):
            of_many = f", {sheet} sheet" if len(mine) > 1 else ""
            found.append((contour, f"{name} pocket{of_many}"))
    return found


def _lines(H: Hamiltonian, name: str) -> dict[str, tuple[Array, Array]]:
    """Lines from the middle of a pocket of a hexagonal layer to the nearest named points."""
    if "K" not in dict(special_points(H)):
        return {}
    ends = {"K": ("M", "Gamma"), "Gamma": ("K", "M")}.get(name, ())
    start = dict(special_points(H)).get(name, np.zeros(3))
    return {f"{name}-{end}": (start, nearest(H, start, end)) for end in ends}


def nearest(H: Hamiltonian, start: Array, name: str) -> Array:
    """The named point that lies nearest to another one, reciprocal vectors added."""
    shifts = np.array([(i, j, 0.0) for i, j in product((-1.0, 0.0, 1.0), repeat=2)])
    places = np.concatenate([k + shifts for label, k in special_points(H) if label == name])
    away = np.linalg.norm((places - start) @ H.reciprocal, axis=1)
    return np.asarray(places[int(np.argmin(np.round(away, -3)))])


def _crossing(points: Array, values: Array, way: Array) -> tuple[float, float] | None:
    """Value where a closed curve around zero crosses a direction, and its change with half as
    many points."""

    def at(step: int) -> float | None:
        here, v = points[::step], values[::step]
        after = np.roll(here, -1, axis=0)
        side, beyond = (x[:, 0] * way[1] - x[:, 1] * way[0] for x in (here, after))
        ahead = np.flatnonzero((here @ way > 0.0) & (side * beyond <= 0.0) & (side != beyond))
        if not ahead.size:
            return None
        i = int(ahead[0])
        part = side[i] / (side[i] - beyond[i])
        return float(v[i] + part * (v[(i + 1) % len(v)] - v[i]))

    fine, coarse = at(1), at(2)
    if fine is None or coarse is None:
        return None
    return fine, abs(fine - coarse)


def _row(metal: Filled, label: str, split: _Split, moved: list[float]) -> Quantity:
    """A row; ``moved`` are the splittings where the Fermi level lies off by the error of bands."""
    factors, value = engines(metal), split.value
    systematic = None
    if factors is not None:
        low, high = (value * (f - 1.0) for f in factors)
        down, up = min([0.0, *(m - value for m in moved)]), max([0.0, *(m - value for m in moved)])
        systematic = (
            max(0.0, value - float(np.hypot(min(0.0, low), down))),
            value + float(np.hypot(max(0.0, high), up)),
        )
    return number(
        metal,
        "soc_splitting_kF",
        "meV",
        value,
        max(split.error, ROUNDING),
        systematic=systematic,
        where={"channel": label},
        method="partners in spin",
        convention="twice beta",
        message=split.told,
        cites=(SPLITTING,),
    )


def _node_checks(metal: Filled) -> list[Check]:
    """How far the line from Gamma to M is from being free of splitting."""
    pair = metal.pair
    if pair is None or metal.twofold or "K" not in dict(special_points(metal.H)):
        return []
    largest, M = 0.0, nearest(metal.H, np.zeros(3), "M")
    for part in np.linspace(0.0, 1.0, _ALONG):
        found = soc_splitting(metal.H, part * M)
        mine = [i for i, bands in enumerate(found.bands.tolist()) if set(bands) & set(pair)]
        largest = max([largest, *(abs(float(found.splitting[i])) for i in mine)])
    what = f"The splitting on Gamma-M is {largest:.2g} meV at most"
    if largest <= _NODE:
        text = f"{what}: zero by symmetry, so the pocket around Gamma has six nodes."
        return [Check("splitting_on_Gamma_M", "ok", text, largest)]
    text = f"{what}: a mirror that would make it zero is missing."
    return [Check("splitting_on_Gamma_M", "warning", text, largest)]
