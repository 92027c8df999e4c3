"""Tables of literature values that people typed or digitised: read, checked, kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType

from ..core import InputError, NameUnknownError, OutputError, UnitError, parse_unit
from ..materials import NOT_STATED, Record, Value, parse_convention

#: Columns of a table; those of ``_UNITS`` may carry another unit: ``Tc [mK]``.
COLUMNS = (
    "material",
    "name",
    "ratio",
    "Bc2",
    "error",
    "unit",
    "convention",
    "source",
    "Tc",
    "Tc_error",
    "year",
    "layers",
    "thickness",
    "thickness_error",
    "overlayer",
    "technique",
    "form",
    "face",
    "direction",
    "temperature",
    "remark",
)

_UNITS = {
    "Tc": "K",
    "Tc_error": "K",
    "temperature": "K",
    "thickness": "nm",
    "thickness_error": "nm",
}
_NEEDED = ("material", "source", "unit", "convention")
_SAME = {"cation": "overlayer", "pauli_ratio": "ratio"}
_PLAIN = ("1", "-", "B_P", "BP", "B/B_P", "Bc2/B_P", "dimensionless")
_NOTHING = "nothing was taken from the file"


@dataclass(frozen=True, slots=True)
class _Row:
    """Cells of one line by column, and the units of the header."""

    file: str
    line: int
    cells: Mapping[str, str]
    units: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")

    def wrong(self, got: str, expected: str, remedy: str) -> InputError:
        """What is wrong in this line."""
        return InputError(
            f"row {self.line} of {self.file} {got}", expected, f"{remedy}; {_NOTHING}"
        )


def read_entries(path: Path | str) -> list[Record]:
    """The records of a tab-separated table.

    Parameters
    ----------
    path
        A file with a line of names from ``COLUMNS``; lines that begin with # are remarks. Each row
        needs a material, a ratio or Bc2, and the unit, convention and source of it. Without
        ``error`` the digits as written give the uncertainty.

    Raises
    ------
    InputError, NameUnknownError, UnitError
        With the number of the row and the field that is missing or wrong.
    """
    path = Path(path)
    found = [_record(row) for row in _rows(path)]
    if not found:
        raise InputError(f"{path.name} holds no entry", "a row below the names", "add one")
    return found


def add_entries(path: Path | str, into: Path | str = "atlas.tsv") -> int:
    """Check the entries of a table and add them to one's own atlas.

    Parameters
    ----------
    path
        The table, see `read_entries`.
    into
        The file that keeps them; made when it is not there.

    Returns
    -------
    int
        How many were added; those that are there already are not.

    Raises
    ------
    InputError, NameUnknownError, UnitError
        For any entry that is not complete; then nothing is written.
    OutputError
        When ``into`` is no such file or cannot be written.
    """
    into = Path(into)
    lines = [_line(record) for record in read_entries(path)]
    head = "\t".join(COLUMNS)
    kept = _kept(into, head)
    fresh = [line for line in dict.fromkeys(lines) if line not in kept]
    part = into.with_name(f".{into.name}.part")
    try:
        part.write_text("\n".join([*(kept or [head]), *fresh]) + "\n", encoding="utf-8")
        part.replace(into)
    except OSError as error:
        raise OutputError(
            f"cannot write {into} ({error.strerror})",
            "a file in a place that can be written",
            "choose another one with --into",
        ) from None
    return len(fresh)


def _kept(into: Path, head: str) -> list[str]:
    """Lines of the file that entries are added to."""
    if not into.exists():
        return []
    lines = _text(into).splitlines()
    if head not in lines[:1]:
        raise OutputError(
            f"{into} does not begin with the columns of an atlas",
            "a file that 'supra2d atlas add' made, or a new one",
            "choose another one with --into",
        )
    return lines


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise InputError(
            f"{path} cannot be read ({reason})",
            "a tab-separated table in UTF-8",
            "check the path, or save it as UTF-8",
        ) from None


def _rows(path: Path) -> Iterator[_Row]:
    lines = [
        (number, line)
        for number, line in enumerate(_text(path).splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    if not lines:
        raise InputError(f"{path.name} is empty", "a line of names and rows", "export it again")
    names, units = _header(path.name, lines[0][1])
    for number, line in lines[1:]:
        cells = [cell.strip().strip('"') for cell in line.split("\t")]
        row = _Row(path.name, number, dict(zip(names, cells, strict=False)), units)
        if any(cells[len(names) :]):
            raise row.wrong("has more cells than names", f"{len(names)} cells", "correct the row")
        yield row


def _header(file: str, line: str) -> tuple[list[str], dict[str, str]]:
    """Names of the columns, and the units that some carry."""
    known = {name.lower(): name for name in COLUMNS} | _SAME
    names: list[str] = []
    units = dict(_UNITS)
    for cell in line.split("\t"):
        text, _, unit = cell.strip().strip('"').partition("[")
        name = known.get(text.strip().lower())
        if name is None:
            hint = "" if "\t" in line else " (is it separated by tabs?)"
            raise NameUnknownError.of(f"column of {file}{hint}", text.strip(), COLUMNS)
        if name in names:
            raise InputError(f"{file} has the column {name} twice", "each once", "remove one")
        names.append(name)
        if unit:
            units[name] = _column_unit(file, name, unit.strip(" ]"))
    return names, units


def _column_unit(file: str, name: str, unit: str) -> str:
    if name not in _UNITS:
        raise InputError(
            f"column {name} of {file} has a unit in its name",
            "the unit of a ratio or a field in the column 'unit'",
            f"rename it to {name}",
        )
    if parse_unit(unit).canonical != parse_unit(_UNITS[name]).canonical:
        raise UnitError(
            f"column {name} of {file} has the unit {unit!r}",
            f"a unit such as {_UNITS[name]}",
            "correct it",
        )
    return unit


def _record(row: _Row) -> Record:
    missing = [key for key in _NEEDED if not row[key]]
    missing += [] if row["ratio"] or row["Bc2"] else ["ratio or Bc2"]
    if missing:
        raise row.wrong(
            f"has no {' and no '.join(missing)}",
            f"{', '.join(_NEEDED)} and ratio or Bc2 in each row ('1' is the unit of a ratio, "
            f"'{NOT_STATED}' a convention)",
            "fill it in",
        )
    try:
        prefactor, criterion = parse_convention(row["convention"])
    except InputError as error:
        raise row.wrong(f"has an {error.got}", error.expected, error.remedy) from None
    return Record(
        name=row["name"] or row["material"],
        compound=row["material"],
        source=row["source"],
        prefactor=prefactor,
        criterion=criterion,
        values=MappingProxyType(_values(row)),
        form=row["form"],
        technique=row["technique"],
        overlayer=row["overlayer"],
        face=row["face"],
        layers=_count(row, "layers"),
        year=_count(row, "year"),
        temperature=_temperature(row),
        remark=row["remark"],
        file=row.file,
        row=row.line,
    )


def _values(row: _Row) -> dict[str, Value]:
    direction = row["direction"] or "parallel"
    if direction not in ("parallel", "perpendicular"):
        raise row.wrong(
            f"has the direction {direction!r}", "parallel or perpendicular", "correct it"
        )
    if row["ratio"] and (row["Bc2"] or direction != "parallel"):
        raise row.wrong(
            "has a ratio together with Bc2 or with a perpendicular field",
            "a ratio of parallel fields alone, or Bc2",
            "keep one of them in this row",
        )
    unit = _unit(row)
    values = {}
    if row["ratio"]:
        values["pauli_ratio"] = _value(row, "ratio", unit, "error")
    else:
        values[f"Bc2_{direction}"] = _value(row, "Bc2", unit, "error")
    if row["Tc"]:
        values["Tc"] = _value(row, "Tc", row.units["Tc"], "Tc_error")
    if row["thickness"]:
        values["thickness"] = _value(row, "thickness", row.units["thickness"], "thickness_error")
    return values


def _unit(row: _Row) -> str:
    """The unit of a field; empty for a ratio."""
    unit = row["unit"]
    if row["ratio"]:
        if unit not in _PLAIN:
            raise row.wrong(f"has a ratio in the unit {unit!r}", "the unit 1", "write 1")
        return ""
    try:
        fits = parse_unit(unit).canonical == "T"
    except UnitError:
        fits = False
    if not fits:
        raise row.wrong(f"has Bc2 in the unit {unit!r}", "a unit such as T or kOe", "correct it")
    return unit


def _value(row: _Row, key: str, unit: str, error: str) -> Value:
    number = _decimal(row, key)
    if number <= 0:
        raise row.wrong(f"has {key} = {row[key]}", "a positive number", "correct it")
    if row[error]:
        uncertainty = float(_decimal(row, error))
        if uncertainty <= 0.0:
            raise row.wrong(
                f"has {error} = {row[error]}", "a positive number", "correct it or leave it empty"
            )
        if error in row.units:  # the header may give it another unit than its value
            uncertainty *= parse_unit(row.units[error]).factor / parse_unit(unit).factor
        return Value(float(number), unit, uncertainty, "error of the source", row["source"])
    exponent = number.as_tuple().exponent
    half = 0.5 * 10.0 ** int(exponent)
    return Value(float(number), unit, half, "digits as written", row["source"])


def _decimal(row: _Row, key: str) -> Decimal:
    try:
        number = Decimal(row[key])
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise row.wrong(f"has {key} = {row[key]!r}", "a plain number", "correct it")
    return number


def _count(row: _Row, key: str) -> int | None:
    if not row[key]:
        return None
    if not re.fullmatch(r"[1-9]\d*", row[key]):
        raise row.wrong(f"has {key} = {row[key]!r}", "a whole number", "correct it")
    return int(row[key])


def _temperature(row: _Row) -> str:
    if not row["temperature"]:
        return ""
    kelvin = float(_decimal(row, "temperature")) * parse_unit(row.units["temperature"]).factor
    if kelvin < 0.0:
        raise row.wrong(f"has temperature = {row['temperature']}", "0 K or more", "correct it")
    return f"{kelvin:.10g} K"


def _line(record: Record) -> str:
    """A record as a row of one's own atlas: fields in T, temperatures in K, thickness in nm."""
    cells = {
        "material": record.compound,
        "name": record.name if record.name != record.compound else "",
        "convention": ", ".join(filter(None, (record.prefactor, record.criterion))) or NOT_STATED,
        "source": record.source,
        "year": f"{record.year or ''}",
        "layers": f"{record.layers or ''}",
        "overlayer": record.overlayer,
        "technique": record.technique,
        "form": record.form,
        "face": record.face,
        "temperature": record.temperature.removesuffix(" K"),
        "remark": record.remark,
    }
    for key, value in record.values.items():
        assert isinstance(value, Value)
        assert isinstance(value.value, float) and isinstance(value.unit, str)
        factor = parse_unit(value.unit).factor if value.unit else 1.0
        factor *= 1e9 if key == "thickness" else 1.0
        number, error = (f"{x * factor:.10g}" for x in (value.value, value.uncertainty))
        if key in _UNITS:
            cells |= {key: number, f"{key}_error": error}
        elif key == "pauli_ratio":
            cells |= {"ratio": number, "error": error, "unit": "1"}
        else:
            cells |= {"Bc2": number, "error": error, "unit": "T"}
            cells["direction"] = key.removeprefix("Bc2_")
    return "\t".join(cells.get(name, "") for name in COLUMNS)
