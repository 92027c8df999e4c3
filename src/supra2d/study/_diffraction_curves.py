"""Curves of the figure: the scan with its orders, and the extrapolation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ..core import Array, Axis, Curve
from ..measure import Diffraction, nelson_riley

_MOST = 20000  # points of a scan that are drawn


def diffraction_curves(
    two_theta: Array,
    counts: Array,
    found: Diffraction | None,
    where: Mapping[str, str],
    labels: Sequence[Sequence[str]],
) -> Iterator[Curve]:
    """The scan; for each series its labelled lines, their spacings, the line through these."""
    order = np.argsort(two_theta)
    order = order[:: max(1, order.size // _MOST)]
    yield Curve("data", two_theta[order], counts[order], where=where)
    if found is None:
        return
    axes = (Axis("nelson_riley", "1"), Axis("spacing", "m"))
    for k, one in enumerate(found.spacings, start=1):
        lines = [found.lines[i] for i in one.series.lines]
        orders = np.array(one.series.orders, float)
        at = np.array([line.two_theta for line in lines])
        place = {**where, "series": k}
        heights = np.interp(at, two_theta[order], counts[order])
        yield Curve("order", at, heights, where={**place, "orders": "; ".join(labels[k - 1])})
        theta = np.deg2rad(at / 2.0)
        # each line says its own spacing, with the zero of the fit taken off
        corrected = theta - np.deg2rad(found.zero[0]) / 2.0
        spacing = orders * found.radiation.first / (2.0 * np.sin(corrected))
        miss = np.hypot([line.error for line in lines], found.scatter)
        error = spacing * np.deg2rad(miss) / (2.0 * np.tan(theta))
        F = nelson_riley(at / 2.0)
        yield Curve("line_spacing", F, spacing, y_error=error, where=place, axes=axes)
        along = np.linspace(0.0, 1.05 * float(F.max()), 40)
        law = one.value * (1.0 + found.shift[0] * along)
        yield Curve("extrapolation", along, law, where=place, axes=axes)
        low, high = (np.array([end]) for end in one.interval)
        yield Curve("lattice_constant", np.zeros(1), np.array([one.value]),
                    y_error=(high - low) / 2.0, where=place, axes=axes)  # fmt: skip
    strange = [found.lines[i] for i, name in found.strange.items()]
    if strange:
        at = np.array([line.two_theta for line in strange])
        heights = np.interp(at, two_theta[order], counts[order])
        yield Curve("other_line", at, heights, where=where)
