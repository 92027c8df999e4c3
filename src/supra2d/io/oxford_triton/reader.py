"""Oxford Triton logs: 12 KiB of header with the names of the columns, then rows of doubles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from supra2d.core import InputError

from .._assemble import Parsed, assemble
from .._columns import Binding, ReadRequest, requested, unmet
from .._head import Head
from .._names import own_unit
from .._registry import reader_spec

_NAMES, _ROWS = 0x1800, 0x3000
_WIDTH, _MOST = 32, 184
_FIRST = b"LineSize(bytes)"


def matches(head: Head) -> bool:
    """Whether the names of the columns stand where the software writes them."""
    with head.path.open("rb") as stream:
        stream.seek(_NAMES)
        return stream.read(len(_FIRST)) == _FIRST


def read(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read time and the temperature of the mixing chamber, or what the user names."""
    raw = path.read_bytes()
    names = _names(raw)
    width = len(names)
    rows = max(0, len(raw) - _ROWS) // (8 * width)
    if not rows:
        raise InputError(
            f"{path.name} is an Oxford log without a row",
            "at least one row after the header",
            "copy the whole file again",
        )
    data = np.frombuffer(raw, dtype="<f8", count=rows * width, offset=_ROWS).reshape(rows, width)
    asked = requested(names, [_unit(name) for name in names], request, path.name)
    bindings = [*asked, *_declared(names, asked)]
    notes = unmet(request, asked)
    if (len(raw) - _ROWS) % (8 * width):
        notes.append("the file ends in the middle of a row, its whole rows are kept")
    columns = []
    for binding in bindings:
        values = data[:, binding.index].copy()
        if binding.quantity == "temperature":
            values[values == 0.0] = np.nan
        columns.append(Parsed(binding, values))
    used = {binding.index for binding in bindings}
    return assemble(
        columns,
        lines=np.arange(1, rows + 1, dtype=np.int64),
        path=path,
        reader="oxford_triton",
        unmapped=[name for i, name in enumerate(names) if i not in used],
        notes=notes,
    )


def _names(raw: bytes) -> list[str]:
    """Names of the columns, up to the first blank one."""
    names: list[str] = []
    for i in range(_MOST):
        start = _NAMES + i * _WIDTH
        name = raw[start : start + _WIDTH].split(b"\x00")[0].decode("latin-1").strip()
        if not name:
            break
        names.append(name)
    return names


def _unit(name: str) -> str:
    return "s" if name == reader_spec("oxford_triton")["time"] else own_unit(name)


def _declared(names: Sequence[str], asked: Sequence[Binding]) -> list[Binding]:
    """Time and the best of the thermometers, where the user has not named them."""
    spec, settled = reader_spec("oxford_triton"), {binding.quantity for binding in asked}
    found: list[Binding] = []
    if "time" not in settled and spec["time"] in names:
        found.append(Binding(names.index(spec["time"]), "time", "s", spec["time"]))
    for pattern in spec["temperature"] if "temperature" not in settled else ():
        place = next((i for i, name in enumerate(names) if re.fullmatch(pattern, name)), None)
        if place is not None:
            found.append(Binding(place, "temperature", "K", names[place]))
            break
    return found
