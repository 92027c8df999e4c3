"""One's own sample beside the literature: its ratio, from a report or a table of fields."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core import PAULI_PREFACTORS, InputError, Interval, Source, sha256
from ..io import discover
from ..report import Report, to_dict
from ._atlas_records import REFERENCE
from ._boundary import boundary_result
from ._files import gather
from ._options import Options
from ._tables import tables_of

_FILE = "results.json"
_ACROSS = "perpendicular"


@dataclass(frozen=True, slots=True)
class Placed:
    """A sample with its ratio; ``temperature`` None where it is not known."""

    name: str
    value: float
    total: Interval
    temperature: float | None
    method: str
    source: Source


def read_samples(path: Path | str) -> list[Placed]:
    """The samples in a report of ours, or in a table of critical fields.

    Parameters
    ----------
    path
        The folder of a report, its ``results.json``, or a file that ``supra2d fit`` takes.

    Raises
    ------
    InputError
        When no ratio of a field in the plane to the Pauli limit follows from it.
    """
    path = Path(path)
    file = path / _FILE if path.is_dir() else path
    own = file.name == _FILE or file.suffix == ".json"
    content, rows = (_read(file), 1) if own else _fitted(file)
    name = str(content.get("sample", {}).get("name") or (path if path.is_dir() else file).stem)
    source = Source(
        str(file), sha256(file), "results" if own else "table", rows, 0, "the sample to place"
    )
    quantities = [q for q in content["quantities"] if q["preferred"] and q["status"] != "refused"]
    found = list(_given(quantities)) or list(_lowest(quantities))
    if not found:
        raise InputError(
            f"{path} holds no critical field in the plane together with Tc",
            "pauli_ratio, or Bc2 and Tc, in its results",
            "measure with the field in the plane, or say so with direction = 'parallel' in "
            "supra2d.toml",
        )
    return [
        Placed(
            _named(name, q, found),
            value,
            total,
            q["where"].get("temperature", at),
            how if "direction" in q["where"] else f"{how}, direction not stated",
            source,
        )
        for q, value, total, at, how in found
    ]


_Found = tuple[Mapping[str, Any], float, Interval, float | None, str]


def _given(rows: Sequence[Mapping[str, Any]]) -> Iterator[_Found]:
    """Ratios that the report holds: fields of a law at zero temperature."""
    for q in rows:
        if q["name"] == "pauli_ratio" and q["where"].get("direction") != _ACROSS:
            factor = _factor(str(q["convention"]))
            low, high = q["total"]
            yield q, factor * q["value"], (factor * low, factor * high), 0.0, "law at T = 0"


def _lowest(rows: Sequence[Mapping[str, Any]]) -> Iterator[_Found]:
    """The coldest measured field of each channel over the Pauli limit of Tc."""
    tc = [q for q in rows if q["name"] == "Tc" and abs(q["where"].get("field", 0.0)) < 1e-4]
    fields = [q for q in rows if q["name"] == "Bc2" and q["where"].get("direction") != _ACROSS]
    fields = [q for q in fields if "temperature" in q["where"]]
    for channel in dict.fromkeys(q["where"].get("channel") for q in fields):
        own = [q for q in fields if q["where"].get("channel") == channel]
        q = min(own, key=lambda q: float(q["where"]["temperature"]))
        same = [t for t in tc if t["where"].get("channel") in (channel, None)]
        if same:
            limit = PAULI_PREFACTORS[REFERENCE] * float(same[0]["value"])
            error = max(abs(x - same[0]["value"]) for x in same[0]["total"]) / same[0]["value"]
            low, high = q["total"]
            value = q["value"] / limit
            total = (
                value - ((value - low / limit) ** 2 + (value * error) ** 2) ** 0.5,
                value + ((high / limit - value) ** 2 + (value * error) ** 2) ** 0.5,
            )
            yield q, value, total, None, "coldest field over that of Tc"


def _named(name: str, q: Mapping[str, Any], found: Sequence[_Found]) -> str:
    """A sample with several channels is named by them."""
    channel = q["where"].get("channel")
    return f"{name}, {channel}" if channel and len(found) > 1 else name


def _factor(convention: str) -> float:
    """From the prefactor behind a ratio of ours to that of the atlas."""
    words = convention.replace(",", " ").split()
    stated = next((word for word in words if word in PAULI_PREFACTORS), REFERENCE)
    return PAULI_PREFACTORS[stated] / PAULI_PREFACTORS[REFERENCE]


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no JSON"
        raise InputError(
            f"{file} cannot be read ({reason})",
            "a report of supra2d, or a table of critical fields",
            "give the folder that 'supra2d report' wrote",
        ) from None
    if not isinstance(content, dict) or "quantities" not in content:
        raise InputError(
            f"{file} is no results.json of supra2d",
            "a report of supra2d, or a table of critical fields",
            "give the folder that 'supra2d report' wrote",
        )
    return content


def _fitted(file: Path) -> tuple[dict[str, Any], int]:
    """A table of critical fields, fitted as ``report`` does."""
    options = Options()
    inputs = gather(discover([file]), options)
    tables = tables_of(inputs.tables, options)
    if not tables:
        raise InputError(
            f"{file.name} holds no table of critical fields",
            "columns of temperature and field, or the folder of a report",
            "run 'supra2d report' on raw data first and give its folder",
        )
    results = (boundary_result(table, inputs.sample, options) for table in tables)
    report = Report(
        title=file.stem,
        sample=inputs.sample,
        results=tuple(result for result in results if result is not None),
    )
    return to_dict(report), sum(source.rows for source in inputs.sources)
