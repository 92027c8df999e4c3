"""Scans: a header of ``:KEY:`` lines, 1A 04, then each signal and direction as an image."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from supra2d.core import Array, Column, InputError, factor_to, make_image, parse_unit, sha256

from .._assemble import Mask
from .._columns import Binding, ReadRequest, requested, unmet
from .._names import is_unit
from .._text import decode, number, split_lines
from ._signals import READER, Signal, modulation, quantity_of, stated

_END = b"\x1a\x04"
_LARGEST = 100_000_000  # pixels of one signal: more is a damaged header

#: Channel of a signal by its unit, where its name says nothing.
_BY_UNIT = {"m": "height", "A": "current", "V": "voltage", "S": "conductance", "ohm": "resistance"}


@dataclass(frozen=True, slots=True)
class _Plane:
    """One signal in one direction of the fast axis, in the order of the file."""

    name: str
    unit: str
    backward: bool

    @property
    def where(self) -> str:
        # a slash would make a group in netCDF
        return f"{self.name.replace('/', '_')} {'backward' if self.backward else 'forward'}"


def read_scan(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read a scan as an image with every signal and direction whose unit is known."""
    head, mark, data = path.read_bytes().partition(_END)
    if not mark:
        raise _damaged(path, "ends within its header")
    header = _sections(split_lines(decode(head)))
    nx, ny = _pixels(path, header)
    planes = _planes(path, header)
    stored = _stored(path, header, data, (ny, nx))[: len(planes)]
    down = _text(header, "SCAN_DIR").lower() == "down"
    values = [_turned(v, p.backward, down) for p, v in zip(planes, stored, strict=False)]
    notes: list[str] = []
    if len(data) // 4 < len(planes) * ny * nx:
        notes.append("the file is cut, its whole lines are kept")
    lines = _measured(values, ny)
    if not lines.any():
        raise _damaged(path, "holds no line that was measured")
    if not lines.all():
        notes.append(f"{lines.sum()} of {ny} lines were measured")
    asked = requested([p.name for p in planes if not p.backward], [p.unit for p in planes
                      if not p.backward], request, path.name)  # fmt: skip
    rows = slice(np.flatnonzero(lines)[0], np.flatnonzero(lines)[-1] + 1)
    bound = {(b.original): b for b in asked}
    amplitude = modulation({key: _text(header, key) for key in header})
    columns = [
        column
        for plane, plane_values in zip(planes, values, strict=False)
        if (column := _column(plane, plane_values[rows], bound, amplitude)) is not None
    ]
    if not columns:
        raise _damaged(path, "has no signal with a unit that is known")
    width, height = _range(path, header)
    known = {column.original for column in columns}
    return make_image(
        columns,
        x=(np.arange(nx) + 0.5) * width / nx,
        y=(np.arange(ny) + 0.5)[rows] * height / ny,
        source=str(path),
        sha256=sha256(path),
        reader=READER,
        dropped_rows=int(ny - lines.sum()),
        message="; ".join([*unmet(request, asked), *notes]),
        unmapped=list(dict.fromkeys(p.name for p in planes if p.name not in known)),
        header=_facts(header),
    )


def _column(
    plane: _Plane, values: Array, asked: Mapping[str, Binding], amplitude: float | None
) -> Column | None:
    """A signal in canonical units; None where its unit says nothing to us."""
    chosen = asked.get(plane.name)
    if chosen is not None:
        factor = factor_to(chosen.quantity, chosen.unit, column=plane.name)
        return Column(chosen.quantity, values * factor, plane.name, plane.where)
    quantity = quantity_of(Signal(plane.name, plane.unit, plane.backward, "", False))
    if quantity == "conductance" and amplitude is not None:
        return Column(quantity, values / amplitude, plane.name, plane.where)
    if not is_unit(plane.unit):
        return None
    unit = parse_unit(plane.unit)
    if quantity in ("", "conductance"):
        quantity = _BY_UNIT.get(unit.canonical, "")
    return Column(quantity, values * unit.factor, plane.name, plane.where) if quantity else None


