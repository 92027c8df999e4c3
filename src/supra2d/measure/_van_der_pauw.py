"""Van der Pauw: sheet and Hall resistance of a film of any shape with four contacts at its edge.

A configuration is named by its contacts, current then voltage, numbered around the edge:
``"21,34"`` is V(3) - V(4) over the current that enters at 2 and leaves at 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, hypot, log, pi, sqrt

import numpy as np

from ..core import Array, Check, InputError

#: Relative difference that reversal and reciprocity may show (ASTM F76 and NIST ask for 5 %).
_ALLOWED = 0.05

_LENGTHWISE = {frozenset("12"), frozenset("34")}
_CROSSWISE = {frozenset("23"), frozenset("14")}
_DIAGONALS = {frozenset("13"), frozenset("24")}


@dataclass(frozen=True)
class VanDerPauw:
    """Sheet resistance from four contacts at the edge.

    Attributes
    ----------
    sheet_resistance, sigma
        Value and statistical standard deviation, ohm.
    systematic
        Standard deviation from what reversal and reciprocity leave open, ohm.
    lengthwise, crosswise
        The two resistances R_A and R_B that enter, ohm.
    checks
        ``current_reversal`` and ``reciprocity``, as far as the configurations allow.
    """

    sheet_resistance: float
    sigma: float
    systematic: float
    lengthwise: float
    crosswise: float
    checks: tuple[Check, ...] = ()

    @property
    def anisotropy(self) -> float:
        """R_A over R_B; a square of an isotropic film has 1."""
        return self.lengthwise / self.crosswise


@dataclass(frozen=True, slots=True)
class DiagonalHall:
    """Hall resistance from the diagonals: value, its standard deviations, what was found.

    Positive where holes carry the current and the field points at the reader, who sees the
    contacts numbered anticlockwise.
    """

    hall_resistance: float
    sigma: float
    systematic: float
    checks: tuple[Check, ...] = ()


def solve_van_der_pauw(lengthwise: float, crosswise: float) -> float:
    r"""Sheet resistance that solves :math:`e^{-\pi R_A/R_s} + e^{-\pi R_B/R_s} = 1`, ohm.

    Parameters
    ----------
    lengthwise, crosswise
        R_A and R_B in ohm, both positive.

    Raises
    ------
    InputError
        When one is not positive: a contact is off, or current and voltage are named wrongly.

    Examples
    --------
    >>> round(solve_van_der_pauw(100.0, 100.0), 3)  # pi / ln 2 times 100
    453.236
    """
    for value in (lengthwise, crosswise):
        if not 0.0 < value < float("inf"):
            raise InputError(
                f"a four-contact resistance of {value:g} ohm",
                "a positive one",
                "check the order of the contacts and the sign of the current",
            )
    # convex and falling in 1/R, and still above zero here: Newton steps cannot overshoot
    u = 2.0 * log(2.0) / (pi * (lengthwise + crosswise))
    for _ in range(100):
        a, b = exp(-pi * lengthwise * u), exp(-pi * crosswise * u)
        step = (a + b - 1.0) / (pi * (lengthwise * a + crosswise * b))
        u += step
        if step < 1e-15 * u:
            break
    return 1.0 / u


def van_der_pauw(
    readings: Mapping[str, float], *, errors: Mapping[str, float] | None = None
) -> VanDerPauw:
    r"""Sheet resistance from up to eight configurations.

    :math:`R_A` is the mean of 21,34 12,43 34,21 43,12 and :math:`R_B` of 32,41 23,14 41,32 14,23.
    Reversed currents must agree (else offsets and heating), exchanged contacts as well
    (reciprocity, else a contact is bad or the film is not one piece).

    Parameters
    ----------
    readings
        Voltage over current in ohm by configuration, in any sense of current and voltage; at
        least one lengthwise and one crosswise.
    errors
        Standard deviation of each reading; without it, the scatter under reversal gives it.

    Raises
    ------
    InputError
        When a name is no configuration, or one of the two resistances is missing.

    Examples
    --------
    >>> found = van_der_pauw({"21,34": 90.0, "12,43": 90.0, "32,41": 110.0, "23,14": 110.0})
    >>> round(found.sheet_resistance, 1)
    451.7
    """
    sides: tuple[dict[str, float], dict[str, float]] = ({}, {})
    for name, value in readings.items():
        key = _key(name)
        pairs = {frozenset(key[:2]), frozenset(key[2:])}
        if pairs not in (_LENGTHWISE, _CROSSWISE):
            raise _no_configuration(name, "neighbouring contacts such as 21,34 or 32,41")
        # current and voltage that run against each other around the edge have one sign
        sides[pairs == _CROSSWISE][key] = -_turn(key[:2]) * _turn(key[2:]) * value
    for side, example in zip(sides, ("21,34", "32,41"), strict=True):
        if not side:
            raise InputError(
                "van der Pauw readings along one edge only",
                f"also {example} or one of its kin",
                "turn the contacts by one and measure again",
            )
    a, b = (float(np.mean(list(side.values()))) for side in sides)
    r = solve_van_der_pauw(a, b)
    parts = list(zip(sides, (a, b), _noises(errors, sides), strict=True))
    sigma = hypot(*(_slope(m, a, b, r) * noise / sqrt(len(s)) for s, m, noise in parts))
    left = hypot(*(_slope(m, a, b, r) * _rms(_gaps(s, _exchanged)) / 2.0 for s, m, _ in parts))
    checks = []
    for what, partner in (("current_reversal", _reversed), ("reciprocity", _exchanged)):
        gaps = np.concatenate([_gaps(s, partner) / m for s, m, _ in parts])
        checks += [_check(what, gaps)] if gaps.size else []
    return VanDerPauw(r, sigma, sqrt(max(left**2 - sigma**2, 0.0)), a, b, tuple(checks))


def hall_from_diagonals(
    up: Mapping[str, float],
    down: Mapping[str, float],
    *,
    errors: Mapping[str, float] | None = None,
) -> DiagonalHall:
    r"""Hall resistance :math:`[R(+B) - R(-B)]/2`, mean over the diagonal configurations.

    Misalignment of the contacts is even in the field and drops out; exchange of current and
    voltage contacts changes the sign (Onsager), which is taken into account.

    Parameters
    ----------
    up, down
        Voltage over current in ohm at +B and -B by configuration: 13,24 31,42 42,13 24,31.
    errors
        Standard deviation of each reading, at either field; without it the scatter gives it.

    Raises
    ------
    InputError
        When a name is no diagonal, or no configuration was measured at both fields.

    Examples
    --------
    >>> found = hall_from_diagonals({"13,24": 7.0, "42,13": 3.0}, {"13,24": 3.0, "42,13": -1.0})
    >>> found.hall_resistance
    2.0
    """
    before, after = ({_key(n): float(v) for n, v in side.items()} for side in (up, down))
    found: dict[str, float] = {}
    for key in before.keys() & after.keys():
        if {frozenset(key[:2]), frozenset(key[2:])} != _DIAGONALS:
            raise _no_configuration(key, "diagonal contacts such as 13,24 or 42,13")
        swapped = -1.0 if set(key[:2]) == set("24") else 1.0
        sense = swapped * (1.0 if (key[0] < key[1]) == (key[2] < key[3]) else -1.0)
        found[key] = sense * (before[key] - after[key]) / 2.0
    if not found:
        raise InputError(
            "no diagonal configuration at both fields",
            "the same configuration at +B and at -B",
            "measure 13,24 and 42,13 at both signs of the field",
        )
    values = np.array(list(found.values()))
    mean = float(values.mean())
    gaps = _gaps(found, _exchanged)
    checks = (_check("reciprocity", gaps / mean),) if gaps.size and mean else ()
    spread = float(np.std(values, ddof=1)) / sqrt(values.size) if values.size > 1 else 0.0
    if errors is None and values.size < 2:
        raise _no_error("one diagonal configuration")
    if errors is None:
        return DiagonalHall(mean, spread, 0.0, checks)
    # half the difference of two readings, then the mean over the configurations
    sigma = _rms(_errors(errors, found)) / sqrt(2.0 * values.size)
    return DiagonalHall(mean, sigma, sqrt(max(spread**2 - sigma**2, 0.0)), checks)


def _key(name: str) -> str:
    """``"2134"`` for ``"21,34"``, ``R21,34`` and ``R_21_34``."""
    digits = "".join(c for c in name if c.isdigit())
    if sorted(digits) != list("1234"):
        raise _no_configuration(name, "each of the contacts 1 to 4 once, such as 21,34")
    return digits


def _turn(pair: str) -> int:
    """+1 where two neighbouring contacts follow each other in the sense of the numbers."""
    return 1 if pair in ("12", "23", "34", "41") else -1


def _reversed(key: str) -> str:
    return key[1] + key[0] + key[3] + key[2]


def _exchanged(key: str) -> str:
    return key[2:] + key[:2]


def _gaps(values: Mapping[str, float], partner: Callable[[str], str]) -> Array:
    """Differences of all readings that have a partner, each pair once."""
    pairs = {frozenset((key, partner(key))) for key in values if partner(key) in values}
    ends = [sorted(pair) for pair in pairs]
    return np.array([values[one] - values[other] for one, other in ends])


def _rms(values: Array) -> float:
    return float(np.sqrt(np.mean(values**2))) if values.size else 0.0


def _errors(errors: Mapping[str, float], readings: Mapping[str, float]) -> Array:
    known = {_key(name): float(error) for name, error in errors.items()}
    if missing := sorted(set(readings) - set(known)):
        raise _no_error(f"configuration {missing[0][:2]},{missing[0][2:]}")
    return np.array([known[key] for key in readings])


def _noises(
    errors: Mapping[str, float] | None, sides: Sequence[Mapping[str, float]]
) -> list[float]:
    """Standard deviation of one reading of either side, as stated or from reversed currents."""
    if errors is not None:
        return [_rms(_errors(errors, side)) for side in sides]
    gaps = [_gaps(side, _reversed) for side in sides]
    if not all(g.size for g in gaps):
        raise _no_error("readings without reversed currents")
    # a gap is the difference of two readings
    return [_rms(g) / sqrt(2.0) for g in gaps]


def _slope(part: float, a: float, b: float, r: float) -> float:
    """Derivative of the sheet resistance to R_A or R_B, whichever ``part`` is."""
    ea, eb = exp(-pi * a / r), exp(-pi * b / r)
    return r * exp(-pi * part / r) / (a * ea + b * eb)


def _no_configuration(name: str, expected: str) -> InputError:
    return InputError(
        f"van der Pauw configuration {name!r}", expected, "name current contacts, then voltage ones"
    )


def _no_error(what: str) -> InputError:
    return InputError(
        f"{what} without its error",
        "readings at both senses of the current, or the error of each reading",
        "reverse the current, or give errors",
    )


_TELL = {
    "current_reversal": (
        "Reversing the current",
        "thermal offsets, heating or contacts that rectify",
    ),
    "reciprocity": (
        "Exchanging current and voltage contacts",
        "a bad contact, drift, or a film that is not uniform",
    ),
}


def _check(name: str, gaps: Array) -> Check:
    """``gaps`` are relative differences."""
    worst = float(np.max(np.abs(gaps)))
    what, cause = _TELL[name]
    text = f"{what} changes the resistance by up to {100 * worst:.2g} %"
    if worst <= _ALLOWED:
        return Check(name, "ok", f"{text}.", worst)
    return Check(name, "warning", f"{text}: {cause}.", worst)
