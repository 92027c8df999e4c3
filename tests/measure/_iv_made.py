"""Current-voltage loops made by hand: a switching film as instruments see it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from supra2d.core import Array

from ._made import log_of

RESISTANCE = 12.0
NOISE = 1e-6


def rising(top: float = 1e-3, points: int = 101) -> Array:
    """Currents from zero to the largest one."""
    return np.linspace(0.0, top, points)


def loop(top: float = 1e-3, points: int = 101) -> Array:
    """0 -> plus -> 0 -> minus -> 0."""
    up = rising(top, points)
    return np.concatenate([up, up[::-1], -up, -up[::-1]])


def switched(
    current: Array,
    plus: float,
    minus: float | None = None,
    *,
    back: float = 0.7,
    shift: float = 0.0,
) -> Array:
    """Voltage of a film that switches at ``plus`` and -``minus`` and retraps at ``back`` of it.

    ``shift`` is what the source gives beyond its reading.
    """
    true = current + shift
    size = np.abs(true)
    falling = np.concatenate([[False], np.diff(np.abs(current)) < 0])
    end = np.where(true > 0, plus, plus if minus is None else minus)
    return np.where(size > np.where(falling, back * end, end), RESISTANCE * true, 0.0)


def noise(seed: int, count: int) -> Array:
    """Noise of a voltmeter, V."""
    return np.random.default_rng(seed).normal(0.0, NOISE, count)


def made(
    current: Array, voltage: Array, *, seed: int = 0, temperature: float = 4.2, **held: float
) -> xr.Dataset:
    """A log at fixed settings, with the jitter of a thermometer."""
    n = current.size
    jitter = np.random.default_rng(seed + 100).normal(0.0, 2e-4 * temperature, n)
    columns = {name: np.full(n, value) for name, value in held.items()}
    return log_of(
        temperature=temperature + jitter,
        current=current,
        voltage=voltage + noise(seed, n),
        **columns,
    )


def joined(logs: Sequence[xr.Dataset]) -> xr.Dataset:
    """One log of several, one after the other."""
    names = [str(name) for name in logs[0].data_vars]
    return log_of(**{n: np.concatenate([log[n].values for log in logs]) for n in names})
