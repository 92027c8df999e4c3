"""Geometries of the compounds that are shipped, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from ..bands import Crystal, distorted_monolayer, monolayer, polytype
from ..core import Array, NameUnknownError

_ANGSTROM = 1e-10
_VACUUM = 15.0 * _ANGSTROM  # between the outermost atoms of a layer and its image

_CHOSEN = "lattice constant of the comparison of engines"
_PBE = "lattice constant of the lowest PBE energy"
_HEIGHT = "height of the chalcogens relaxed with PBE (500 eV, 9 x 9)"
# lattice constant and height of the chalcogens above the metal, angstrom
_LAYERS = {
    "NbSe2": (3.47, 1.6755, f"{_CHOSEN}; {_HEIGHT}"),
    "NbS2": (3.34, 1.5617, f"{_CHOSEN}; {_HEIGHT}"),
    "TaS2": (3.33, 1.5680, f"{_CHOSEN}; {_HEIGHT}"),
    "TaSe2": (3.476, 1.6750, f"{_PBE}; {_HEIGHT}"),
    "MoS2": (3.185, 1.5633, f"{_PBE}; {_HEIGHT}"),
}
# from one metal plane of 2H to the next, angstrom
_SPACING = {"NbSe2": 6.27, "TaS2": 6.05}
_SPACED = "metal planes {:g} angstrom apart, half of c of the crystal 2H as commonly quoted"

# 1T'-WS2: edges of the crystal 2M along and across the zigzag chains of W, the long edge and its
# angle to the second one, angstrom and degrees; half of the atoms of a layer, from its centre of
# inversion, along the two edges in units of them and along the normal in angstrom
_WS2_EDGES = (3.23, 5.71)
_WS2_STACK = (12.87, 112.9)
_WS2_CELL = (
    "lattice constants of the crystal 2M as commonly quoted (C2/m; a = 12.87, b = 3.23, "
    "c = 5.71 angstrom, beta = 112.9 degrees)"
)
_WS2_LAYER = ((0.25, 0.19795, 0.0722), (-0.25, 0.08720, 1.7408), (0.25, -0.41892, 1.3188))
_WS2_BULK = ((0.25, 0.19849, 0.0732), (-0.25, 0.08570, 1.7224), (0.25, -0.41776, 1.3016))


def structure(compound: str) -> Crystal:
    """Geometry of a compound by its name, such as ``NbSe2`` or ``1T'-WS2-bulk``.

    A bare formula is one layer of trigonal prisms (1H).

    Raises
    ------
    NameUnknownError
        For a compound that is not listed, with near matches.

    Examples
    --------
    >>> structure("NbSe2").species
    ('Nb', 'Se', 'Se')
    """
    name = compound.replace("\u2032", "'").replace("\u2019", "'")
    if name not in _BUILDERS:
        raise NameUnknownError.of("compound", compound, _BUILDERS)
    return _BUILDERS[name]()


def structures() -> tuple[str, ...]:
    """Names that :func:`structure` knows."""
    return tuple(_BUILDERS)


def _layer(formula: str) -> Crystal:
    a, height, source = _LAYERS[formula]
    made = monolayer(formula, a=a * _ANGSTROM, height=height * _ANGSTROM, vacuum=_VACUUM)
    return replace(made, source=f"a = {a:g} angstrom, {source}")


def _bulk(formula: str) -> Crystal:
    a, height, source = _LAYERS[formula]
    spacing = _SPACING[formula]
    made = polytype(
        formula,
        "2H",
        a=a * _ANGSTROM,
        c=2.0 * spacing * _ANGSTROM,
        height=height * _ANGSTROM,
    )
    # half a plane up, so that no atom lies on the border of the cell
    raised = np.mod(made.positions + np.array([0.0, 0.0, 0.25]), 1.0)
    source = f"layers of the monolayer (a = {a:g} angstrom, {source}), {_SPACED.format(spacing)}"
    return replace(made, positions=raised, source=source)


def _bilayer(formula: str) -> Crystal:
    """The two layers of the bulk cell with vacuum around them."""
    bulk = _bulk(formula)
    c = bulk.cell[2, 2]
    z = (bulk.positions[:, 2] - 0.5) * c
    height = float(np.ptp(z)) + _VACUUM
    places = bulk.positions.copy()
    places[:, 2] = 0.5 + z / height
    return replace(
        bulk,
        cell=np.vstack([bulk.cell[:2], [0.0, 0.0, height]]),
        positions=places,
        periodic=(True, True, False),
        name=f"{formula}-2H-bilayer",
    )


def _distorted() -> Crystal:
    along, across = _WS2_EDGES
    height = 2.0 * _WS2_LAYER[1][2] + _VACUUM / _ANGSTROM
    places = _pairs(_WS2_LAYER, height)
    return distorted_monolayer(
        "WS2",
        [x * _ANGSTROM for x in (along, across, height)],
        np.mod(places + np.array([0.25, 0.25, 0.5]), 1.0),
        f"{_WS2_CELL}, positions relaxed with PBE (400 eV, 10 x 6)",
    )


def _distorted_bulk() -> Crystal:
    """One layer in a primitive cell; the next one lies half of a + b further.

    Layers may lean along their second edge either way; PBE favours this one by 0.13 eV per cell.
    """
    (along, across), (long, angle) = _WS2_EDGES, _WS2_STACK
    beta = np.deg2rad(angle)
    cell = np.diag([along, across, 0.5 * long * np.sin(beta)])
    cell[2, :2] = 0.5 * along, 0.5 * long * np.cos(beta)
    flat = _pairs(_WS2_BULK, 1.0) * np.array([along, across, 1.0])
    return Crystal(
        cell * _ANGSTROM,
        ("W", "W", "S", "S", "S", "S"),
        np.mod(flat @ np.linalg.inv(cell) + np.array([0.25, 0.25, 0.5]), 1.0),
        periodic=(True, True, True),
        name="1T'-WS2-bulk",
        source=f"{_WS2_CELL}, positions relaxed with PBE (400 eV, 8 x 4 x 4)",
    )


def _pairs(half: tuple[tuple[float, float, float], ...], height: float) -> Array:
    """Atoms and their images under inversion, one after the other, the normal over ``height``."""
    found = [sign * np.array(row) for row in half for sign in (1.0, -1.0)]
    return np.asarray(np.array(found) / np.array([1.0, 1.0, height]))


_BUILDERS: dict[str, Callable[[], Crystal]] = {
    **{name: partial(_layer, name) for name in _LAYERS},
    **{f"{name}-2H-bilayer": partial(_bilayer, name) for name in _SPACING},
    "NbSe2-2H-bulk": partial(_bulk, "NbSe2"),
    "1T'-WS2": _distorted,
    "1T'-WS2-bulk": _distorted_bulk,
}
