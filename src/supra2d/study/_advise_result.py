"""Advice in sentences, rows and curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from ..core import Axis, Check, Curve, Quantity, Result
from ..fit import Choice
from ..report import quote, words
from ._advise_forecast import Expected
from ._advise_measurements import PARALLEL, Measurement, Reach, direction_of
from ._boundary import points_curve
from ._comparison import Compared
from ._verdict import Verdict

#: Information in bits below which a measurement is not worth its time.
LEAST = 0.02

_MARGIN = 0.01  # least half-width of a probability that is counted on imagined outcomes
_GAIN = Axis("information_gain", "bit")


@dataclass(frozen=True)
class Advice:
    """What to measure next.

    Attributes
    ----------
    found, verdict
        What is known.
    reach
        Magnet, fridge, angles.
    expected
        What the surviving laws expect.
    choices
        In order; empty where nothing on offer is worth its time.
    beyond
        Best measurement of a larger magnet and a colder fridge, where that was looked at: itself,
        its gain, and the highest field it may need.
    """

    found: Compared
    verdict: Verdict
    reach: Reach
    expected: Expected
    choices: tuple[Choice, ...]
    beyond: tuple[Measurement, float, float] | None = None

    def measurement(self, choice: Choice) -> Measurement:
        """What a choice is about."""
        return self.expected.measurements[choice.index]


def advice_result(advice: Advice) -> Result:
    """The advice as a Result."""
    return Result(
        "advice",
        "What to measure next",
        quantities=tuple(_quantities(advice)),
        checks=tuple(_checks(advice)),
        curves=tuple(_curves(advice)),
        x_axis=Axis("temperature", "K"),
        y_axis=Axis("field", "T"),
        text=tuple(_sentences(advice)),
        cites=_cites(advice.found),
    )


def settled_result(found: Compared, verdict: Verdict) -> Result:
    """Nothing has to be measured, or nothing would help."""
    name = verdict.group[0]
    share = f"probability {found.probabilities[name]:.2g}"
    if verdict.decisive:
        text = f"Decided: {words(name)} ({share}); nothing more is needed to separate mechanisms."
    else:
        text = f"Of the mechanisms compared {words(name)} alone is left ({share})."
    lines = (text, verdict.reason) if verdict.reason else (text,)
    return Result("advice", "What to measure next", text=lines, cites=_cites(found))


def _cites(found: Compared) -> tuple[str, ...]:
    return tuple(dict.fromkeys(k for c in found.laws.values() for k in c.law.references))


def _sentences(advice: Advice) -> list[str]:
    expected, reach = advice.expected, advice.reach
    shares = zip(expected.mechanisms, expected.shares, strict=True)
    listed = ", ".join(f"{words(m)} {p:.2g}" for m, p in shares)
    text = [f"Undecided: {listed}; {expected.forecast.open:.2g} bit are open."]
    if advice.verdict.reason:
        text.append(advice.verdict.reason)
    if not advice.choices:
        return [*text, *_nothing(advice), *_one_curve(advice.found)]
    for step, choice in enumerate(advice.choices, 1):
        text.append(
            f"{step}. {advice.measurement(choice).words} ({_outlook(advice, choice.index)}): "
            f"resolves {choice.gain:.2f} bit."
        )
    last = advice.choices[-1]
    text.append(
        f"With {'these' if len(advice.choices) > 1 else 'it'} one mechanism would reach a "
        f"probability of 0.95 in about {100 * last.decided:.0f} of 100 cases."
    )
    chosen = [advice.measurement(c) for c in advice.choices]
    if any(expected.band(g, c.index)[2] > reach.field_max for g in range(len(expected.mechanisms))
           for c in advice.choices if advice.measurement(c).angle is not None):  # fmt: skip
        text.append(
            f"Where the film stays superconducting up to {reach.field_max:g} T, sweep the "
            "temperature at that field instead."
        )
    if any("angle" in m.where for m in chosen):
        text.append(
            "Fields at both sides of the plane give the misalignment: state it with --tilt, or put "
            "five angles at one temperature into the table."
        )
    return [*text, *_one_curve(advice.found)]


def _outlook(advice: Advice, index: int) -> str:
    """``9.8(3) T if Ising pairing, above 14 T if ...``."""
    measurement, expected = advice.expected.measurements[index], advice.expected
    told = []
    for group, name in enumerate(expected.mechanisms):
        value, low, high = expected.band(group, index)
        if measurement.angle is None:
            number = quote(value, (low, high), "K").text
        elif value > advice.reach.field_max:
            number = f"above {advice.reach.field_max:g} T"
        else:
            number = quote(value, (low, high), "T").text
        told.append(f"{number} if {words(name)}")
    return ", ".join(told)


def _nothing(advice: Advice) -> list[str]:
    reach = advice.reach
    text = (
        f"No measurement up to {reach.field_max:g} T and down to {reach.t_min:g} K separates "
        f"these mechanisms by {LEAST} bit."
    )
    if advice.beyond is None:
        return [text]
    measurement, gain, field = advice.beyond
    if gain < LEAST:
        return [text + " Nor would 60 T and 0.02 K: their laws expect the same fields."]
    what = measurement.words
    return [f"{text} {what}, with fields up to {field:.2g} T, would resolve {gain:.2f} bit."]


def _one_curve(found: Compared) -> list[str]:
    """What no field separates."""
    both = all(found.weights.get(name, 0.0) > LEAST for name in ("klb", "film_orbital"))
    if not both or found.facts.thickness:
        return []
    return [
        "klb and film_orbital are one curve in the plane: state the thickness of the film, which "
        "separates them together with the perpendicular field."
    ]


def _checks(advice: Advice) -> list[Check]:
    reach, found = advice.reach, advice.found
    text = (
        f"{len(advice.expected.measurements)} measurements were looked at, up to "
        f"{reach.field_max:g} T and down to {reach.t_min:g} K, with the errors that the points of "
        "the table have."
    )
    checks = [Check("advice_range", "ok", text, float(len(advice.expected.measurements)))]
    if any(c.name == "errors" for c in found.notes):
        said = "Expected gains rest on the scatter of the points, as the table has no errors."
        checks.append(Check("advice_errors", "warning", said))
    return checks


def _quantities(advice: Advice) -> list[Quantity]:
    rows: list[Quantity] = []
    cites = _cites(advice.found)
    for step, choice in enumerate(advice.choices, 1):
        error = sqrt(choice.error**2 + advice.expected.scatter(choice.index) ** 2)
        measurement = advice.measurement(choice)
        where: dict[str, Any] = {"step": step, **measurement.where}
        common: dict[str, Any] = {"method": "expected information", "cites": cites}
        ends = (max(0.0, choice.gain - error), choice.gain + error)
        rows.append(
            Quantity("information_gain", "bit", choice.gain, ends, where=where,
                     message=measurement.words + ".", **common)
        )  # fmt: skip
        name, unit = ("Tc_expected", "K") if measurement.angle is None else ("Bc2_expected", "T")
        for group, mechanism in enumerate(advice.expected.mechanisms):
            value, low, high = advice.expected.band(group, choice.index)
            above = unit == "T" and value > advice.reach.field_max
            rows.append(
                Quantity(name, unit, value, (low, high), where={**where, "mechanism": mechanism},
                         message="Above the magnet." if above else "", **common)
            )  # fmt: skip
        half = max(_MARGIN, sqrt(choice.decided * (1.0 - choice.decided) / 64.0))
        share = (max(0.0, choice.decided - half), min(1.0, choice.decided + half))
        rows.append(
            Quantity("decided_share", "1", choice.decided, share, where={"step": step}, **common)
        )
    return rows


def _curves(advice: Advice) -> list[Curve]:
    expected, reach = advice.expected, advice.reach
    curves = [points_curve(t, {"direction": d}) for d, t in advice.found.tables.items()]
    gains = advice.choices[0].gains if advice.choices else expected.forecast.gains()
    for angle in reach.angles:
        at = [i for i, m in enumerate(expected.measurements) if m.angle == angle]
        T = np.array([expected.measurements[i].temperature for i in at])
        where = direction_of(angle)
        if angle == PARALLEL:
            curves += [_band(expected, g, at, T) for g in range(len(expected.mechanisms))]
        curves.append(Curve("gain", T, gains[at], where=where, axes=(_T, _GAIN)))
    curves.append(Curve("gain", np.array([expected.measurements[-1].temperature]), gains[-1:],
                        where={"method": "Tc"}, axes=(_T, _GAIN)))  # fmt: skip
    ends = np.array([reach.t_min, expected.measurements[-1].temperature])
    curves.append(Curve("limit", ends, np.full(2, reach.field_max)))
    return curves + _marks(advice, advice.choices)


_T = Axis("temperature", "K")


def _band(expected: Expected, group: int, at: Sequence[int], T: np.ndarray) -> Curve:
    middle, low, high = np.array([expected.band(group, i) for i in at]).T
    name = expected.mechanisms[group]
    where = {"mechanism": name, **direction_of(PARALLEL)}
    return Curve("prediction", T, middle, low=low, high=high, label=words(name), where=where)


def _marks(advice: Advice, choices: Sequence[Choice]) -> list[Curve]:
    """The advised measurements where they stand: at the field of the likeliest mechanism."""
    marks = []
    for step, choice in enumerate(choices, 1):
        measurement = advice.measurement(choice)
        field = 0.0 if measurement.angle is None else advice.expected.band(0, choice.index)[0]
        place = dict(measurement.where) | {"step": step}
        place.pop("temperature", None)
        where = place if measurement.angle is not None else {"step": step, "method": "Tc"}
        x, y = np.array([measurement.temperature]), np.array([min(field, advice.reach.field_max)])
        marks.append(Curve("advised", x, y, label=str(step), where=where))
        marks.append(
            Curve("advised_gain", x, np.array([float(choice.gain)]), label=str(step), where=where,
                  axes=(_T, _GAIN))
        )  # fmt: skip
    return marks
