"""Igor binary waves: one array with the scales of its dimensions, labels and units."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from supra2d.core import InputError

from .._arrays import NamedArray, to_log
from .._columns import ReadRequest
from .._extras import package
from .._hdf5 import text
from .._registry import reader_spec

#: Bytes over which the 2-byte numbers of a header add up to zero, by version.
_HEADERS = {1: 118, 2: 126, 3: 130, 5: 384}


def matches(head: bytes) -> bool:
    """Whether a file starts with a version of Igor and its header has the right checksum."""
    for order in ("<i2", ">i2"):
        numbers = np.frombuffer(head[: len(head) // 2 * 2], dtype=order)
        size = _HEADERS.get(int(numbers[0]), 0) if numbers.size else 0
        if 0 < size <= len(head) and int(numbers[: size // 2].sum(dtype=np.int64)) % 65536 == 0:
            return True
    return False


def read(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read a wave as a table, a curve or a map."""
    binarywave = package("igor2.binarywave", path.name, "an Igor binary wave")
    try:
        wave = binarywave.load(BytesIO(path.read_bytes()))["wave"]
        arrays = list(_arrays(wave))
    except Exception as error:  # the library fails in many ways on a damaged file
        reason = (str(error).splitlines() or [type(error).__name__])[0][:120]
        raise InputError(
            f"{path.name} cannot be read as an Igor wave ({reason})",
            "a whole binary wave",
            "save it again in Igor, or export it with Save Delimited Text",
        ) from None
    if not arrays:
        raise InputError(
            f"{path.name} holds no numbers", "a wave of real numbers", "export it as text"
        )
    return to_log(arrays, request, path=path, reader="igor")


def _arrays(wave: dict[str, Any]) -> Iterator[NamedArray]:
    header, data = wave["wave_header"], np.asarray(wave["wData"])
    if not data.size or data.dtype.kind not in "fiu":
        return
    units, labels = _dimension_units(header), _column_labels(wave)
    unit = _clean(header["dataUnits"])
    if data.ndim == 2 and len(labels) == data.shape[1]:
        for i, label in enumerate(labels):
            yield NamedArray(label or f"column {i + 1}", "", data[:, i])
        return
    for place in range(data.ndim):
        step, start = _scale(header, place)
        along = start + step * np.arange(data.shape[place])
        shape = [-1 if i == place else 1 for i in range(data.ndim)]
        grid = np.broadcast_to(along.reshape(shape), data.shape)
        yield NamedArray("xyzt"[place], units[place], grid, _meaning(units[place], unit))
    yield NamedArray(_clean(header.get("bname", b"")) or "wave", unit, data)


def _scale(header: dict[str, Any], place: int) -> tuple[float, float]:
    """Step and start of a dimension; the old versions have one, with names of its own."""
    if "sfA" in header:
        return float(np.ravel(header["sfA"])[place]), float(np.ravel(header["sfB"])[place])
    return float(header["hsA"]), float(header["hsB"])


def _dimension_units(header: dict[str, Any]) -> list[str]:
    given = header["dimUnits"] if "dimUnits" in header else [header["xUnits"]]
    units = [_clean(unit) for unit in given]
    return units + [""] * (4 - len(units))


def _clean(raw: Any) -> str:
    """Text of a field that is padded with zeros, whole or as an array of letters."""
    letters = b"".join(np.ravel(raw).tolist()) if isinstance(raw, np.ndarray) else raw
    return text(letters).split("\x00")[0].strip()


def _column_labels(wave: dict[str, Any]) -> list[str]:
    """Labels of the columns; the first label of a dimension names the dimension itself."""
    labels = wave.get("labels") or []
    return [_clean(label) for label in labels[1][1:]] if len(labels) > 1 else []


def _meaning(unit: str, data_unit: str) -> str:
    """The channel of a scale in ``unit`` under data in ``data_unit``, empty when it may be many."""
    spec = reader_spec("igor")
    rule = spec["beside"].get(unit)
    if rule is not None and data_unit in rule["units"]:
        return str(rule["quantity"])
    return str(spec["scales"].get(unit, ""))
