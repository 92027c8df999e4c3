"""Numbers as a physicist writes them: rounded to their uncertainty, with prefix and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import floor, isfinite, log10

from ..core import Fit, Interval
from ..plot import Scale, scale_for


@dataclass(frozen=True, slots=True)
class Number:
    """A rounded number: ``value`` and its distances ``up`` and ``down`` as digits.

    ``up`` and ``down`` are empty for an exact number and equal for a symmetric one; ``power``
    is the power of ten left over, zero where a prefix took it.
    """

    value: str
    up: str
    down: str
    unit: str
    power: int = 0

    @property
    def text(self) -> str:
        """One line of plain text."""
        if not self.up:
            body = self.value
        elif self.up != self.down:
            body = f"{self.value} +{self.up} \N{MINUS SIGN}{self.down}"
        elif _below_one(self.up):
            body = f"{self.value}({self.up.lstrip('0.')})"
        else:
            body = f"{self.value} ± {self.up}"
        if self.power:
            grouped = "±" in body or "+" in body
            body = f"({body})" if grouped else body
            body += " × 10" + str(self.power).translate(_SUPERSCRIPT)
        gap = "" if self.unit in ("", "°") else "\N{NO-BREAK SPACE}"
        return f"{body}{gap}{self.unit}"

    @property
    def html(self) -> str:
        """The same, never broken, with stacked limits where they differ."""
        if self.up == self.down:
            return f'<span class="quoted">{self.text}</span>'
        limits = (
            f'<span class="limits"><span>+{self.up}</span>'
            f"<span>\N{MINUS SIGN}{self.down}</span></span>"
        )
        power = f" × 10<sup>{_signed(self.power)}</sup>" if self.power else ""
        gap = "" if self.unit in ("", "°") else "&nbsp;"
        return f'<span class="quoted">{self.value}{limits}{power}{gap}{self.unit}</span>'


_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def quote(
    value: float, interval: Interval | None, unit: str, *, scale: Scale | None = None
) -> Number:
    """Round ``value`` to two digits of its uncertainty, the larger one where they differ.

    Parameters
    ----------
    value, interval
        In the canonical ``unit``; the interval is [low, high] around the value, None where it
        is not known (then six digits are given).
    scale
        Printed unit to use instead of the one that suits the number, for columns of numbers.

    Examples
    --------
    >>> quote(3.2811, (3.2691, 3.2931), "K").text
    '3.281(12)\\xa0K'
    >>> quote(9.61e-9, (9.52e-9, 9.73e-9), "m").text
    '9.61 +0.12 −0.09\\xa0nm'
    """
    down, up = (value - interval[0], interval[1] - value) if interval else (0.0, 0.0)
    down, up = max(down, 0.0), max(up, 0.0)
    size = max(abs(value), *(d for d in (down, up) if isfinite(d)), 0.0)
    scale = scale or scale_for(unit, size)
    value, down, up = (x * scale.factor for x in (value, down, up))
    power = _power(size * scale.factor)
    value, down, up = (x / 10.0**power for x in (value, down, up))
    if not (up or down) or not isfinite(up + down):
        digits = 10 if interval else 6  # an exact number, or one of unknown error
        return Number(_signed_text(f"{value:.{digits}g}"), "", "", scale.unit, power)
    places = _places(max(down, up))
    if _alike(up, down, places):
        up = down = 0.5 * (up + down)
    shown, above, below = (_fixed(x, places) for x in (value, up, down))
    return Number(_signed_text(shown), above, below, scale.unit, power)


def setting(value: float, largest: float) -> str:
    """A set point as it was meant: the fewest digits within 0.03 %, and zero among large values.

    Examples
    --------
    >>> setting(2.39991, 3.2), setting(3.4e-6, 1.3), setting(12.05, 14.0), setting(10.0, 10.0)
    ('2.4', '0', '12.05', '10')
    """
    if abs(value) < 1e-4 * largest:
        return "0"
    texts = (f"{float(f'{value:.{digits}g}'):g}" for digits in range(1, 6))
    return _signed_text(next((t for t in texts if abs(float(t) - value) <= 3e-4 * abs(value)), "0"))


def span(interval: Interval, scale: Scale) -> str:
    """The two ends of an interval, with two digits of half its width.

    Examples
    --------
    >>> span((3.2731, 3.2891), Scale(1.0, "K"))
    '3.2731 … 3.2891'
    """
    low, high = (x * scale.factor for x in interval)
    size = max(abs(low), abs(high))
    if not (high > low and isfinite(high - low)) or _power(size):
        return " … ".join(_signed_text(f"{x:.4g}") for x in (low, high))
    places = _places(0.5 * (high - low))
    return " … ".join(_signed_text(_fixed(x, places)) for x in (low, high))


def goodness(fit: Fit) -> dict[str, str]:
    """chi2, its ratio to the degrees of freedom, AIC and BIC; a dash for what is not finite."""
    ratio = fit.chi2 / fit.dof if fit.dof > 0 else float("nan")
    numbers = {"chi2": fit.chi2, "ratio": ratio, "aic": fit.aic, "bic": fit.bic}
    return {key: _short(x) for key, x in numbers.items()}


def _short(x: float) -> str:
    """At least three digits, all before the decimal point."""
    if not isfinite(x):
        return "–"
    return (f"{x:.0f}" if abs(x) >= 100 else f"{x:.3g}").replace("-", "\N{MINUS SIGN}")


def ten_powers(text: str) -> str:
    """Numbers as programs write them, in a sentence, as people write them.

    Examples
    --------
    >>> ten_powers("1.37e-23 to 1e+03")
    '1.37\\xa0×\\xa010⁻²³ to 1000'
    """

    def written(found: re.Match[str]) -> str:
        if 1e-3 <= float(found[0]) < 1e5:
            return f"{float(found[0]):g}"
        return f"{found[1]}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10" + str(int(found[2])).translate(
            _SUPERSCRIPT
        )

    return re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)e([+-]?\d+)(?!\w)", written, text)


def _power(size: float) -> int:
    """Power of ten to take out; none between 0.001 and 99999."""
    if size == 0.0 or 1e-3 <= size < 1e5:
        return 0
    return floor(log10(size) + 1e-12)


def _places(error: float) -> int:
    """Decimal places that leave two digits of an error."""
    places = 1 - floor(log10(error))
    # 0.0996 rounds up to 0.10: two digits are then one place fewer
    return places - (round(error * 10.0**places) >= 100)


def _alike(up: float, down: float, places: int) -> bool:
    """Whether the two distances differ by no more than one unit of the last place."""
    return abs(round(up * 10.0**places) - round(down * 10.0**places)) <= 1


def _fixed(x: float, places: int) -> str:
    return f"{round(x, places):.{max(places, 0)}f}"


def _below_one(digits: str) -> bool:
    return digits.startswith("0.")


def _signed(power: int) -> str:
    return _signed_text(str(power))


def _signed_text(digits: str) -> str:
    """Typographic minus; no minus before zero."""
    if not digits.startswith("-"):
        return digits
    bare = digits[1:]
    return bare if float(bare) == 0.0 else "\N{MINUS SIGN}" + bare
