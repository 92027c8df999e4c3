"""What texts say of a sample: one record each, with its convention and its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ..core import PAULI_PREFACTORS, InputError, NameUnknownError, parse_quantity
from ._schema import Value, check_keys, check_unit, is_number, number_of, text_of, uncertainty_of

#: Numbers that a record can hold, and their canonical units; empty for plain numbers.
QUANTITIES: dict[str, str] = {
    "Tc": "K",
    "Tc_onset": "K",
    "Tc_zero": "K",
    "Bc2_parallel": "T",
    "Bc2_perpendicular": "T",
    "B_pauli": "T",
    "pauli_ratio": "",
    "anisotropy": "",
    "thickness": "m",
    "d_sc": "m",
    "xi_GL": "m",
    "n_sheet": "m^-2",
    "soc_splitting_K": "meV",
}

#: What is written where a text does not say which convention or criterion it uses.
NOT_STATED = "not stated"

_VALUE = ("value", "unit", "uncertainty", "basis")
_LIMITS = ("lower", "upper")
_TEXTS = ("paper", "form", "technique", "overlayer", "face", "remark", "temperature")
_CRITERIA = ("onset", "zero", "max_slope", "50%")
_REQUIRED = ("name", "source", "convention")
_OPTIONAL = (*_TEXTS, "layers", "year", "reduced_temperature", "errata", *QUANTITIES)


@dataclass(frozen=True)
class Record:
    """What one text says of one sample.

    Attributes
    ----------
    name
        Of the sample; no two of a compound are alike.
    compound
        Its formula.
    source
        A key of the bibliography, or the text of a reference.
    prefactor
        Pauli limit over Tc behind a ratio, one of ``core.PAULI_PREFACTORS``; empty: not stated.
    criterion
        Of Tc and of the critical field; empty: not stated.
    values
        By name, see ``QUANTITIES``. A text is the name of a number that stands in the claims
        file of ``paper``, so that no printed number is written twice.
    paper
        Name of a claims file, such as ``P2``.
    form, technique, overlayer, face
        Crystal, flake, interface ...; how it was made; layer beside the superconductor, or
        cation; face of the crystal below.
    layers, year
        Number of layers; year of the text.
    temperature
        Of the field and of the ratio: text with a unit, or the name of a number in the claims.
    reduced_temperature
        The same over Tc.
    errata
        By value: the remark of the claims file on it, such as ``E19``.
    remark
        What else to know; what the text does not say.
    file, row
        Where the record stands; a line for a table.
    """

    name: str
    compound: str
    source: str
    prefactor: str = ""
    criterion: str = ""
    values: Mapping[str, Value | str] = field(default_factory=dict)
    paper: str = ""
    form: str = ""
    technique: str = ""
    overlayer: str = ""
    face: str = ""
    layers: int | None = None
    year: int | None = None
    temperature: str = ""
    reduced_temperature: float | None = None
    errata: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""
    file: str = ""
    row: int | None = None


def parse_convention(text: str) -> tuple[str, str]:
    """Pauli prefactor and criterion in a text such as ``"1.84, 50%"``; empty where not stated.

    Raises
    ------
    InputError
        For a word that is neither of them.

    Examples
    --------
    >>> parse_convention("1.84, 50 %")
    ('1.84', '50%')
    >>> parse_convention("not stated")
    ('', '')
    """
    prefactor, criterion = "", ""
    for part in re.split(r"[,;]", text):
        word = part.strip().removeprefix("prefactor ")
        close = word.replace(" ", "")
        if close in _CRITERIA or re.fullmatch(r"\d{1,2}(\.\d+)?%", close):
            criterion = close
        elif close.removesuffix("T/K") in PAULI_PREFACTORS:
            prefactor = close.removesuffix("T/K")
        elif word != NOT_STATED and close != "g=2":
            raise InputError(
                f"unknown convention {word!r}",
                f"a Pauli prefactor ({', '.join(PAULI_PREFACTORS)}) for g = 2, a criterion "
                f"({', '.join(_CRITERIA)} ...), both with a comma, or '{NOT_STATED}'",
                "write which of them the source uses",
            )
    return prefactor, criterion


def record_of(where: str, formula: str, table: Mapping[str, Any]) -> Record:
    """A record from a table of a file.

    Raises
    ------
    InputError, NameUnknownError, UnitError
        With the name of the file, of the record and of what is wrong in it.
    """
    name = text_of(f"{where}: a record", table, "name")
    file, where = where, f"{where}: {name}"
    check_keys(where, table, _REQUIRED, _OPTIONAL)
    texts = {key: text_of(where, table, key) for key in (*_TEXTS, "source") if key in table}
    prefactor, criterion = parse_convention(text_of(where, table, "convention"))
    paper = texts.get("paper", "")
    values = {
        key: _value(f"{where}: {key}", key, table[key], texts["source"], paper)
        for key in QUANTITIES
        if key in table
    }
    if not values and "remark" not in texts:
        raise InputError(
            f"{where} without a number", "a number, or a remark why there is none", "add one"
        )
    return Record(
        name=name,
        compound=formula,
        prefactor=prefactor,
        criterion=criterion,
        values=MappingProxyType(values),
        layers=_count(where, table, "layers"),
        year=_count(where, table, "year"),
        reduced_temperature=_reduced(where, table),
        errata=_errata(where, table),
        file=file,
        source=texts["source"],
        paper=paper,
        form=texts.get("form", ""),
        technique=texts.get("technique", ""),
        overlayer=texts.get("overlayer", ""),
        face=texts.get("face", ""),
        temperature=_temperature(where, texts.get("temperature", ""), paper),
        remark=texts.get("remark", ""),
    )


def _value(where: str, key: str, table: object, source: str, paper: str) -> Value | str:
    if isinstance(table, str) and table.isidentifier() and paper:
        return table
    if not isinstance(table, dict):
        raise InputError(
            f"{where} = {table!r}",
            f"a table with {', '.join(_VALUE)}, or the name of a number in the claims of a paper",
            "say what it is",
        )
    check_keys(where, table, _VALUE, ("limit",))
    limit = table.get("limit", "")
    if limit not in ("", *_LIMITS):
        raise NameUnknownError.of(f"limit of {where}", str(limit), _LIMITS)
    unit = table["unit"]
    canonical = QUANTITIES[key]
    if canonical:
        check_unit(where, text_of(where, table, "unit"), canonical, f"a unit of {canonical}")
    elif unit != "":
        raise InputError(f"{where} has the unit {unit!r}", "no unit: ''", "change the unit")
    return Value(
        number_of(where, table["value"]),
        unit,
        uncertainty_of(where, table["uncertainty"]),
        text_of(where, table, "basis"),
        source,
        limit,
    )


def _temperature(where: str, text: str, paper: str) -> str:
    """A temperature with its unit, or the name of a number in the claims of a paper."""
    if text and not (paper and text.isidentifier()):
        try:
            parse_quantity(text, "K")
        except InputError as error:
            raise InputError(f"{where}: {error.got}", error.expected, error.remedy) from None
    return text


def _count(where: str, table: Mapping[str, Any], key: str) -> int | None:
    found = table.get(key)
    if found is not None and not (isinstance(found, int) and is_number(found) and found > 0):
        raise InputError(f"{where} has the {key} {found!r}", "a whole number", "write it so")
    return found


def _reduced(where: str, table: Mapping[str, Any]) -> float | None:
    found = table.get("reduced_temperature")
    if found is not None and not (is_number(found) and 0.0 <= found < 1.0):
        raise InputError(
            f"{where} has the reduced_temperature {found!r}",
            "T/Tc, from 0 to below 1",
            "correct it",
        )
    return None if found is None else float(found)


def _errata(where: str, table: Mapping[str, Any]) -> Mapping[str, str]:
    found = table.get("errata", {})
    if not (isinstance(found, dict) and all(isinstance(word, str) for word in found.values())):
        raise InputError(
            f"{where} has the errata {found!r}", '{ anisotropy = "E19" }', "write them so"
        )
    for key in found:
        if key not in table or key not in QUANTITIES:
            raise NameUnknownError.of(f"value of {where}", key, set(QUANTITIES) & set(table))
    return MappingProxyType(found)
