"""The keys of a claims file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...core import InputError, NameUnknownError

Printed = int | Decimal
Inputs = dict[str, str | Printed]

_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)


class NumberKeys(BaseModel):
    """``[[number]]``."""

    model_config = _STRICT

    name: str
    value: Printed | None = None
    unit: str = ""
    digits: int | None = Field(default=None, ge=1)
    error: Printed | None = None
    exact: bool = False
    formula: str = ""
    inputs: Inputs = Field(default_factory=dict, alias="with")
    missing: str = ""
    source: str = ""


class ClaimKeys(BaseModel):
    """``[[claim]]``."""

    model_config = _STRICT

    says: str
    formula: str
    inputs: Inputs = Field(default_factory=dict, alias="with")
    equals: str | Printed | None = None
    at_most: str | Printed | None = None
    at_least: str | Printed | None = None
    as_printed: dict[str, str] = Field(default_factory=dict)
    readings: dict[str, Inputs] = Field(default_factory=dict)
    erratum: str = ""
    source: str = ""
    note: str = ""


class NoteKeys(BaseModel):
    """``[[note]]``."""

    model_config = _STRICT

    text: str
    erratum: str = ""
    source: str = ""


class FileKeys(BaseModel):
    """The whole file."""

    model_config = _STRICT

    title: str
    cite: str = ""
    number: list[NumberKeys] = Field(default_factory=list)
    claim: list[ClaimKeys] = Field(default_factory=list)
    note: list[NoteKeys] = Field(default_factory=list)


_NUMBER = "a finite number"
_NAME = "a number, or the name of one"
_EXPECTED = {
    "value": _NUMBER,
    "error": _NUMBER,
    "digits": "a count of significant digits",
    "equals": _NAME,
    "at_most": _NAME,
    "at_least": _NAME,
    "with": "{ input = a number or the name of one }",
    "readings": "{ label = { input = the name of a number } }",
    "number": "[[number]] blocks",
    "claim": "[[claim]] blocks",
    "note": "[[note]] blocks",
}

_BLOCKS: dict[str, type[BaseModel]] = {
    "number": NumberKeys,
    "claim": ClaimKeys,
    "note": NoteKeys,
}


def validated(document: dict[str, Any], path: Path) -> FileKeys:
    """The keys of a parsed file.

    Raises
    ------
    NameUnknownError
        For an unknown key, with near matches.
    InputError
        When a value is not what it should be.
    """
    try:
        return FileKeys.model_validate(document)
    except ValidationError as error:
        raise _sentence(error, path.name) from None


def _sentence(error: ValidationError, file: str) -> InputError | NameUnknownError:
    # the other branches of a union complain as well; an unknown key or a lack is said first
    rows = sorted(error.errors(), key=lambda e: e["type"] not in ("extra_forbidden", "missing"))
    first = rows[0]
    parts = [part for part in first["loc"] if not str(part).startswith(("str", "int", "decimal"))]
    block = str(parts[0]) if len(parts) > 1 else ""
    place = f"[[{block}]] {int(parts[1]) + 1}" if len(parts) > 2 else f"[[{block}]]"
    key = str(parts[-1]) if len(parts) <= 3 else f"{parts[2]} {parts[-1]}"
    if first["type"] == "extra_forbidden":
        if not block:
            return NameUnknownError.of(f"key of {file}", key, _names(FileKeys))
        return NameUnknownError.of(f"key in {place} of {file}", key, _names(_BLOCKS[block]))
    where = f"{file}, {place}" if block else file
    if first["type"] == "missing":
        return InputError(f"{where} has no {key!r}", f"the key {key!r}", "add it")
    expected = _EXPECTED.get(key) or first["msg"].removeprefix("Input should be ")
    return InputError(f"{where}: {key} is {_plain(first['input'])}", expected, "correct that line")


def _plain(value: object) -> str:
    return str(value) if isinstance(value, Decimal) else repr(value)


def _names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
