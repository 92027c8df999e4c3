"""Numbers as text: with the digits that they have, and in the unit in which they are printed."""

from __future__ import annotations

from math import floor, isfinite, log10

from ._records import Number


def short(value: float, figures: int = 2) -> str:
    """A few figures, without an exponent while the number is readable.

    Examples
    --------
    >>> short(1228.76), short(0.0453)
    ('1200', '0.045')
    """
    return f"{float(f'{value:.{figures}g}'):g}"


def as_written(number: Number) -> str:
    """A printed number with the digits and the unit of the publication."""
    factor = number.unit.factor
    value, digit = number.value / factor, number.digit / factor
    if not digit:
        text = f"{value:.10g}"
    elif abs(value) >= 1e5 or 0.0 < abs(value) < 1e-4:
        text = f"{value:.{_figures(value, digit) - 1}e}"
    else:
        text = f"{value:.{_decimals(digit)}f}"
    if number.error:
        text += f" +- {(number.high - number.value) / factor:.6g}"
    return f"{text} {number.unit.text}".rstrip()


def shown(value: float, number: Number | None, *, rounded_to: float | None = None) -> str:
    """A recomputed value in the unit of a number, one digit finer than that is printed.

    Parameters
    ----------
    value
        In canonical units.
    number
        What it is compared with; None for a plain number.
    rounded_to
        A value whose digits it should have, for a difference.
    """
    factor, unit, digit = 1.0, "", 0.0
    if number is not None:
        factor, unit, digit = number.unit.factor, number.unit.text, number.digit
    if not isfinite(value):
        return "no value" if value != value else f"{value:f}inity"
    if not digit and rounded_to is None:
        return f"{short(value / factor, 4)} {unit}".rstrip()
    coarse = number is not None and number.error
    finest = digit / factor / (1.0 if coarse else 10.0)
    finest = finest or 10.0 ** (floor(log10(abs(rounded_to or 1.0) / factor)) - 3)
    scaled = round(value / factor / finest) * finest
    if abs(scaled) >= 1e5 or 0.0 < abs(scaled) < 1e-4:
        return f"{scaled:.{max(1, _figures(scaled, finest)) - 1}e} {unit}".rstrip()
    return f"{scaled:.{_decimals(finest)}f} {unit}".rstrip()


def _figures(value: float, digit: float) -> int:
    """Significant figures of a value that is known to a digit."""
    return max(1, floor(log10(abs(value) / digit) + 1e-9) + 1) if value else 1


def _decimals(digit: float) -> int:
    """Decimals of a number whose last digit has this size."""
    return max(0, -floor(log10(digit) + 1e-9))
