"""Measuring a film by a protocol: the log that a reader would have returned."""

from __future__ import annotations

from hashlib import sha256
from math import nan
from typing import Any

import numpy as np
import xarray as xr

from ..core import Array, Column, make_log
from ._film import Film, resistance
from ._protocol import Protocol, set_points

_SECONDS_PER_ROW = 2.0


def run(film: Film, protocol: Protocol, seed: int = 0) -> xr.Dataset:
    """Measure a film: the log as `supra2d.read` would give it, dimension ``row``.

    The sample temperature and field scatter about their set points, the film answers to
    where they really are, and what is recorded has its own small error.

    Parameters
    ----------
    film, protocol
        What is measured, and how.
    seed
        The same seed gives the same log.

    Returns
    -------
    xarray.Dataset
        ``temperature`` (K), ``field`` (T), ``angle`` or ``position`` (deg) when the film is
        rotated, ``current`` (A), ``time`` (s), and per channel the recorded quantity in ohm or
        ohm m, NaN where it was another channel's turn.

    Examples
    --------
    >>> from supra2d.simulate import Film, Protocol, Sweep, run
    >>> film = Film(Tc=4.2, xi=10e-9, d=8e-9)
    >>> log = run(film, Protocol((Sweep("R(T)", at=(0.0, 0.5), span=(6.0, 2.0)),)))
    >>> log.sizes["row"]
    300
    """
    rng = np.random.default_rng(seed)
    temperature, field, angle, rising = set_points(protocol)
    n = temperature.size

    def scatter(sigma: float) -> Array:
        return rng.normal(0.0, sigma, n) if sigma > 0 else np.zeros(n)

    tc_shift = rng.normal(0.0, protocol.cooldown_spread) if protocol.cooldown_spread > 0 else 0.0
    temperature = np.maximum(temperature + scatter(protocol.temperature_jitter), 0.0)
    field = field + scatter(protocol.field_jitter)
    felt = field + protocol.remanent_field - protocol.hysteresis * rising
    clean = resistance(film, temperature, felt, angle + protocol.misalignment, tc_shift=tc_shift)

    columns = [
        Column("time", _SECONDS_PER_ROW * np.arange(n), "time"),
        Column("temperature", temperature + scatter(protocol.temperature_reading), "temperature"),
        Column("field", field + scatter(protocol.field_reading), "field"),
        Column("current", np.full(n, protocol.current), "current"),
    ]
    if protocol.rotates:
        columns.append(_rotation(protocol, angle))
    turn = np.arange(n) % len(protocol.channels)
    per_ohm = _per_ohm(film, protocol.quantity)
    for i, channel in enumerate(protocol.channels):
        reading = _reading(clean * protocol.channel_ratio**i, protocol, rng)
        values = np.where(turn == i, per_ohm * reading, nan)
        columns.append(Column(protocol.quantity, values, protocol.quantity, channel))
    return make_log(
        columns,
        lines=np.arange(1, n + 1),
        source="simulated",
        sha256=sha256(repr((film, protocol, seed)).encode()).hexdigest(),
        reader="simulate",
        message="simulated by supra2d",
        header=_header(film, protocol),
    )


def _reading(clean: Array, protocol: Protocol, rng: np.random.Generator) -> Array:
    """What the instrument shows for the resistance ``clean``, ohm."""
    reading = clean + protocol.offset + protocol.series_resistance
    sigma = np.hypot(protocol.noise_floor, protocol.noise_relative * clean)
    reading = reading + sigma * rng.standard_normal(clean.size)
    if protocol.magnitude_floor > 0:
        quadrature = protocol.noise_floor * rng.standard_normal(clean.size)
        return np.hypot(reading, protocol.magnitude_floor + quadrature)
    return reading


def _per_ohm(film: Film, quantity: str) -> float:
    return {
        "resistance": 1.0,
        "sheet_resistance": film.width / film.length,
        "resistivity": film.width * film.d / film.length,
    }[quantity]


def _rotation(protocol: Protocol, angle: Array) -> Column:
    if protocol.rotator_zero is None:
        return Column("angle", angle, "angle")
    return Column("position", angle + protocol.rotator_zero, "position")


def _header(film: Film, protocol: Protocol) -> dict[str, Any]:
    geometry = {"lead_separation": film.length, "cross_section": film.width * film.d}
    return {
        "title": "SIMULATED by supra2d",
        "material": "simulated film",
        **{channel: geometry for channel in protocol.channels if channel},
    }
