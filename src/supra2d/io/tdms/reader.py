"""LabVIEW TDMS files: groups of channels with properties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from supra2d.core import InputError

from .._arrays import NamedArray, first_log
from .._columns import ReadRequest
from .._extras import package

_MAGIC = b"TDSm"
_UNITS = ("unit_string", "NI_UnitDescription", "Unit", "unit")


def matches(head: bytes) -> bool:
    """Whether a file starts as TDMS does."""
    return head.startswith(_MAGIC)


def read(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read the groups of a TDMS file that have the same channels as one log."""
    nptdms = package("nptdms", path.name, "a LabVIEW TDMS file")
    try:
        file = nptdms.TdmsFile.read(path)
        groups = {group.name: list(_arrays(group.channels())) for group in file.groups()}
    except Exception as error:  # the library fails in many ways on a damaged file
        raise InputError(
            f"{path.name} cannot be read as TDMS ({_reason(error)})",
            "a whole TDMS file",
            "copy it again, or export the measurement as text",
        ) from None
    tables = _joined({name: arrays for name, arrays in groups.items() if arrays})
    if not tables:
        raise InputError(
            f"{path.name} holds no channel with values",
            "at least one group with channels",
            "export the measurement as text",
        )
    title = str(file.properties.get("name", ""))
    return first_log(tables, request, path=path, reader="tdms", header={"title": title})


def _arrays(channels: list[Any]) -> Iterator[NamedArray]:
    """Channels with the length of the longest, and the time of a waveform before them."""
    told = [channel for channel in channels if len(channel)]
    size = max(map(len, told), default=0)
    whole = [channel for channel in told if len(channel) == size]
    timing = whole[0].properties if whole else {}
    if "wf_increment" in timing and not any(c.name.lower() == "time" for c in whole):
        start, step = float(timing.get("wf_start_offset", 0.0)), float(timing["wf_increment"])
        yield NamedArray("Time", "s", start + step * np.arange(size))
    for channel in whole:
        yield NamedArray(channel.name, _unit(channel.properties), np.asarray(channel[:]))


def _unit(properties: Mapping[str, Any]) -> str:
    return next((str(properties[key]) for key in _UNITS if properties.get(key)), "")


def _joined(groups: Mapping[str, list[NamedArray]]) -> dict[str, list[NamedArray]]:
    """Groups with the same channels one after another, under the name of the first."""
    tables: dict[tuple[tuple[str, str], ...], tuple[str, list[list[NamedArray]]]] = {}
    for name, arrays in groups.items():
        key = tuple((array.name, array.unit) for array in arrays)
        tables.setdefault(key, (name, []))[1].append(arrays)
    return {
        name: [
            NamedArray(same[0].name, same[0].unit, np.concatenate([a.values for a in same]))
            for same in zip(*members, strict=True)
        ]
        for name, members in tables.values()
    }


def _reason(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
