"""I-V curves and R(T) of films, as logs that a reader would give."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr

from supra2d.core import Array, Column, make_log


def log_of(**columns: Array) -> xr.Dataset:
    """A log of the given channels."""
    made = [Column(name, np.asarray(values, float), name) for name, values in columns.items()]
    lines = np.arange(2, made[0].values.size + 2)
    return make_log(made, lines=lines, source="made", sha256="0" * 64, reader="made")


TEMPERATURES = tuple(np.round(np.arange(0.112, 0.161, 0.002), 4))


def power_law(T: float, current: Array, *, T_BKT: float = 0.138) -> Array:
    """V/I over the normal resistance: exponents (a - 1) T in a line below, ohmic above."""
    a = 1.0 + 2.0 * (T_BKT / T) * (0.160 - T) / (0.160 - T_BKT) if T < T_BKT else 1.0
    part = 0.3 * (current / 3e-6) ** (a - 1.0) * (1.0 if T < T_BKT else 0.1)
    return np.asarray(part / (1.0 + part))


def activated(T: float, current: Array) -> Array:
    """No power law anywhere: hopping over barriers that a current tilts."""
    x = current / (2e-7 * (T / 0.138) ** 6)
    return np.asarray(np.exp(-6.0 * 0.138 / T) * np.sinh(np.minimum(x, 30.0)) / x).clip(0.0, 1.0)


def with_tail(T: float, current: Array) -> Array:
    """Power laws with free vortices of a small film beside them."""
    return power_law(T, np.maximum(current, 3e-7))


def iv_log(
    part: Callable[[float, Array], Array],
    temperatures: Sequence[float] = TEMPERATURES,
    *,
    noise: float = 2e-10,
    scatter: float = 2e-3,
    offset: float = 3e-9,
    field: float = 0.0,
    points: int = 70,
    seed: int = 0,
) -> xr.Dataset:
    """Temperature, field, current, voltage of a film with a normal resistance of 300 ohm."""
    rng = np.random.default_rng(seed)
    size = np.geomspace(2e-8, 3e-6, points)
    current = np.concatenate([-size[::-1], size])
    rows: list[list[Array]] = [[], [], []]
    for T in temperatures:
        V = 300.0 * current * part(float(T), np.abs(current))
        V = V * (1.0 + scatter * rng.normal(size=V.size)) + noise * rng.normal(size=V.size)
        T_read = T * (1.0 + 5e-5 * rng.normal(size=V.size))
        for column, values in zip(rows, (T_read, current, V + offset), strict=True):
            column.append(values)
    T, i, V = (np.concatenate(c) for c in rows)
    return log_of(temperature=T, field=np.full(T.size, field), current=i, voltage=V)


def joined(
    T: Array | float, *, T_BKT: Array | float = 0.18, tau_c: float = 1.0 / 9.0, b: float = 1.5
) -> Array:
    """R/Rn of Halperin and Nelson's interpolation."""
    tau = np.maximum(np.asarray(T) / T_BKT - 1.0, 1e-9)
    part = 1.0 / (1.0 + 0.37 / b * np.sinh(np.minimum(np.sqrt(b * tau_c / tau), 300.0)) ** 2)
    return np.where(np.asarray(T) > T_BKT, part, 0.0)


def rt_log(
    part: Callable[[Array], Array] = joined,
    *,
    low: float = 0.165,
    high: float = 0.30,
    step: float = 2e-4,
    noise: float = 5e-5,
    normal: float = 380.0,
    offset: float = 1e-3,
    seed: int = 0,
    quantity: str = "sheet_resistance",
) -> xr.Dataset:
    """R(T) in zero field; noise and offset are parts of the normal resistance."""
    rng = np.random.default_rng(seed)
    T = np.arange(high, low, -step)
    R = part(T) * (1.0 + 5e-4 * rng.normal(size=T.size)) + noise * rng.normal(size=T.size) + offset
    return log_of(temperature=T, field=np.zeros(T.size), **{quantity: normal * R})
