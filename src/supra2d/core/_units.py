"""Laboratory units: one table from what people write to what supra2d computes in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import pi

from ._channels import channel
from ._errors import UnitError


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, the canonical unit it belongs to, and the factor between them."""

    symbol: str
    canonical: str
    factor: float


_PREFIXES = {"": 1.0, "p": 1e-12, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9}

# base symbol, canonical unit, factor, allowed prefixes
_BASES = (
    ("K", "K", 1.0, ("", "m", "u")),
    ("T", "T", 1.0, ("", "m", "u")),
    ("Oe", "T", 1e-4, ("", "k")),
    ("G", "T", 1e-4, ("", "k", "m")),
    ("A", "A", 1.0, ("", "m", "u", "n", "p")),
    ("V", "V", 1.0, ("", "m", "u", "n", "k")),
    ("ohm", "ohm", 1.0, ("", "m", "u", "n", "k", "M", "G")),
    ("S", "S", 1.0, ("", "m", "u", "n", "p")),
    ("s", "s", 1.0, ("", "m", "u", "n")),
    ("m", "m", 1.0, ("", "m", "u", "n", "p")),
    ("eV", "meV", 1e3, ("", "m", "u")),
)

# spellings that follow no rule of prefixes
_IRREGULAR = {
    "deg": ("deg", 1.0),
    "degree": ("deg", 1.0),
    "degrees": ("deg", 1.0),
    "rad": ("deg", 180 / pi),
    "sec": ("s", 1.0),
    "secs": ("s", 1.0),
    "second": ("s", 1.0),
    "seconds": ("s", 1.0),
    "min": ("s", 60.0),
    "h": ("s", 3600.0),
    "kelvin": ("K", 1.0),
    "tesla": ("T", 1.0),
    "gauss": ("T", 1e-4),
    "oersted": ("T", 1e-4),
    "cm": ("m", 1e-2),
    "angstrom": ("m", 1e-10),
    "emu": ("A m^2", 1e-3),
    "A m^2": ("A m^2", 1.0),
    "counts": ("counts", 1.0),
    "cts": ("counts", 1.0),
    "cps": ("counts", 1.0),
    "a.u.": ("counts", 1.0),
}


def _table() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for base, canonical, factor, prefixes in _BASES:
        for prefix in prefixes:
            symbol = prefix + base
            table[symbol] = Unit(symbol, canonical, _PREFIXES[prefix] * factor)
    for symbol, (canonical, factor) in _IRREGULAR.items():
        table[symbol] = Unit(symbol, canonical, factor)
    for prefix in ("", "m", "u", "n", "k", "M"):
        scale = _PREFIXES[prefix]
        table[f"{prefix}ohm/sq"] = Unit(f"{prefix}ohm/sq", "ohm", scale)
        table[f"{prefix}ohm m"] = Unit(f"{prefix}ohm m", "ohm m", scale)
        table[f"{prefix}ohm cm"] = Unit(f"{prefix}ohm cm", "ohm m", scale * 1e-2)
    return table


UNITS: dict[str, Unit] = _table()

# units that people write in any case, where no other unit differs by its case alone
_ANY_CASE = ("K", "T", "Oe", "kOe", "ohm", "ohm/sq", "A", "V", "deg")
_WORDS = ("kelvin", "tesla", "gauss", "oersted", "degree", "degrees", "sec")
_LOWER = {symbol.lower(): symbol for symbol in (*_ANY_CASE, *_WORDS)}


def normalise(text: str) -> str:
    """Spell a unit the way the table does: ``"Ω·cm"`` becomes ``"ohm cm"``."""
    text = text.strip().strip("[]()").strip()
    text = re.sub("[\u00b5\u03bc]", "u", text)  # micro sign, Greek mu
    text = re.sub("[\u2126\u03a9]", "ohm", text)  # ohm sign, Greek omega
    text = re.sub("[\u00b0\u00ba]", "deg", text)
    text = re.sub(r"\u2610|\u25a1|sqr\b|square\b", "sq", text)
    text = re.sub(r"(?i)ohms?", "ohm", text)
    text = re.sub(r"[\s*\u00b7._-]+(?=c?m$)", " ", text)  # ohm-cm, ohm*cm, ohm.cm
    return re.sub(r"\s*/\s*", "/", text)


def parse_unit(text: str) -> Unit:
    """The unit written as ``text``.

    Raises
    ------
    UnitError
        When the table does not know it.

    Examples
    --------
    >>> parse_unit("kOe").factor
    0.1
    >>> parse_unit("Ω·cm").canonical
    'ohm m'
    """
    symbol = normalise(text)
    symbol = symbol if symbol in UNITS else _LOWER.get(symbol.lower(), symbol)
    try:
        return UNITS[symbol]
    except KeyError:
        raise UnitError(
            f"unknown unit {text.strip()!r}",
            "a laboratory unit such as K, mK, T, Oe, kOe, A, mA, V, mV, ohm, ohm/sq, ohm cm or deg",
            "rename the unit in the file, or give it with --columns 'channel=column [unit]'",
        ) from None


def factor_to(channel_name: str, unit: str, *, column: str = "") -> float:
    """Factor that takes a column in ``unit`` to the canonical unit of a channel.

    Parameters
    ----------
    channel_name
        A canonical channel.
    unit
        As written in the file.
    column
        Name of the column, for the message.

    Raises
    ------
    UnitError
        When the unit is unknown or belongs to another kind of quantity.
    """
    wanted = channel(channel_name).unit
    where = f"column {column!r}" if column else f"channel {channel_name!r}"
    try:
        found = parse_unit(unit)
    except UnitError as error:
        raise UnitError(f"{where} has the {error.got}", error.expected, error.remedy) from None
    if found.canonical != wanted:
        raise UnitError(
            f"{where} is mapped to {channel_name} but has the unit {unit.strip()!r}",
            f"a unit of {channel_name} ({wanted} or a multiple)",
            f"map it with --columns '{channel_name}=NAME [{wanted}]' or to another channel",
        )
    return found.factor


def parse_quantity(text: str, canonical: str) -> float:
    """Read ``"6.1 nm"`` as a plain number in ``canonical`` units.

    Examples
    --------
    >>> parse_quantity("5 nA", "A")
    5e-09
    """
    match = re.fullmatch(r"\s*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)\s*([^\d\s.+-].*?)\s*", text)
    if match is None:
        raise UnitError(
            f"cannot read {text!r}",
            f"a number and a unit of {canonical}",
            f"write it like '1.5 {canonical}'",
        )
    unit = parse_unit(match[2])
    if unit.canonical != canonical:
        raise UnitError(
            f"{text!r} is in {unit.canonical}",
            f"a unit of {canonical}",
            f"write it like '1.5 {canonical}'",
        )
    return float(repr_product(float(match[1]), unit.factor))


def repr_product(value: float, factor: float) -> float:
    """``value * factor`` without the last-digit noise of decimal prefixes."""
    return float(f"{value * factor:.15g}")