def _stored(
    path: Path, header: Mapping[str, Sequence[str]], data: bytes, shape: tuple[int, int]
) -> list[Array]:
    """Images as they stand in the file; lines that it does not hold are NaN."""
    kind = _text(header, "SCANIT_TYPE").upper().split()
    if kind[:1] != ["FLOAT"]:
        raise _damaged(path, "does not store 4-byte numbers")
    ny, nx = shape
    numbers = np.frombuffer(data, "<f4" if "LSBFIRST" in kind else ">f4", len(data) // 4)
    lines = numbers[: numbers.size // nx * nx].reshape(-1, nx).astype(np.float64)
    pieces = [lines[i : i + ny] for i in range(0, len(lines), ny)]
    if pieces and len(pieces[-1]) < ny:
        missing = np.full((ny - len(pieces[-1]), nx), np.nan)
        pieces[-1] = np.concatenate([pieces[-1], missing])
    return pieces


def _turned(values: Array, backward: bool, down: bool) -> Array:
    """An image with x and y rising: it is stored in the order in which it was measured."""
    values = values[:, ::-1] if backward else values
    return values[::-1] if down else values


def _measured(values: Sequence[Array], ny: int) -> Mask:
    """Lines that hold numbers: those not reached are NaN or zero throughout."""
    told = np.zeros(ny, dtype=bool)
    for plane in values:
        told |= (np.isfinite(plane) & (plane != 0)).any(axis=1)
    return told


def _planes(path: Path, header: Mapping[str, Sequence[str]]) -> list[_Plane]:
    rows = [line.strip("\t").split("\t") for line in header.get("DATA_INFO", ()) if line.strip()]
    if len(rows) < 2 or not {"Name", "Unit", "Direction"} <= set(rows[0]):
        raise _damaged(path, "does not say which signals it holds")
    planes = []
    for row in rows[1:]:
        cells = dict(zip(rows[0], row, strict=False))
        name, direction = cells.get("Name", ""), cells.get("Direction", "both").strip().lower()
        for backward in (False, True):
            if direction == "both" or direction.startswith("backward" if backward else "forward"):
                planes.append(_Plane(name, cells.get("Unit", ""), backward))
    return planes


def _facts(header: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Bias, offset and angle of the frame, and what the controller noted of the sample."""
    said: dict[str, Any] = stated({key: _text(header, key) for key in header})
    for key, name in (("BIAS", "bias"), ("SCAN_ANGLE", "angle")):
        value = number(_text(header, key))
        if value is not None and np.isfinite(value):
            said[name] = value
    offset = [number(cell) for cell in _text(header, "SCAN_OFFSET").split()]
    if len(offset) == 2 and all(cell is not None and np.isfinite(cell) for cell in offset):
        said["offset"] = offset
    return said


def _pixels(path: Path, header: Mapping[str, Sequence[str]]) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,7})\s+(\d{1,7})", _text(header, "SCAN_PIXELS"))
    if match is None or not 0 < int(match[1]) * int(match[2]) <= _LARGEST:
        raise _damaged(path, "does not state its number of pixels")
    return int(match[1]), int(match[2])


def _range(path: Path, header: Mapping[str, Sequence[str]]) -> tuple[float, float]:
    cells = [number(cell) for cell in _text(header, "SCAN_RANGE").split()]
    sizes = [cell for cell in cells if cell is not None and np.isfinite(cell) and cell > 0]
    if len(sizes) != 2:
        raise _damaged(path, "does not state its size")
    return sizes[0], sizes[1]


def _sections(lines: Sequence[str]) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines:
        match = re.fullmatch(r":(.+):\s*", line)
        if match:
            current = sections.setdefault(match[1], [])
        else:
            current.append(line)
    return sections


def _text(header: Mapping[str, Sequence[str]], key: str) -> str:
    return next((line.strip() for line in header.get(key, ()) if line.strip()), "")


def _damaged(path: Path, why: str) -> InputError:
    return InputError(
        f"{path.name} is a Nanonis scan that {why}",
        "a whole header and at least one whole line",
        "copy the whole file again, or save the scan again",
    )
