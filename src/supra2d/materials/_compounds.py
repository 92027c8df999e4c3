"""Compounds as files: every value with its unit, its uncertainty and its source."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..core import InputError, NameUnknownError, UnitError, parse_unit

Rows = tuple[tuple[float, ...], ...]

_FORM = ("name", "kind")
_VALUE = ("value", "unit", "uncertainty", "basis", "source")
_PLACES = ("along", "across", "angstrom")

#: What a geometry of each kind is made of; lengths unless the name says otherwise.
KINDS: dict[str, tuple[str, ...]] = {
    "1H": ("a", "height"),
    "1T": ("a", "height"),
    "2H-bilayer": ("spacing",),
    "2H-bulk": ("spacing",),
    "1T'": ("along", "across", "places"),
    "1T'-bulk": ("along", "across", "long", "angle", "places"),
    "buckled honeycomb": ("a", "buckling"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """A number, or rows of them, as it stands in its source.

    Attributes
    ----------
    value
        In ``unit``.
    unit
        A unit of length or angle; of rows one for each column, ``along`` and ``across`` being
        edges of the cell.
    uncertainty
        In the same unit; of rows that of an atom's place in angstrom.
    basis
        How the uncertainty is known: precision that is quoted, spread of fits ...
    source
        Where the number comes from.
    """

    value: float | Rows
    unit: str | tuple[str, ...]
    uncertainty: float
    basis: str
    source: str


@dataclass(frozen=True)
class Form:
    """One geometry of a compound.

    Attributes
    ----------
    name
        What it is asked for by: ``NbSe2``, ``NbSe2-2H-bulk``, ``stanene``.
    kind
        One of ``KINDS``.
    values
        By name, as the kind asks for them.
    """

    name: str
    kind: str
    values: Mapping[str, Value]

    def number(self, name: str) -> float:
        """A single value in the unit that it stands in."""
        value = self.values[name].value
        assert isinstance(value, float)
        return value

    def rows(self, name: str) -> Rows:
        """A value that is a table."""
        value = self.values[name].value
        assert isinstance(value, tuple)
        return value


@dataclass(frozen=True)
class Material:
    """A compound: its formula and the geometries that are known."""

    formula: str
    forms: tuple[Form, ...]

    @property
    def elements(self) -> tuple[str, ...]:
        """Symbols in the order of the formula."""
        return tuple(re.findall(r"[A-Z][a-z]?", self.formula))

    def form(self, kind: str) -> Form:
        """The geometry of one kind.

        Raises
        ------
        NameUnknownError
            When the file holds none of this kind.
        """
        for form in self.forms:
            if form.kind == kind:
                return form
        known = (form.kind for form in self.forms)
        raise NameUnknownError.of(f"form of {self.formula}", kind, known)


def materials() -> tuple[Material, ...]:
    """All compounds that come with the package, by formula.

    Examples
    --------
    >>> "NbSe2" in [material.formula for material in materials()]
    True
    """
    return tuple(read_material(path) for path in sorted(_folder().glob("*.toml")))


def read_material(path: Path) -> Material:
    """A compound from its file.

    Raises
    ------
    InputError
        For a file that is no TOML, and for a value without unit, uncertainty or source: with the
        name of the file and of what is wrong in it.

    Examples
    --------
    >>> from importlib.resources import files
    >>> found = read_material(files("supra2d.materials") / "NbSe2.toml")
    >>> found.form("1H").values["a"].unit
    'angstrom'
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path.name} is no TOML ({error})", "keys and values", "write it like NbSe2.toml"
        ) from None
    _keys(path.name, found, ("formula", "form"))
    formula = _text(path.name, found, "formula")
    if formula != path.stem:
        raise InputError(
            f"{path.name} with the formula {formula}", "one name for both", "rename the file"
        )
    tables = found["form"]
    if not (isinstance(tables, list) and all(isinstance(table, dict) for table in tables)):
        raise InputError(
            f"{path.name} without tables of forms", "one [[form]] or more", "write it like NbSe2"
        )
    return Material(formula, tuple(_form(path.name, table) for table in tables))


def _form(where: str, table: Mapping[str, Any]) -> Form:
    for key in _FORM:
        _text(f"{where}: a form", table, key)
    name, kind = str(table["name"]), str(table["kind"])
    if kind not in KINDS:
        raise NameUnknownError.of("kind of geometry", kind, KINDS)
    where = f"{where}: {name}"
    _keys(where, table, (*_FORM, *KINDS[kind]))
    values = {key: _value(f"{where}: {key}", key, table[key]) for key in KINDS[kind]}
    return Form(name, kind, MappingProxyType(values))


def _value(where: str, key: str, table: object) -> Value:
    if not isinstance(table, dict):
        raise InputError(
            f"{where} = {table!r}", "a table with " + ", ".join(_VALUE), "say what it is"
        )
    _keys(where, table, _VALUE)
    uncertainty = table["uncertainty"]
    if not (_is_number(uncertainty) and uncertainty > 0.0):
        raise InputError(
            f"{where} has the uncertainty {uncertainty!r}",
            "a positive number in the unit of the value",
            "give the precision that is quoted where no better is known",
        )
    basis, source = (_text(where, table, word) for word in ("basis", "source"))
    if key == "places":
        rows = _rows(where, table["value"], table["unit"])
        return Value(rows, _PLACES, float(uncertainty), basis, source)
    if not _is_number(table["value"]):
        raise InputError(f"{where} has the value {table['value']!r}", "a number", "write it so")
    unit = _text(where, table, "unit")
    _check_unit(where, unit, "deg" if key == "angle" else "m")
    return Value(float(table["value"]), unit, float(uncertainty), basis, source)


def _rows(where: str, rows: object, unit: object) -> Rows:
    fits = isinstance(rows, list) and all(
        isinstance(row, list) and len(row) == 3 and all(_is_number(x) for x in row) for row in rows
    )
    if not fits or unit != list(_PLACES):
        raise InputError(
            f"{where} is no list of places in units of {', '.join(_PLACES)}",
            "three numbers for each atom",
            "write it like WS2.toml",
        )
    assert isinstance(rows, list)
    return tuple(tuple(float(x) for x in row) for row in rows)


def _keys(where: str, table: Mapping[str, Any], wanted: tuple[str, ...]) -> None:
    """Refuse what is missing and what is not known."""
    if missing := [key for key in wanted if key not in table]:
        raise InputError(
            f"{where} without {', '.join(missing)}", ", ".join(wanted), "add what is missing"
        )
    if strange := [key for key in table if key not in wanted]:
        raise NameUnknownError.of(f"key of {where}", strange[0], wanted)


def _text(where: str, table: Mapping[str, Any], key: str) -> str:
    found = table.get(key)
    if not (isinstance(found, str) and found.strip()):
        raise InputError(f"{where} without {key}", "a text that is not empty", "add it")
    return found


def _check_unit(where: str, unit: str, canonical: str) -> None:
    try:
        fits = parse_unit(unit).canonical == canonical
    except UnitError:
        fits = False
    if not fits:
        kind = "an angle in deg" if canonical == "deg" else "a length, such as angstrom"
        raise UnitError(f"{where} has the unit {unit!r}", kind, "change the unit")


def _is_number(value: object) -> bool:
    plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    return plain and isfinite(float(str(value)))


def _folder() -> Path:
    return Path(str(files(__package__)))
