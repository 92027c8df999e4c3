"""Grids of spectra: a header of ``key=value``, then the points row by row as 4-byte numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from supra2d.core import Array, InputError

from .._assemble import Mask, Parsed, assemble
from .._columns import Binding, ReadRequest, requested, unmet
from .._text import decode, number, split_lines
from ._signals import (
    READER,
    as_conductance,
    modulation,
    parse_signal,
    spectra,
    stated,
    without_gain,
)

_END = b":HEADER_END:"
_PLACES = {"X (m)": "tip_x", "Y (m)": "tip_y"}
_MOST = 1_000_000  # points along one side or in one spectrum: more is a damaged header


def read_grid(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read a grid as a log: one row per point and bias, with the place of the tip."""
    head, mark, data = path.read_bytes().partition(_END)
    if not mark:
        raise _damaged(path, f"has no {_END.decode()}")
    header = _pairs(split_lines(decode(head)))
    channels = _listed(header, "Channels")
    named = [*_listed(header, "Fixed parameters"), *_listed(header, "Experiment parameters")]
    points = _count(path, header, "Points")
    spectra_of = _pixels(path, header, data, points * len(channels))
    notes: list[str] = []
    measured = _measured(spectra_of[:, -points * len(channels) :])
    whole, told = len(measured), int(measured.sum())
    expected = int(np.prod(_size(path, header)))
    if told < expected:
        notes.append(f"{told} of {expected} points of the grid were measured")
    if not told:
        raise _damaged(path, "has no whole spectrum")
    places = np.flatnonzero(measured)
    parameters = spectra_of[places, : -points * len(channels)].astype(np.float64)
    sweep = _sweep(header, named, parameters, points)
    values = dict(zip(channels, np.split(spectra_of[places, -points * len(channels) :],
                                         len(channels), axis=1), strict=True))  # fmt: skip
    if sweep is not None:
        values = {_calculated(header): sweep, **values}
    names = list(values)
    asked = requested(names, [parse_signal(n).unit for n in names], request, path.name)
    bindings = [*asked, *spectra(names, asked)]
    columns = as_conductance(
        (Parsed(b, values[names[b.index]].ravel().astype(np.float64)) for b in bindings),
        modulation(header),
        notes,
    )
    columns += _tip(path, header, named, parameters, places, points)
    used = {column.binding.original for column in columns}
    lines = places[:, None] * points + np.arange(1, points + 1)
    return assemble(
        columns,
        lines=lines.ravel().astype(np.int64),
        path=path,
        reader=READER,
        unmapped=[name for name in names if name not in used],
        notes=[*unmet(request, asked), *notes, *without_gain(names, used)],
        header=stated(header),
    ).assign_attrs(dropped_rows=(whole - told) * points)


def _pixels(path: Path, header: Mapping[str, str], data: bytes, recorded: int) -> Array:
    """Numbers of the whole points, shape (points of the grid, parameters and signals)."""
    data = re.sub(rb"\A\r?\n", b"", data[:2]) + data[2:]
    width = _count(path, header, "# Parameters (4 byte)", least=0) + recorded
    if not recorded:
        raise _damaged(path, "names no channel")
    count = min(len(data) // (4 * width), int(np.prod(_size(path, header))))
    return np.frombuffer(data, ">f4", count * width).reshape(count, width)


def _measured(signals: Array) -> Mask:
    """Points that hold numbers: those not reached are written as zeros or not at all."""
    return np.asarray((np.isfinite(signals) & (signals != 0)).any(axis=1))


def _sweep(
    header: Mapping[str, str], named: Sequence[str], parameters: Array, points: int
) -> Array | None:
    """The signal that was swept, from its ends, shape (spectra, points); None if not even."""
    if header.get("Filetype", "Linear") != "Linear":
        return None
    ends = []
    for name in ("Sweep Start", "Sweep End"):
        if name in named and named.index(name) < parameters.shape[1]:
            ends.append(parameters[:, named.index(name)])
            continue
        value = number(header.get(f"Bias Spectroscopy>{name} (V)", ""))
        if value is None or not np.isfinite(value):
            return None
        ends.append(np.full(len(parameters), value))
    return np.linspace(ends[0], ends[1], points, axis=1)


def _calculated(header: Mapping[str, str]) -> str:
    """Name of the swept signal; the bias gets the name under which spectra at a point have it."""
    name = header.get("Sweep Signal", "Bias (V)")
    return "Bias calc (V)" if name in ("", "Bias (V)") else name


def _tip(
    path: Path,
    header: Mapping[str, str],
    named: Sequence[str],
    parameters: Array,
    places: np.ndarray,
    points: int,
) -> list[Parsed]:
    """Place of the tip: as it was recorded at each point, else from the frame of the grid."""
    columns = []
    for axis, (name, quantity) in enumerate(_PLACES.items()):
        if name in named and named.index(name) < parameters.shape[1]:
            values = parameters[:, named.index(name)]
        else:
            frame = _frame(header)
            if frame is None:
                return []
            values = _in_frame(frame, _size(path, header), places)[axis]
        columns.append(Parsed(Binding(-1, quantity, "m", name), np.repeat(values, points)))
    return columns


def _frame(header: Mapping[str, str]) -> list[float] | None:
    """Centre, size and angle of the grid."""
    cells = [number(cell) for cell in header.get("Grid settings", "").split(";")]
    numbers = [cell for cell in cells if cell is not None and np.isfinite(cell)]
    return numbers if len(numbers) == len(cells) == 5 else None


def _in_frame(frame: list[float], size: Sequence[int], places: np.ndarray) -> tuple[Array, Array]:
    x0, y0, width, height, angle = frame
    u = ((places % size[0] + 0.5) / size[0] - 0.5) * width
    v = ((places // size[0] + 0.5) / size[1] - 0.5) * height
    cos, sin = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    # Nanonis turns a frame clockwise
    return x0 + u * cos + v * sin, y0 - u * sin + v * cos


def _size(path: Path, header: Mapping[str, str]) -> tuple[int, int]:
    match = re.fullmatch(r"\s*(\d{1,7})\s*x\s*(\d{1,7})\s*", header.get("Grid dim", ""))
    if match is None or not 0 < int(match[1]) * int(match[2]) <= _MOST**2:
        raise _damaged(path, "does not state the size of its grid")
    return int(match[1]), int(match[2])


def _count(path: Path, header: Mapping[str, str], key: str, least: int = 1) -> int:
    text = header.get(key, "").strip()
    if not re.fullmatch(r"\d{1,6}", text) or int(text) < least:
        raise _damaged(path, f"does not state {key!r}")
    return int(text)


def _pairs(lines: Sequence[str]) -> dict[str, str]:
    pairs = (line.partition("=") for line in lines)
    return {key.strip(): value.strip().strip('"') for key, mark, value in pairs if mark}


def _listed(header: Mapping[str, str], key: str) -> list[str]:
    return list(dict.fromkeys(filter(None, header.get(key, "").split(";"))))


def _damaged(path: Path, why: str) -> InputError:
    return InputError(
        f"{path.name} is a Nanonis grid that {why}",
        "a whole header and at least one whole spectrum",
        "copy the whole file again",
    )
