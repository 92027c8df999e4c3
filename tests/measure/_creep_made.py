"""Families of activated R(T), made by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr
from scipy.special import ive

from supra2d.core import Array

from ._made import log_of

NBS2_FIELDS = (0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3, 1.5, 1.8, 2.0)


def nbs2_barrier(field: float) -> float:
    """Perpendicular barriers of 2H-NbS2 in K: two power laws that meet at 0.7 T."""
    return 239.589 * field**-0.71 if field <= 0.7 else 308.637 * (field / 0.7) ** -1.67


def kramer_barrier(field: float) -> float:
    """Parallel barriers of 2H-NbS2 in K, with B* = 14 T."""
    return 4653.88 * field**-0.77 * (1.0 - field / 14.0) ** 2


def activated(field: float, T: Array) -> Array:
    """Part of the normal resistance: lines that meet at 5.95 K, in parallel with the metal."""
    r = 1.5 * np.exp(np.minimum(nbs2_barrier(field) * (1.0 / 5.95 - 1.0 / T), 50.0))
    return r / (1.0 + r)


def washboard(q: float, barrier: Callable[[float], float]) -> Callable[[float, Array], Array]:
    """Part of the normal resistance of a phase in a washboard with U = U0 (1 - T/6 K)^q."""

    def part(field: float, T: Array) -> Array:
        x = 0.5 * barrier(field) * np.clip(1.0 - T / 6.0, 0.0, None) ** q / T
        return np.asarray(ive(0, x) ** -2.0 * np.exp(-2.0 * x))

    return part


def family_log(
    part: Callable[[float, Array], Array],
    fields: Sequence[float] = NBS2_FIELDS,
    *,
    noise: float = 2e-4,
    offset: float = 1e-3,
    jitter: float = 5e-4,
    step: float = 0.015,
    coldest: float = 1.7,
    seed: int = 0,
    magnitude: float = 0.0,
    rectified: bool = False,
) -> xr.Dataset:
    """R(T) at each field with a normal resistance of 100 ohm; noise and offset are parts of it.

    ``magnitude`` is a constant in the other phase of a lock-in, ``rectified`` its noise alone.
    """
    rng = np.random.default_rng(seed)
    columns: list[list[Array]] = [[], [], []]
    for field in fields:
        T = np.arange(7.5, coldest, -step)
        R = part(field, T + jitter * rng.normal(size=T.size)) + offset
        R = R + noise * rng.normal(size=T.size)
        if magnitude:
            R = np.hypot(R - offset, magnitude + noise * rng.normal(size=T.size))
        if rectified:
            R = np.hypot(R, noise * rng.normal(size=T.size))
        for column, values in zip(columns, (T, np.full(T.size, field), 100.0 * R), strict=True):
            column.append(values)
    T, B, R = (np.concatenate(c) for c in columns)
    return log_of(temperature=T, field=B, resistance=R)
