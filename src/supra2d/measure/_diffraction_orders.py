"""Orders of (00l) lines: which lines are multiples of one another, and which belong nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core import Array
from ._diffraction_lines import DiffractionLine, Radiation

_ORDER = 24  # highest order of a line that is tried
_LONGEST = 6e-9  # m, of a spacing
_LOOSE, _TIGHT = 0.3, 0.06  # deg: of lines at wrong places by misalignment, and after it is known
_ABSENT = 0.5  # logarithm of the odds that an order which is missing takes
_CHANCE = 3.0  # least logarithm of the odds of a series
_SERIES = 3  # told apart in one scan

#: Other lines of a copper tube, m: K beta, and L alpha of tungsten from its filament.
_GHOSTS = {"Cu K\u03b2": 1.392246e-10, "W L\u03b1": 1.476424e-10}
_FAINT = 0.3  # of the strong line, at most


@dataclass(frozen=True, slots=True)
class Series:
    """Lines of one family of planes: index of each line, its order, and the spacing in m."""

    lines: tuple[int, ...]
    orders: tuple[int, ...]
    spacing: float


def find_series(lines: Sequence[DiffractionLine], radiation: Radiation) -> list[Series]:
    r"""Series of lines with :math:`\sin\theta = l\lambda/2d`, the most certain first.

    Each line, taken as each order, proposes a spacing; the lines that it explains count with the
    chance that they lie there by accident, and each order that is missing between them counts
    against it. The largest common divisor wins in that way.

    Parameters
    ----------
    lines
        In order of their angle.
    radiation
        The wavelength.
    """
    left = [i for i in range(len(lines))]
    found: list[Series] = []
    while len(left) > 1 and len(found) < _SERIES:
        series = _best([lines[i] for i in left], radiation.first)
        if series is None:
            break
        members = tuple(left[i] for i in series.lines)
        found.append(Series(members, series.orders, series.spacing))
        taken = {*members, *ghosts(lines, members, radiation)}
        left = [i for i in left if i not in taken]
    return found


def ghosts(
    lines: Sequence[DiffractionLine], strong: Sequence[int], radiation: Radiation
) -> dict[int, str]:
    """Faint lines where another line of the tube gives an image of a strong one, and which.

    Parameters
    ----------
    lines
        All lines.
    strong
        Indices of the lines whose images are looked for.
    radiation
        Only the other lines of copper tubes are known.
    """
    if not radiation.is_copper:
        return {}
    found = {}
    for i in strong:
        sine = np.sin(np.deg2rad(lines[i].two_theta / 2.0)) / radiation.first
        for name, wavelength in _GHOSTS.items():
            at = 2.0 * float(np.rad2deg(np.arcsin(min(sine * wavelength, 1.0))))
            for j, line in enumerate(lines):
                near = abs(line.two_theta - at) < max(2.0 * _TIGHT, line.width / 2.0)
                if j not in strong and near and line.height < _FAINT * lines[i].height:
                    found[j] = name
    return found


def missing_orders(series: Series, first: float, last: float, radiation: Radiation) -> list[int]:
    """Orders within the scan that have no line.

    Parameters
    ----------
    series
        Its spacing and the orders that were seen.
    first, last
        Ends of the scan, deg.
    radiation
        The wavelength.
    """
    orders = np.arange(1.0, int(2.0 * series.spacing / radiation.first) + 1)
    at = angles(orders, series.spacing, radiation.first)
    inside = (at > first) & (at < last)
    return [int(order) for order in orders[inside] if order not in series.orders]


def angles(orders: Array, spacing: float, wavelength: float) -> Array:
    """2 theta in deg of the orders of a spacing; NaN beyond 180 deg."""
    sine = np.asarray(orders, float) * wavelength / (2.0 * spacing)
    return np.asarray(2.0 * np.rad2deg(np.arcsin(np.where(sine < 1.0, sine, np.nan))))


def _best(lines: Sequence[DiffractionLine], wavelength: float) -> Series | None:
    at = np.array([line.two_theta for line in lines])
    heights = np.array([line.height for line in lines])
    inverse = 2.0 * np.sin(np.deg2rad(at) / 2.0) / wavelength
    best: tuple[float, Series] | None = None
    for i in range(at.size):
        for order in range(1, _ORDER + 1):
            spacing = order / inverse[i]
            if spacing > _LONGEST:
                break
            found = _matched(at, heights, inverse, spacing, wavelength)
            if found is not None and (best is None or found[0] > best[0] + 1e-9):
                best = found
    return best[1] if best is not None and best[0] > _CHANCE else None


def _matched(
    at: Array, heights: Array, inverse: Array, spacing: float, wavelength: float
) -> tuple[float, Series] | None:
    """Lines that a spacing explains, with what speaks for it; the spacing is refined on the way."""
    raised = 0.0
    for tolerance in (_LOOSE, _TIGHT):
        orders = np.maximum(np.rint(inverse * spacing), 1.0)
        places = angles(orders, spacing, wavelength) + raised * _cosine(at)
        near = np.abs(places - at) < tolerance
        keep = [
            int(
                np.flatnonzero(near & (orders == order))[
                    np.argmax(heights[near & (orders == order)])
                ]
            )
            for order in np.unique(orders[near])
        ]
        if len(keep) < 2:
            return None
        spacing, raised = _refined(orders[keep], at[keep], spacing, wavelength)
    members, found = np.array(keep), orders[keep]
    gaps = angles(found + 1, spacing, wavelength) - angles(found, spacing, wavelength)
    chances = np.minimum(1.0, 2.0 * _TIGHT / np.where(np.isfinite(gaps), gaps, 20.0))
    # one line is where it is because the spacing was taken from it
    told = -np.log(chances)
    missing = float(found.max()) - found.size
    score = float(told.sum() - told.max() - _ABSENT * missing)
    order = np.argsort(members)
    return score, Series(
        tuple(int(i) for i in members[order]), tuple(int(v) for v in found[order]), spacing
    )


def _refined(orders: Array, at: Array, spacing: float, wavelength: float) -> tuple[float, float]:
    """Spacing, and with three lines the shift of a displaced sample in deg, by least squares."""
    places = angles(orders, spacing, wavelength)
    slope = -2.0 * np.rad2deg(np.tan(np.deg2rad(places / 2.0)))  # of the angle, per d ln(spacing)
    if orders.size < 3:
        return spacing * float(np.exp(np.mean((at - places) / slope))), 0.0
    step, *_ = np.linalg.lstsq(np.stack([slope, _cosine(at)], axis=1), at - places)
    return spacing * float(np.exp(step[0])), float(np.clip(step[1], -_LOOSE, _LOOSE))


def _cosine(two_theta: Array) -> Array:
    return np.asarray(np.cos(np.deg2rad(two_theta / 2.0)))
