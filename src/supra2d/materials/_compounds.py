"""Compounds as files: every value with its unit, its uncertainty and its source."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..core import InputError, NameUnknownError
from ._literature import Record, record_of
from ._schema import (
    Rows,
    Value,
    check_keys,
    check_unit,
    is_number,
    number_of,
    text_of,
    uncertainty_of,
)

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
    """A compound: its formula, the geometries that are known, and what texts say of it."""

    formula: str
    forms: tuple[Form, ...] = ()
    records: tuple[Record, ...] = ()

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
    check_keys(path.name, found, ("formula",), ("form", "literature"))
    formula = text_of(path.name, found, "formula")
    if formula != path.stem:
        raise InputError(
            f"{path.name} with the formula {formula}", "one name for both", "rename the file"
        )
    forms, literature = (_tables(path.name, found, key) for key in ("form", "literature"))
    if not (forms or literature):
        raise InputError(
            f"{path.name} without forms and literature",
            "one [[form]] or [[literature]] or more",
            "write it like NbSe2.toml",
        )
    return Material(
        formula,
        tuple(_form(path.name, table) for table in forms),
        tuple(record_of(path.name, formula, table) for table in literature),
    )


def _tables(where: str, found: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    tables = found.get(key, [])
    if not (isinstance(tables, list) and all(isinstance(table, dict) for table in tables)):
        raise InputError(
            f"{where} without tables of {key}",
            f"[[{key}]] in two brackets",
            "write it like NbSe2.toml",
        )
    return tables


def _form(where: str, table: Mapping[str, Any]) -> Form:
    for key in _FORM:
        text_of(f"{where}: a form", table, key)
    name, kind = str(table["name"]), str(table["kind"])
    if kind not in KINDS:
        raise NameUnknownError.of("kind of geometry", kind, KINDS)
    where = f"{where}: {name}"
    check_keys(where, table, (*_FORM, *KINDS[kind]))
    values = {key: _value(f"{where}: {key}", key, table[key]) for key in KINDS[kind]}
    return Form(name, kind, MappingProxyType(values))


def _value(where: str, key: str, table: object) -> Value:
    if not isinstance(table, dict):
        raise InputError(
            f"{where} = {table!r}", "a table with " + ", ".join(_VALUE), "say what it is"
        )
    check_keys(where, table, _VALUE)
    uncertainty = uncertainty_of(where, table["uncertainty"])
    basis, source = (text_of(where, table, word) for word in ("basis", "source"))
    if key == "places":
        rows = _rows(where, table["value"], table["unit"])
        return Value(rows, _PLACES, uncertainty, basis, source)
    value, unit = number_of(where, table["value"]), text_of(where, table, "unit")
    if key == "angle":
        check_unit(where, unit, "deg", "an angle in deg")
    else:
        check_unit(where, unit, "m", "a length, such as angstrom")
    return Value(value, unit, uncertainty, basis, source)


def _rows(where: str, rows: object, unit: object) -> Rows:
    fits = isinstance(rows, list) and all(
        isinstance(row, list) and len(row) == 3 and all(is_number(x) for x in row) for row in rows
    )
    if not fits or unit != list(_PLACES):
        raise InputError(
            f"{where} is no list of places in units of {', '.join(_PLACES)}",
            "three numbers for each atom",
            "write it like WS2.toml",
        )
    assert isinstance(rows, list)
    return tuple(tuple(float(x) for x in row) for row in rows)


def _folder() -> Path:
    return Path(str(files(__package__)))
