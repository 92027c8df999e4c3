"""How a simulated film is measured: sweeps, noise, and what goes wrong in a laboratory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core import RESISTIVE, Array, InputError, NameUnknownError
from ._film import angle_of

KINDS = ("R(T)", "R(B)", "R(angle)")


@dataclass(frozen=True, slots=True)
class Sweep:
    """A family of sweeps of one kind.

    Attributes
    ----------
    kind
        ``"R(T)"`` at fields, ``"R(B)"`` at temperatures, ``"R(angle)"`` at fields.
    at
        The set points: T for R(T) and R(angle), K for R(B).
    span
        First and last value of what runs: K, T or degrees from the film normal.
    points
        Per sweep (per branch, where there are two).
    loop
        Go back again: an up and a down branch.
    temperature
        K, for R(angle).
    angle
        Degrees from the film normal, where it is not the direction of the whole run.
    """

    kind: str
    at: tuple[float, ...]
    span: tuple[float, float]
    points: int = 150
    loop: bool = False
    temperature: float = 0.0
    angle: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise NameUnknownError.of("kind of sweep", self.kind, KINDS)
        if not self.at or self.points < 1:
            raise InputError(
                f"a sweep {self.kind} of {len(self.at)} set points and {self.points} points",
                "at least one of each",
                "correct the protocol",
            )


@dataclass(frozen=True, slots=True)
class Protocol:
    """The sweeps of one log, in order, and how good the measurement is; K, T, ohm, A.

    Attributes
    ----------
    sweeps
        Families of sweeps, measured one after the other.
    direction
        ``"perpendicular"``, ``"parallel"`` or degrees from the film normal.
    misalignment
        Degrees between the nominal and the real angle of the field.
    noise_floor, noise_relative
        One standard deviation of R: absolute, and as a share of the reading.
    temperature_jitter, temperature_reading
        Standard deviation of the sample temperature about its set point, and of the
        recorded about the sample temperature.
    field_jitter, field_reading
        The same of the field.
    offset
        Added to every reading; may be negative.
    series_resistance
        Leads and contacts of a two-point measurement.
    remanent_field, hysteresis
        The sample feels ``field + remanent_field``, less ``hysteresis`` where the field
        rises and plus ``hysteresis`` where it falls.
    magnitude_floor
        A lock-in that records the magnitude: hypot(R, floor), never negative.
    cooldown_spread
        Standard deviation of Tc from one run to another; one value is drawn per run.
    channels
        Instrument channels read in turn, row by row; ``("",)`` for a plain single column.
    channel_ratio
        Resistance of each further channel over the one before it.
    quantity
        ``resistance``, ``sheet_resistance`` or ``resistivity``: what is recorded.
    rotator_zero
        Rotator reading at the film normal: ``position`` is recorded instead of ``angle``.
    current
        Excitation.
    """

    sweeps: tuple[Sweep, ...]
    direction: str | float = "perpendicular"
    misalignment: float = 0.0
    noise_floor: float = 0.0
    noise_relative: float = 0.0
    temperature_jitter: float = 0.0
    temperature_reading: float = 0.0
    field_jitter: float = 0.0
    field_reading: float = 0.0
    offset: float = 0.0
    series_resistance: float = 0.0
    remanent_field: float = 0.0
    hysteresis: float = 0.0
    magnitude_floor: float = 0.0
    cooldown_spread: float = 0.0
    channels: tuple[str, ...] = ("",)
    channel_ratio: float = 1.0
    quantity: str = "resistance"
    rotator_zero: float | None = None
    current: float = 1e-6

    def __post_init__(self) -> None:
        if self.quantity not in RESISTIVE:
            raise NameUnknownError.of("quantity", self.quantity, RESISTIVE)
        if not self.sweeps or not self.channels:
            raise InputError(
                "a protocol without sweeps or channels",
                "at least one of each",
                "correct the protocol",
            )
        angle_of(self.direction)

    @property
    def rotates(self) -> bool:
        """Whether the film is turned between or during sweeps, so that the angle is recorded."""
        return any(sweep.kind == "R(angle)" or sweep.angle is not None for sweep in self.sweeps)


def set_points(protocol: Protocol) -> tuple[Array, Array, Array, Array]:
    """Set points of all rows: temperature, field, angle, and the sign of the field sweep."""
    parts = [
        _branch(sweep, at, float(angle_of(protocol.direction)), back)
        for sweep in protocol.sweeps
        for at in sweep.at
        for back in ((False, True) if sweep.loop else (False,))
    ]
    temperature, field, angle, rising = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    return temperature, field, angle, rising


def _branch(sweep: Sweep, at: float, direction: float, back: bool) -> tuple[Array, ...]:
    running = np.linspace(*sweep.span, sweep.points)[:: -1 if back else 1]
    direction = direction if sweep.angle is None else sweep.angle
    fixed, still = np.full_like(running, at), np.zeros_like(running)
    if sweep.kind == "R(T)":
        return running, fixed, np.full_like(running, direction), still
    if sweep.kind == "R(angle)":
        return np.full_like(running, sweep.temperature), fixed, running, still
    upward = (sweep.span[1] > sweep.span[0]) != back
    return fixed, running, np.full_like(running, direction), still + (1.0 if upward else -1.0)
