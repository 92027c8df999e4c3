"""From paths to logs and sources: one bad file does not stop the others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from ..core import (
    RESISTIVE,
    InputError,
    Sample,
    Source,
    SupraError,
    file_attrs,
    header_of,
    parse_quantity,
    sha256,
    signals,
    unmapped_of,
)
from ..io import Settings, measurements, settings_beside
from ..io import read as read_file
from ._options import Options


@dataclass(frozen=True)
class Inputs:
    """Everything that was given, read as far as possible.

    ``logs`` are measurements, ``tables`` are tables of critical fields, ``rates`` those of
    critical temperatures against a pair-breaking energy, ``images`` are scans; all but these carry
    the attributes ``direction`` and ``cooldown`` where the settings or the options state them.
    """

    logs: tuple[xr.Dataset, ...]
    tables: tuple[xr.Dataset, ...]
    sources: tuple[Source, ...]
    sample: Sample
    settings: Settings | None
    rates: tuple[xr.Dataset, ...] = ()
    images: tuple[xr.Dataset, ...] = ()


def gather(files: Sequence[Path], options: Options) -> Inputs:
    """Read all files.

    Raises
    ------
    InputError
        When no file can be read; with one file, its own sentence.
    """
    settings = _settings(files)
    sample = settings.sample() if settings is not None else Sample()
    found: dict[str, list[xr.Dataset]] = {"logs": [], "tables": [], "rates": [], "images": []}
    sources: list[Source] = []
    errors: list[SupraError] = []
    for file in measurements(files):
        try:
            log = read_file(file, columns=options.columns, settings=settings)
        except SupraError as error:
            errors.append(error)
            sources.append(_unread(file, str(error)))
            continue
        if log.attrs.get("kind") == "table":
            log = of_file(log, file).assign_attrs(direction=options.direction)
        elif log.attrs.get("kind") != "image":
            log = _labelled(log, file, sample, settings, options)
        sources += [_source(log), *_joined(log)]
        found[kind_of(log)].append(log)
    if not any(found.values()):
        raise _nothing(files, errors)
    for log in found["logs"]:
        sample = sample.filled_from(_from_header(log))
    return Inputs(
        sources=tuple(sources),
        sample=sample,
        settings=settings,
        **{kind: tuple(logs) for kind, logs in found.items()},
    )


def of_file(log: xr.Dataset, file: Path) -> xr.Dataset:
    """A Dataset with the file it was read from; a stored table does not know it."""
    if "sha256" in log.attrs:
        return log
    return log.assign_attrs(file_attrs(str(file), sha256(file), "netcdf"))


def kind_of(log: xr.Dataset) -> str:
    """Which of the inputs a Dataset is."""
    if log.attrs.get("kind") in ("table", "image"):
        return f"{log.attrs['kind']}s"
    if {"rate", "temperature"} <= set(log.data_vars):
        return "rates"
    return "tables" if is_table(log) else "logs"


#: Columns that tell a table of critical fields from a log of temperature and field.
_TELLING = {"field_error", "temperature_error", "direction", "run", "angle", "azimuth"}


def is_table(log: xr.Dataset) -> bool:
    """True for temperature against field without signal, with errors, labels or nothing else."""
    names = set(map(str, log.data_vars))
    if not {"temperature", "field"} <= names or signals(
        log, (*RESISTIVE, "hall_resistance", "voltage", "differential_resistance", "conductance")
    ):
        return False
    return bool(names & _TELLING) or names == {"temperature", "field"} and not unmapped_of(log)


def _settings(files: Sequence[Path]) -> Settings | None:
    folders = dict.fromkeys(file.resolve().parent for file in files)
    found = [s for s in (settings_beside(folder) for folder in folders) if s is not None]
    if len(found) > 1 and len({s.text for s in found}) > 1:
        raise InputError(
            f"{len(found)} different supra2d.toml beside the inputs",
            "one sample in one call",
            "call once per folder",
        )
    return found[0] if found else None


def _labelled(
    log: xr.Dataset, file: Path, sample: Sample, settings: Settings | None, options: Options
) -> xr.Dataset:
    own = Path(log.attrs["source"]).name
    entry = settings.file_entry(file.name, own) if settings is not None else {}
    log.attrs["direction"] = entry.get("direction", "") or options.direction or sample.direction
    log.attrs["cooldown"] = entry.get("cooldown", "") or sample.cooldown
    log.attrs["sample"] = entry.get("sample", "")
    log.attrs |= settings.contact() if settings is not None else {}
    gate = parse_quantity(entry["gate"], "V") if "gate" in entry else header_of(log).get("gate")
    if gate is not None and "gate_voltage" not in log:
        attrs = {"units": "V", "quantity": "gate_voltage", "column": "", "where": ""}
        log = log.assign(gate_voltage=("row", np.full(log.sizes["row"], float(gate)), attrs))
    if sample.angle_zero is not None and "position" in log and "angle" not in log:
        # the sample file gives the rotator's zero, so its reading becomes an angle
        angle = log["position"] - sample.angle_zero
        angle.attrs = {**log["position"].attrs, "quantity": "angle"}
        log = log.drop_vars("position").assign(angle=angle)
    return log


def _source(log: xr.Dataset) -> Source:
    return Source(
        log.attrs["source"],
        log.attrs["sha256"],
        log.attrs["reader"],
        next(log.sizes[dim] for dim in ("row", "point", "y") if dim in log.dims),
        int(log.attrs["dropped_rows"]),
        log.attrs["message"],
    )


def _joined(log: xr.Dataset) -> list[Source]:
    """The other files of a log that was joined from several."""
    return [Source(**found) for found in json.loads(log.attrs.get("joined", "[]"))]


def _unread(file: Path, message: str) -> Source:
    try:
        digest = sha256(file)
    except OSError:
        digest = "0" * 64
    return Source(str(file), digest, "none", 0, 0, message)


def _nothing(files: Sequence[Path], errors: Sequence[SupraError]) -> InputError:
    if len(files) == 1 and errors:
        error = errors[0]
        return InputError(error.got, error.expected, error.remedy)
    first = f"; the first says: {errors[0].got}" if errors else ""
    return InputError(
        f"none of {len(files)} files can be read{first}",
        "at least one measurement",
        "run 'supra2d read' on a single file to see why",
    )


def _from_header(log: xr.Dataset) -> Sample:
    return Sample(material=str(header_of(log).get("material", "") or ""))
