"""What all files of compounds are held to: keys, texts, numbers with unit and uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from ..core import InputError, NameUnknownError, UnitError, parse_unit

Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A number, or rows of them, as it stands in its source.

    Attributes
    ----------
    value
        In ``unit``.
    unit
        Of rows one for each column, ``along`` and ``across`` being edges of the cell; empty for a
        plain number.
    uncertainty
        In the same unit; of rows that of an atom's place in angstrom.
    basis
        How the uncertainty is known: precision that is quoted, spread of fits ...
    source
        Where the number comes from.
    limit
        ``lower`` or ``upper`` where the source only says that the value lies above or below.
    """

    value: float | Rows
    unit: str | tuple[str, ...]
    uncertainty: float
    basis: str
    source: str
    limit: str = ""


def check_keys(
    where: str, table: Mapping[str, Any], wanted: tuple[str, ...], allowed: tuple[str, ...] = ()
) -> None:
    """Refuse what is missing and what is not known."""
    if missing := [key for key in wanted if key not in table]:
        raise InputError(
            f"{where} without {', '.join(missing)}", ", ".join(wanted), "add what is missing"
        )
    known = (*wanted, *allowed)
    if strange := [key for key in table if key not in known]:
        raise NameUnknownError.of(f"key of {where}", strange[0], known)


def text_of(where: str, table: Mapping[str, Any], key: str) -> str:
    """A text that must not be empty."""
    found = table.get(key)
    if not (isinstance(found, str) and found.strip()):
        raise InputError(f"{where} without {key}", "a text that is not empty", "add it")
    return found


def uncertainty_of(where: str, value: object) -> float:
    """A positive number."""
    if not (is_number(value) and float(str(value)) > 0.0):
        raise InputError(
            f"{where} has the uncertainty {value!r}",
            "a positive number in the unit of the value",
            "give the precision that is quoted where no better is known",
        )
    return float(str(value))


def number_of(where: str, value: object) -> float:
    """A finite number."""
    if not is_number(value):
        raise InputError(f"{where} has the value {value!r}", "a number", "write it so")
    return float(str(value))


def check_unit(where: str, unit: str, canonical: str, kind: str) -> None:
    """Refuse a unit that is unknown or of another kind of quantity."""
    try:
        fits = parse_unit(unit).canonical == canonical
    except UnitError:
        fits = False
    if not fits:
        raise UnitError(f"{where} has the unit {unit!r}", kind, "change the unit")


def is_number(value: object) -> bool:
    """Whether a value of a TOML file is a finite number."""
    plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    return plain and isfinite(float(str(value)))
