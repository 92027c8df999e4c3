"""What could be measured next: critical fields within magnet and fridge, and Tc again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, log, sqrt

import numpy as np

from ..core import InputError, NameUnknownError

PARALLEL, PERPENDICULAR = 90.0, 0.0
#: Field of the largest magnets in T, and temperature of dilution refrigerators in K.
LARGEST, COLDEST = 60.0, 0.02

_TEMPERATURES = 20  # in each direction
_HIGHEST = 0.95  # of Tc: nearer to it fields tell Tc alone
_TURNED = (89.0, 91.0)  # deg from the normal: a degree to either side of the plane


@dataclass(frozen=True)
class Measurement:
    """A critical field at a temperature and an angle from the film normal in deg, or Tc (None)."""

    temperature: float
    angle: float | None

    @property
    def where(self) -> dict[str, float | str]:
        """As rows of ``results.json`` say it."""
        if self.angle is None:
            return {}
        return {"temperature": self.temperature} | direction_of(self.angle)

    @property
    def words(self) -> str:
        """What to do."""
        if self.angle is None:
            return "Tc once more, twice as well"
        at = f"at {self.temperature:.3g} K"
        if self.angle == PARALLEL:
            return f"Parallel field {at}"
        if self.angle == PERPENDICULAR:
            return f"Perpendicular field {at}"
        if self.angle in _TURNED:
            way = "+1" if self.angle > PARALLEL else "\N{MINUS SIGN}1"
            return f"Film turned by {way} degree from the plane, field {at}"
        return f"Field at {self.angle:g} degrees from the normal {at}"


@dataclass(frozen=True)
class Reach:
    """What magnet, fridge and rotator allow: T, K, degrees from the film normal."""

    field_max: float
    t_min: float
    angles: tuple[float, ...]

    def measurements(self, tc: float) -> list[Measurement]:
        """All that is offered to a film with this Tc, K."""
        if self.t_min >= _HIGHEST * tc:
            raise InputError(
                f"a lowest temperature of {self.t_min:.4g} K for a film with Tc = {tc:.4g} K",
                f"one below {_HIGHEST * tc:.4g} K, where critical fields tell mechanisms apart",
                "lower --t-min",
            )
        # laws are smooth in this variable from Tc to the coldest
        coldest = sqrt(log(tc / self.t_min))
        steps = np.linspace(coldest, sqrt(-log(_HIGHEST)), _TEMPERATURES)
        inner = [float(f"{tc * exp(-(v**2)):.3g}") for v in steps[1:]]
        temperatures = [self.t_min, *(T for T in dict.fromkeys(inner) if T > self.t_min)]
        fields = [Measurement(T, angle) for angle in self.angles for T in temperatures]
        return [*fields, Measurement(tc, None)]


def direction_of(angle: float) -> dict[str, float | str]:
    """``direction`` along an axis of the film, ``angle`` elsewhere."""
    names = {PARALLEL: "parallel", PERPENDICULAR: "perpendicular"}
    return {"direction": names[angle]} if angle in names else {"angle": angle}


def checked_angles(asked: Sequence[str | float]) -> tuple[float, ...]:
    """Degrees from the film normal of what was asked for; none asked for: none.

    Raises
    ------
    InputError
        For what is neither parallel, perpendicular nor a number from 0 to 180.
    """
    return tuple(dict.fromkeys(_angle(one) for one in asked))


def usual_angles(*, tilted: bool) -> tuple[float, ...]:
    """Along both axes of the film, and beside the plane where the tilt is not known."""
    return (PARALLEL, PERPENDICULAR, *(_TURNED if tilted else ()))


def checked_limit(value: float | None, name: str, unit: str) -> None:
    """Raise InputError for a limit that is no positive number; None was not stated."""
    if value is not None and not (isfinite(value) and value > 0.0):
        raise InputError(f"{name} {value:g} {unit}", "a positive number", f"correct {name}")


def _angle(text: str | float) -> float:
    named = {"parallel": PARALLEL, "perpendicular": PERPENDICULAR}
    word = str(text).strip().lower()
    if word in named:
        return named[word]
    try:
        value = float(word.removesuffix("deg"))
    except ValueError:
        raise NameUnknownError.of("direction", word, named) from None
    if not 0.0 <= value <= 180.0:
        raise InputError(
            f"an angle of {value:g} degrees", "0 to 180 from the film normal", "correct --angles"
        )
    return value
