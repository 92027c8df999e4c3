"""Units of printed numbers: products and powers of laboratory units."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...core import UnitError, parse_unit

#: Powers of canonical units, sorted, zeros left out: what two numbers must share to be compared.
Dimension = tuple[tuple[str, float], ...]

# beyond the units of instruments: symbol, canonical unit, factor; texts give emu per mole and field
_FURTHER = {"mol": ("mol", 1.0), "MA": ("A", 1e6), "%": ("", 1e-2), "emu": ("emu", 1.0)}
_REDUCED = {"V": {"A": 1.0, "ohm": 1.0}, "S": {"ohm": -1.0}}

_REMEDY = "write it like 'T', '1/K', 'cm^-2' or 'cm^2/(V s)'"


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """A unit as written, the factor to canonical units, and its dimension."""

    text: str
    factor: float
    dimension: Dimension


def printed_unit(text: str) -> PrintedUnit:
    """The unit written as ``text``; empty for a plain number.

    Raises
    ------
    UnitError
        When a part of it is unknown.

    Examples
    --------
    >>> printed_unit("cm^2/(V s)").factor
    0.0001
    """
    factor, powers = 1.0, dict[str, float]()
    for symbol, power in _parts(text):
        one, reduced = _one(symbol, text)
        factor *= one**power
        for name, p in reduced.items():
            powers[name] = powers.get(name, 0.0) + p * power
    return PrintedUnit(text, float(f"{factor:.15g}"), _dimension(powers))


def product(a: Dimension, b: Dimension, sign: float = 1.0) -> Dimension:
    """Dimension of ``a * b``, or of ``a / b`` with sign -1."""
    powers = dict(a)
    for name, power in b:
        powers[name] = powers.get(name, 0.0) + sign * power
    return _dimension(powers)


def power(a: Dimension, exponent: float) -> Dimension:
    """Dimension of ``a ** exponent``."""
    return _dimension({name: p * exponent for name, p in a})


def spelled(dimension: Dimension) -> str:
    """A dimension as a person writes it.

    Examples
    --------
    >>> spelled(printed_unit("K/T").dimension)
    'K T^-1'
    """
    return " ".join(n if p == 1 else f"{n}^{p:g}" for n, p in dimension) or "a plain number"


def _parts(text: str) -> list[tuple[str, int]]:
    """``cm^2/(V s)`` as cm to the 2, V to the -1, s to the -1."""
    above, *below = (part.strip(" ()") for part in text.replace("ohm/sq", "ohm").split("/"))
    if len(below) > 1:
        raise UnitError(f"unit {text!r} has two slashes", "one at most", _REMEDY)
    found = []
    for side, sign in ((above, 1), (" ".join(below), -1)):
        for word in re.split(r"[\s*·]+", side):
            match = re.fullmatch(r"(.+?)(?:\^([+-]?\d+))?", word)
            if match and word != "1":
                found.append((match[1], sign * int(match[2] or 1)))
    return found


def _one(symbol: str, text: str) -> tuple[float, dict[str, float]]:
    if symbol in _FURTHER:
        canonical, factor = _FURTHER[symbol]
    else:
        try:
            unit = parse_unit(symbol)
        except UnitError:
            got = f"unknown unit {symbol!r}" + (f" in {text!r}" if symbol != text else "")
            raise UnitError(got, "a laboratory unit such as K, T, nm, meV", _REMEDY) from None
        canonical, factor = unit.canonical, unit.factor
    return factor, _REDUCED.get(canonical) or dict.fromkeys(canonical.split(), 1.0)


def _dimension(powers: dict[str, float]) -> Dimension:
    return tuple(sorted((name, p) for name, p in powers.items() if abs(p) > 1e-9))
