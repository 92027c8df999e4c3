"""Berry curvature of the valleys of a hexagonal layer without inversion."""

from __future__ import annotations

import numpy as np

from ..bands import berry_curvature, special_points, valley_curvature
from ..core import Array, Axis, Curve, InputError, Interval, Quantity, Result
from ._bands_load import Filled
from ._bands_numbers import number, refusal
from ._bands_published import engines

_AXES = (Axis("path", "1/m"), Axis("berry_curvature", "m^2"))
_TITLE = "Berry curvature"
_POINTS = 150  # from Gamma to each corner
_MESHES = (36, 24)  # of the integral over a valley, and of its error
_ROUNDING = 1e-6  # relative
_CITE = "xiao2010"
_SHOWN = 1e20  # square angstrom in a square metre


def curvature_result(metal: Filled) -> Result | None:
    """Curvature from K over Gamma to K', its value at K and its integral around each corner.

    Of the lowest bands up to those at the Fermi level with their partners in spin, or of the filled
    bands of an insulator. None for crystals, layers without corners K, and where inversion and time
    reversal leave none.

    Parameters
    ----------
    metal
        Any; metals have a second line, of the filled states alone.
    """
    corners = dict(special_points(metal.H))
    if not metal.layer or "K" not in corners or metal.twofold:
        return None
    count = metal.occupied if metal.gap is not None else max(metal.bands) + 1
    if not 0 < count < metal.H.size:
        return None
    try:
        rows = _rows(metal, count)
    except InputError as error:
        row = refusal(metal, "berry_curvature_K", "m^2", f"{error.got}; {error.remedy}.")
        return Result("berry_curvature", _TITLE, quantities=(row,))
    return Result(
        "berry_curvature",
        _TITLE,
        quantities=tuple(rows),
        curves=tuple(_curves(metal, count, corners["K"])),
        x_axis=_AXES[0],
        y_axis=_AXES[1],
        text=(_sentence(rows, count),),
        cites=(_CITE,),
    )


def _rows(metal: Filled, count: int) -> list[Quantity]:
    fine, coarse = (valley_curvature(metal.H, count, mesh=mesh) for mesh in _MESHES)
    at, back = fine.curvature
    told = f"of the lowest {count} bands; K lies along the first lattice vector"
    error = max(abs(at + back), _ROUNDING * abs(at))
    found = [
        number(
            metal,
            "berry_curvature_K",
            "m^2",
            at,
            error,
            systematic=_reach(metal, count, fine.K, at),
            signed=True,
            method="Kubo",
            convention=f"{told}; goes with the inverse square of the energies to the bands above, "
            "which functionals of the density give too small; systematic: error of the bands, and "
            "energies that differ between engines as splittings do",
            message=f"{_SHOWN * at:.4g} square angstrom; opposite at K'.",
            cites=(_CITE,),
        )
    ]
    for name, value, rough in zip(("K", "K'"), fine.chern, coarse.chern, strict=True):
        found.append(
            number(
                metal,
                "valley_curvature",
                "1",
                value,
                max(abs(value - rough), _ROUNDING),
                where={"channel": f"{name} valley"},
                signed=True,
                method="links",
                convention=f"integral over half of the zone over 2 pi, {told}; no integer, because "
                "the curvature between the valleys is part of it",
                cites=("fukui2005",),
            )
        )
    return found


def _reach(metal: Filled, count: int, K: Array, value: float) -> Interval | None:
    """Interval from the error of the bands, and from engines, whose energies differ as their
    splittings do; the curvature goes with the inverse square of energies to the next band."""
    off, factors = metal.uncertainty, engines(metal)
    if off is None and factors is None:
        return None
    below, above = metal.H.eigenvalues(K)[count - 1 : count + 1].tolist()
    share = min(1.0, 4.0 * (off or 0.0) / (above - below))  # of both bands, twice for the square
    others = [0.0, *(f**-2 - 1.0 for f in factors or ())]
    low, high = float(np.hypot(share, min(others))), float(np.hypot(share, max(others)))
    ends = sorted((value * (1.0 - low), value * (1.0 + high)))
    return ends[0], ends[1]


def _curves(metal: Filled, count: int, K: Array) -> list[Curve]:
    run = np.linspace(1.0, -1.0, 2 * _POINTS + 1)
    k = run[:, None] * K
    corner = float(np.linalg.norm(K @ metal.H.reciprocal))
    distance = corner * (1.0 - run)
    lines = {"bands": berry_curvature(metal.H, k, count)}
    if metal.gap is None:
        lines["filled"] = _of_filled(metal, k)
    corners = zip((0.0, corner, 2.0 * corner), ("K", "Gamma", "K'"), strict=True)
    return [
        *(
            Curve("curvature", distance, line, where={"states": states}, axes=_AXES)
            for states, line in lines.items()
        ),
        *(Curve("tick", np.array([x]), np.zeros(1), label=s, axes=_AXES) for x, s in corners),
    ]


def _of_filled(metal: Filled, k: Array) -> Array:
    """Curvature of the states below the Fermi level at each k."""
    filled = np.sum(metal.H.eigenvalues(k) < metal.H.chemical_potential, axis=-1)
    found = np.zeros(len(k))
    for n in np.unique(filled).tolist():
        found[filled == n] = berry_curvature(metal.H, k[filled == n], n)
    return found


def _sentence(rows: list[Quantity], count: int) -> str:
    at, near, far = (float(q.value or 0.0) for q in rows)
    return (
        f"The Berry curvature of the lowest {count} bands is {_SHOWN * at:+.4g} square angstrom at "
        f"K and opposite at K'; over the halves of the zone around them it amounts to {near:+.3f} "
        f"and {far:+.3f} of 2 pi."
    )
