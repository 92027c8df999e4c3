"""Fermi contours in a magnetic field: areas of the pockets and net spins of their carriers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..bands import Contour, Hamiltonian, fermi_contours, polarisation, with_zeeman
from ..core import Array, Curve, InputError, Interval, Quantity
from ._bands_load import Filled
from ._bands_numbers import METHODS, number, refusal
from ._bands_options import BandsOptions
from ._bands_zone import drawn

_TOLD = {"z": ("perpendicular", "along the normal"), "x": ("parallel", "in the plane, along a1")}
_COARSE = 1 / 2  # of the mesh, for the numerical error
_AREA = 1e-9  # of the zone: what is left of an area once its points lie on the contour
_SPIN = 1e-6  # what the spacing of the points leaves of a mean

Sheet = tuple[str, int]


@dataclass(frozen=True)
class FieldChanges:
    """What a field adds to the Fermi surface of a report."""

    rows: list[Quantity]
    curves: list[Curve]
    text: list[str]


@dataclass(frozen=True)
class _Surface:
    """Areas of pockets by name and band, and net spins by name."""

    areas: dict[Sheet, float]
    spins: dict[str, Array]

    @classmethod
    def of(cls, contours: Sequence[Contour]) -> _Surface:
        """All pockets of one band around points of one name together; open contours have none."""
        areas: dict[Sheet, float] = {}
        for c in contours:
            if c.closed:
                areas[c.name, c.band] = areas.get((c.name, c.band), 0.0) + c.area
        return cls(areas, polarisation(contours))


def no_field(metal: Filled, message: str) -> Quantity:
    """The row of a metal whose contours in a field are not given."""
    return refusal(metal, "pocket_area_change", "1", message)


def field_changes(
    metal: Filled, contours: tuple[Contour, ...], field: float, options: BandsOptions
) -> FieldChanges:
    """Contours with the Zeeman energy of the spins, at the Fermi level without the field.

    That level moves with the square of the field alone. The interval from spins alone to spins
    with the moments of the atomic orbitals is systematic.

    Parameters
    ----------
    metal
        A layer with spins, else refused.
    contours
        Without the field.
    field
        T.
    options
        Mesh of the contours.
    """
    if not metal.H.spinful:
        message = f"{metal.H.name} has no spins: a field moves both of them apart everywhere alike."
        return FieldChanges([no_field(metal, message)], [], [])
    rows, curves, text = [], [], []
    before, coarse = _Surface.of(contours), _Surface.of(_contours(metal.H, options, _COARSE))
    for axis, way in (("z", np.eye(3)[2]), ("x", metal.H.cell[0])):
        B = field * way / np.linalg.norm(way)
        H = with_zeeman(metal.H, B)
        found = _contours(H, options)
        for contour in found:
            curves += drawn(H, contour, {"field": field, "direction": axis})
        change = _Change(
            B / field,
            {"field": field, "direction": _TOLD[axis][0]},
            (before, _Surface.of(found)),
            (coarse, _Surface.of(_contours(H, options, _COARSE))),
            _with_orbits(metal.H, B, options),
        )
        rows += [_area_row(metal, change, *named) for named in _sheets(before).items()]
        rows += [_spin_row(metal, change, name) for name in before.spins if name != "open"]
        text.append(_sentence(change, field, _TOLD[axis][1]))
    return FieldChanges(rows, curves, text)


@dataclass(frozen=True)
class _Change:
    """Surfaces without and with a field, on the fine and on the coarse mesh."""

    along: Array
    where: dict[str, float | str]
    fine: tuple[_Surface, _Surface]
    coarse: tuple[_Surface, _Surface]
    orbits: _Surface | None  # on the coarse mesh

    def area(self, sheet: Sheet, pair: tuple[_Surface, _Surface]) -> float:
        return pair[1].areas[sheet] - pair[0].areas[sheet]

    def spin(self, name: str, surface: _Surface) -> float:
        return float(surface.spins[name] @ self.along)

    @property
    def surfaces(self) -> list[_Surface]:
        """All of them."""
        return [*self.fine, *self.coarse, *([self.orbits] if self.orbits else [])]


def _contours(H: Hamiltonian, options: BandsOptions, share: float = 1.0) -> tuple[Contour, ...]:
    return fermi_contours(H, mesh=options.mesh("contours", share))


def _with_orbits(H: Hamiltonian, B: Array, options: BandsOptions) -> _Surface | None:
    """The surface with the atomic moments as well; None where the shells are not known."""
    try:
        moved = with_zeeman(H, B, orbital=True)
    except InputError:
        return None
    return _Surface.of(_contours(moved, options, _COARSE))


def _sheets(surface: _Surface) -> dict[str, Sheet]:
    """Pockets by their names in words, the larger one of two first."""
    found = {}
    for name in dict.fromkeys(name for name, _ in surface.areas):
        mine = sorted((s for s in surface.areas if s[0] == name), key=lambda s: -surface.areas[s])
        words = ["outer", "inner"] if len(mine) == 2 else [f"{i + 1}" for i in range(len(mine))]
        for sheet, word in zip(mine, words, strict=True):
            of_many = f", {word} sheet" if len(mine) > 1 else ""
            found[f"{name} pocket{of_many}"] = sheet
    return found


def _area_row(metal: Filled, change: _Change, label: str, sheet: Sheet) -> Quantity:
    where = {"channel": label, **change.where}
    if not all(sheet in surface.areas for surface in change.surfaces):
        message = "In the field this pocket is open, gone, or smaller than a cell of the mesh."
        return refusal(metal, "pocket_area_change", "1", message, where=where)
    value, rough = (change.area(sheet, pair) for pair in (change.fine, change.coarse))
    systematic: Interval | None = None
    if change.orbits is not None:
        other = change.area(sheet, (change.coarse[0], change.orbits))
        systematic = min(value, other), max(value, other)
    return number(
        metal,
        "pocket_area_change",
        "1",
        value,
        max(abs(value - rough), _AREA),
        systematic=systematic,
        where=where,
        signed=True,
        method="contours",
        convention="part of the zone in the field less that without; Zeeman energy of the spins, "
        "g = 2, Fermi level held; systematic: with the moments of the atomic orbitals as well",
        message=f"Without the field {100 * change.fine[0].areas[sheet]:.4g} % of the zone.",
        cites=(METHODS,),
    )


def _spin_row(metal: Filled, change: _Change, name: str) -> Quantity:
    where = {"channel": f"{name} pocket", **change.where}
    if not all(name in surface.spins for surface in change.surfaces):
        message = "In the field this pocket is gone, or smaller than a cell of the mesh."
        return refusal(metal, "pocket_polarisation", "1", message, where=where)
    (without, value), (_, rough) = (
        [change.spin(name, surface) for surface in pair] for pair in (change.fine, change.coarse)
    )
    systematic: Interval | None = None
    if change.orbits is not None:
        other = change.spin(name, change.orbits)
        systematic = min(value, other), max(value, other)
    return number(
        metal,
        "pocket_polarisation",
        "1",
        value,
        max(abs(value - rough), _SPIN),
        systematic=systematic,
        where=where,
        signed=True,
        method="contours",
        convention="mean of sigma along the field over the carriers at the Fermi level, all sheets "
        "together",
        message=f"Without the field {round(without, 6) + 0.0:.3g}.",
        cites=(METHODS,),
    )


def _sentence(change: _Change, field: float, words: str) -> str:
    """The largest change of an area."""
    moved = {
        label: change.area(sheet, change.fine) / change.fine[0].areas[sheet]
        for label, sheet in _sheets(change.fine[0]).items()
        if sheet in change.fine[1].areas
    }
    if not moved:
        return f"A field of {field:g} T {words} opens all pockets."
    label = max(moved, key=lambda name: abs(moved[name]))
    return (
        f"A field of {field:g} T {words} changes the area of a pocket by "
        f"{100 * abs(moved[label]):.2g} % at most ({label})."
    )
