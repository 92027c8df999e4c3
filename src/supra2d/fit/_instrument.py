"""Instrument errors as parameters with priors: one layer around any law of temperature."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from supra2d.core import Array, InputError, Model, Parameter


@dataclass(frozen=True, slots=True)
class Instrument:
    """How far an instrument may be off: standard deviations of normal priors, 0 leaves one out.

    Attributes
    ----------
    tilt
        Misalignment of a nominally parallel film, deg.
    remanent
        Field that the sample feels beyond the applied one, T.
    thermometer
        Magnetoresistance of the thermometer: relative error of T per tesla, 1/T.
    tilted
        Misalignment that was measured, deg, with ``tilt`` as its error.
    """

    tilt: float = 0.3
    remanent: float = 0.0
    thermometer: float = 0.0
    tilted: float = 0.0

    def __post_init__(self) -> None:
        for name in ("tilt", "remanent", "thermometer", "tilted"):
            value = getattr(self, name)
            if not (np.isfinite(value) and value >= 0):
                raise InputError(
                    f"{name} = {value}",
                    "a standard deviation, zero or more",
                    "give how far the instrument may be off",
                )


def with_instrument(
    law: Model, instrument: Instrument, perpendicular: Model | None = None
) -> Model:
    r"""A law as an imperfect instrument sees it.

    The tilted film obeys :math:`|B \sin\delta|/B_\perp + (B\cos\delta/B_\parallel)^2 = 1`
    (tinkham1963), the thermometer shows :math:`T(1 + cB)`, and the applied field lacks the
    remanent one. Each error that is not zero becomes a parameter with a normal prior, so that
    every fit marginalises it.

    Parameters
    ----------
    law
        Of temperature, for the parallel field.
    instrument
        What may be off.
    perpendicular
        Law of the perpendicular field, needed for a tilt; its parameters join those of ``law``.

    Raises
    ------
    InputError
        When the law is not one of temperature, or a tilt comes without perpendicular law.

    Examples
    --------
    >>> from supra2d.models import model
    >>> seen = with_instrument(model("gl_parallel"), Instrument(), model("gl_perpendicular"))
    >>> [p.name for p in seen.parameters][-1]
    'tilt'
    """
    if law.variables[0].name != "temperature" or law.result.name != "field":
        raise InputError(
            f"the law {law.name} of {law.variables[0].name}",
            "a critical field against temperature",
            "fit an angular law as it is",
        )
    if instrument.tilt and perpendicular is None:
        raise InputError(
            "a tilt without a perpendicular critical field",
            "the law of the perpendicular field",
            "pass it, or set the tilt to 0",
        )
    tilted = perpendicular if instrument.tilt else None
    added = _parameters(law, instrument, tilted)

    def function(T: Array, **p: Any) -> Array:
        B = _boundary(law, tilted, T, p)
        if instrument.thermometer:
            # the reading T belongs to the true temperature T / (1 + c B); two steps are enough
            # because c B is small
            for _ in range(2):
                B = _boundary(law, tilted, T / (1 + p["thermometer"] * B), p)
        return B - p["remanent"] if instrument.remanent else B

    def guess(x: Array, y: Array) -> dict[str, float]:
        start = {q.name: q.default for q in added} | law.guess(x, y)
        return start | (
            {"tilt": max(instrument.tilted, 0.3 * instrument.tilt)} if tilted is not None else {}
        )

    return replace(law, parameters=(*law.parameters, *added), function=function, guess=guess)


def _parameters(law: Model, instrument: Instrument, tilted: Model | None) -> tuple[Parameter, ...]:
    """Parameters that the instrument adds to those of the law."""
    known = {p.name for p in law.parameters}
    added = [p for p in (tilted.parameters if tilted else ()) if p.name not in known]
    if instrument.tilt:
        prior = ("normal", instrument.tilted, instrument.tilt)
        text = "angle between the field and the film, either way"
        added.append(Parameter("tilt", "deg", instrument.tilted, 0.0, 20.0, text, prior))
    if instrument.remanent:
        prior = ("normal", 0.0, instrument.remanent)
        wide = 10 * instrument.remanent
        text = "field that the sample feels beyond the applied one"
        added.append(Parameter("remanent", "T", 0.0, -wide, wide, text, prior))
    if instrument.thermometer:
        prior = ("normal", 0.0, instrument.thermometer)
        wide = 10 * instrument.thermometer
        text = "relative error of the thermometer per tesla"
        added.append(Parameter("thermometer", "1/T", 0.0, -wide, wide, text, prior))
    return tuple(added)


def _boundary(law: Model, tilted: Model | None, T: Array, p: dict[str, Any]) -> Array:
    parallel = law.function(T, **{q.name: p[q.name] for q in law.parameters})
    if tilted is None:
        return parallel
    across = tilted.function(T, **{q.name: p[q.name] for q in tilted.parameters})
    delta = np.deg2rad(p["tilt"])
    alive = (parallel > 0) & (across > 0)
    s = np.cos(delta) / np.where(alive, parallel, 1.0)
    c = np.sin(delta) / np.where(alive, across, 1.0)
    return np.where(alive, 2.0 / (c + np.sqrt(c * c + 4.0 * s * s)), 0.0)
