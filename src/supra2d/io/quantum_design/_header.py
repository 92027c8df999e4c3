"""What stands above the rows of a MultiVu file: facts, and the names of the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from supra2d.core import InputError, parse_unit

from .._columns import Binding, ReadRequest, requested
from .._names import bare_name, is_unit, own_unit
from .._registry import reader_spec
from .._text import decode, split_cells


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column worth parsing.

    It is needless when the same channel has one of the quantities ``unless``; ``asked`` when
    the user named it.
    """

    binding: Binding
    unless: tuple[str, ...] = ()
    asked: bool = False


def open_data(stream: BinaryIO, file: str) -> tuple[dict[str, Any], list[str], int]:
    """Read up to the first data row: header facts, column names, number of the next line."""
    header: list[str] = []
    in_data = False
    for count, raw in enumerate(iter(stream.readline, b""), start=1):
        line = decode(raw).strip()
        if not in_data:
            in_data = line.lower() == "[data]"
            header.append(line)
        elif line and raw.endswith(b"\n"):
            return _facts(header), split_cells(line, ","), count + 1
    if not in_data:
        raise InputError(
            f"{file} has a Quantum Design header but no [Data]",
            "a [Data] line, column names and rows",
            "copy the whole file again",
        )
    raise InputError(
        f"{file} ends before its first row of data",
        "column names and rows after [Data]",
        "copy the whole file again, or delete it if nothing was measured",
    )


def candidates(names: Sequence[str], request: ReadRequest, file: str) -> list[Candidate]:
    """Columns worth parsing, best first: those asked for, then those that spec.toml names."""
    asked = requested(names, [""] * len(names), request, file)
    settled = {binding.quantity for binding in asked}
    taken = {binding.index for binding in asked}
    found = [Candidate(binding, asked=True) for binding in asked]
    for row in reader_spec("quantum_design")["columns"]:
        if row["quantity"] in settled:
            continue
        for i, name in enumerate(names):
            match = re.fullmatch(row["name"], bare_name(name), re.IGNORECASE)
            unit = own_unit(name) or row.get("unit", "")
            if match is None or i in taken or not _fits(unit, row.get("canonical", "")):
                continue
            number = next(filter(None, match.groups()), "")
            binding = Binding(i, row["quantity"], unit, name, f"ch{number}" if number else "")
            found.append(Candidate(binding, tuple(row.get("unless", ()))))
            taken.add(i)
    if not found:
        raise InputError(
            f"{file} has none of the columns that a transport measurement has",
            "columns such as 'Temperature (K)', 'Magnetic Field (Oe)' or 'Res. ch1 (ohm-cm)'",
            "map columns with --columns 'field=NAME [Oe]'",
        )
    return found


def _fits(unit: str, canonical: str) -> bool:
    return not canonical or not is_unit(unit) or parse_unit(unit).canonical == canonical


def _facts(header: Sequence[str]) -> dict[str, Any]:
    """Title, app and time; material and comment; per channel also the geometry."""
    facts: dict[str, Any] = {}
    for line in header:
        key, _, rest = (part.strip() for part in line.partition(","))
        if not rest.strip(", "):
            continue
        if key == "TITLE":
            facts["title"] = rest
        elif key == "BYAPP":
            facts["app"] = rest.partition(",")[0].strip()
        elif key == "FILEOPENTIME":
            # the first number counts seconds from an origin that differs between versions
            facts["opened"] = " ".join(part.strip() for part in rest.split(",")[1:]).strip()
        elif key == "INFO":
            _add_sample_fact(facts, rest)
    channels = sorted(key for key in facts if re.fullmatch(r"ch\d+", key))
    for fact in ("material", "comment"):
        said = [facts[channel][fact] for channel in channels if fact in facts[channel]]
        if said:
            facts.setdefault(fact, said[0])
    return facts


def _add_sample_fact(facts: dict[str, Any], rest: str) -> None:
    """An INFO line: ``value,SAMPLE1_KEY``, where the value may hold commas."""
    value, _, key = (part.strip() for part in rest.rpartition(","))
    known = reader_spec("quantum_design")["header"]
    match = re.fullmatch(r"SAMPLE(\d*)_(\w+)", key)
    if match is None or match[2] not in known or not value:
        return
    rule = known[match[2]]
    place = facts.setdefault(f"ch{match[1]}", {}) if match[1] else facts
    if "factor" not in rule:
        place[rule["fact"]] = value
    elif re.fullmatch(r"[0-9.]*[1-9][0-9.eE+-]*", value):  # zero is "not filled in"
        place[rule["fact"]] = float(f"{float(value) * rule['factor']:.15g}")
