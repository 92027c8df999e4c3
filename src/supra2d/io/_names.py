"""What a column is called: name and unit in one header, and the channel behind the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from supra2d.core import CHANNELS, RESISTIVE, UnitError, parse_unit

from ._registry import reader_spec

_BRACKET = re.compile(r"(.+?)[\s_]*[(\[]\s*([^()\[\]]*?)\s*[)\]]")
_CHANNEL = re.compile(r"(?i)(?:\b|_)ch(?:annel)?[\s._-]*([0-9]{1,2})(?![0-9])")
_GREEK = str.maketrans(
    {
        "\u03c1": "rho",
        "\u03b8": "theta",
        "\u03d1": "theta",
        "\u03c6": "phi",
        "\u03d5": "phi",
        "\u03c3": "sigma",
        "\u03b4": "d",
        "\u0394": "d",
        "\u2206": "d",
        "\u00b5": "mu",
        "\u03bc": "mu",
        "\u2080": "0",
        "\u25a1": "sq",
        "\u2610": "sq",
    }
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A header whose name is known.

    ``unit`` is empty when the file does not give one, ``channel`` is ``ch1`` where the name
    carries a number, ``rank`` is the place of the name in the list of its aliases.
    """

    quantity: str
    unit: str
    channel: str
    rank: int


def recognise(header: str, unit: str = "") -> Recognised | None:
    """The channel behind a header, None when its name says nothing to us.

    Parameters
    ----------
    header
        As in the file: ``T (K)``, ``T/K``, ``T_K``, ``mu0H [T]``, ``Res. ch1 (ohm-cm)``.
    unit
        From a row of units, where there is one; it wins over the header's own.
    """
    for name, own in _readings(header):
        key, channel = _key(name), ""
        if key not in _aliases():
            channel, key = _numbered(name)
        if key in _aliases():
            given = unit or own
            quantity, rank = _fitting(_aliases()[key], given)
            return Recognised(quantity, given, channel, rank) if quantity else None
    return None


def bare_name(header: str) -> str:
    """A header without its unit."""
    match = _BRACKET.fullmatch(header.strip())
    return match[1].strip() if match else header.strip()


def own_unit(header: str) -> str:
    """The unit that stands in a header, empty when there is none that we know."""
    match = _BRACKET.fullmatch(header.strip())
    if match:
        return match[2]
    for _, unit in _readings(header):
        if unit and is_unit(unit):
            return unit
    return ""


def channel_of(header: str) -> str:
    """``ch1`` when a header names instrument channel 1, else empty."""
    match = _CHANNEL.search(header)
    return f"ch{int(match[1])}" if match else ""


def is_unit(text: str) -> bool:
    """Whether the unit table knows ``text``."""
    try:
        parse_unit(text)
    except UnitError:
        return False
    return True


def _readings(header: str) -> Iterator[tuple[str, str]]:
    """Ways to read a header as (name, unit), the most certain first."""
    header = header.strip().strip('"').strip()
    match = _BRACKET.fullmatch(header)
    if match:
        yield match[1], match[2]
        return
    yield header, ""
    for i, letter in enumerate(header):
        if letter == "/" and i and (is_unit(header[i + 1 :]) or _key(header[:i]) in _aliases()):
            yield header[:i], header[i + 1 :].strip()
    for match in re.finditer(r"[\s_,:]+(?:in\s+)?", header):
        unit = header[match.end() :]
        if is_unit(unit):
            yield header[: match.start()], unit


def _numbered(name: str) -> tuple[str, str]:
    """Channel and key of a name that ends in a number: ``R2``, ``Voltage ch1``."""
    channel = channel_of(name)
    if channel:
        return channel, _key(_CHANNEL.sub(" ", name))
    match = re.fullmatch(r"(.*?[^\W\d])[\s_]*([0-9]{1,2})", name.strip())
    return (f"ch{int(match[2])}", _key(match[1])) if match else ("", "")


def _key(name: str) -> str:
    """Spelling under which a name is looked up.

    Case is kept for single letters only: T is temperature, t is time.
    """
    name = re.sub(r"[\s_.${}\\^*-]", "", name.translate(_GREEK))
    return name if len(name) == 1 else name.lower()


@cache
def _aliases() -> dict[str, list[tuple[str, int]]]:
    table: dict[str, list[tuple[str, int]]] = {}
    for quantity, names in reader_spec("delimited_text")["aliases"].items():
        for rank, name in enumerate(names):
            table.setdefault(_key(name), []).append((quantity, rank))
    return table


def _fitting(candidates: list[tuple[str, int]], unit: str) -> tuple[str, int]:
    """The candidate that a unit allows; a unit we do not know allows the first."""
    if not unit or not is_unit(unit):
        return candidates[0]
    found = parse_unit(unit)
    quantity, rank = candidates[0]
    if quantity in RESISTIVE and found.canonical in ("ohm", "ohm m"):
        return _resistive(quantity, found.symbol, found.canonical), rank
    for quantity, rank in candidates:
        if CHANNELS[quantity].unit == found.canonical:
            return quantity, rank
    return "", 0


def _resistive(quantity: str, symbol: str, canonical: str) -> str:
    """A resistance in ohm cm is a resistivity; a resistivity in ohm is per square."""
    if canonical == "ohm m":
        return "resistivity"
    if symbol.endswith("/sq") or quantity != "resistance":
        return "sheet_resistance"
    return "resistance"
