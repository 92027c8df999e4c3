"""Logs and curves made by hand, with nothing of the package but the schema."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.special import erf

from supra2d.core import Array, Column, make_log


def log_of(
    *, where: dict[str, str] | None = None, first_line: int = 2, **columns: npt.ArrayLike
) -> xr.Dataset:
    """A log of the given columns; ``resistance_ch1`` is resistance on channel ch1."""
    made = []
    for name, values in columns.items():
        quantity, _, channel = name.partition("_ch")
        made.append(
            Column(
                quantity,
                np.asarray(values, dtype=float),
                name,
                f"ch{channel}" if channel else (where or {}).get(name, ""),
            )
        )
    n = made[0].values.size
    return make_log(
        made,
        lines=np.arange(first_line, first_line + n),
        source="made.dat",
        sha256="0" * 64,
        reader="by_hand",
    )


def logistic(x: npt.ArrayLike, centre: float = 4.0, width: float = 0.2) -> Array:
    """Rises from 0 to 1; ``width`` is from 10 % to 90 %: p is at centre + width/(2 ln 9) logit."""
    z = 2 * np.log(9.0) * (np.asarray(x, dtype=float) - centre) / width
    return np.asarray(1 / (1 + np.exp(-z)))


def logistic_position(p: float, centre: float = 4.0, width: float = 0.2) -> float:
    """Where `logistic` is p."""
    return float(centre + width * np.log(p / (1 - p)) / (2 * np.log(9.0)))


def error_function(x: npt.ArrayLike, centre: float = 4.0, sigma: float = 0.1) -> Array:
    """Integral of a Gaussian distribution of local Tc."""
    return np.asarray(0.5 * (1 + erf((np.asarray(x, dtype=float) - centre) / sigma / np.sqrt(2))))


def gumbel(x: npt.ArrayLike, centre: float = 4.0, scale: float = 0.08) -> Array:
    """Asymmetric: a steep foot and a slow shoulder; p is at centre - scale ln(-ln p)."""
    return np.asarray(np.exp(-np.exp(-(np.asarray(x, dtype=float) - centre) / scale)))


def ramp(x: npt.ArrayLike, low: float = 3.9, high: float = 4.1) -> Array:
    """Zero, a straight line, one."""
    return np.asarray(np.clip((np.asarray(x, dtype=float) - low) / (high - low), 0.0, 1.0))
