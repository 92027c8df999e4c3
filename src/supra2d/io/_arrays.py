"""Named arrays to a log: what is common to all formats that are no text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from supra2d.core import CHANNELS, InputError

from ._assemble import Parsed, assemble
from ._columns import Binding, ReadRequest, bind, is_requested
from ._names import recognise
from ._unknown import nothing_known


@dataclass(frozen=True, slots=True)
class NamedArray:
    """One array of a file, in the file's unit.

    ``label`` is a second name that people read, where the first is an identifier.
    """

    name: str
    unit: str
    values: npt.NDArray[Any]
    label: str = ""


def to_log(
    arrays: Sequence[NamedArray],
    request: ReadRequest,
    *,
    path: Path,
    reader: str,
    notes: Sequence[str] = (),
    header: Mapping[str, Any] | None = None,
) -> xr.Dataset:
    """Build the log of arrays that all have the same shape; grids are unrolled to rows.

    Raises
    ------
    InputError
        When no array is known by its name, its label or the request.
    """
    headers = _headers(arrays, request)
    bound = bind(headers, [array.unit for array in arrays], request, path.name)
    if not bound.bindings:
        names = [array.name for array in arrays]
        raise nothing_known(names, request, path.name)
    mapped = [replace(b, original=arrays[b.index].name) for b in bound.bindings]
    size = arrays[mapped[0].index].values.size
    return assemble(
        [_parsed(b, arrays[b.index].values.ravel()) for b in mapped],
        lines=np.arange(1, size + 1, dtype=np.int64),
        path=path,
        reader=reader,
        unmapped=[a.name for i, a in enumerate(arrays) if i not in {b.index for b in mapped}],
        notes=[*bound.notes, *notes],
        header=header,
    )


def first_log(
    tables: Mapping[str, Sequence[NamedArray]],
    request: ReadRequest,
    *,
    path: Path,
    reader: str,
    notes: Sequence[str] = (),
    header: Mapping[str, Any] | None = None,
) -> xr.Dataset:
    """The log of the first table that holds a signal, else of the first that can be read.

    Raises
    ------
    InputError
        Of the first table, when none can be read.
    """
    logs: dict[str, xr.Dataset] = {}
    errors: list[InputError] = []
    for name, arrays in tables.items():
        try:
            logs[name] = to_log(
                arrays, request, path=path, reader=reader, notes=notes, header=header
            )
        except InputError as error:  # another table may be the one that was meant
            errors.append(error)
    if not logs:
        raise errors[0]
    chosen = next((name for name, log in logs.items() if _has_signal(log)), next(iter(logs)))
    log = logs[chosen]
    if len(tables) > 1:
        said = "tables left alone: " + ", ".join(repr(name) for name in tables if name != chosen)
        log.attrs["message"] = "; ".join(filter(None, [log.attrs["message"], said]))
    return log


def _has_signal(log: xr.Dataset) -> bool:
    return any(CHANNELS[v.attrs["quantity"]].kind == "signal" for v in log.data_vars.values())


def _headers(arrays: Sequence[NamedArray], request: ReadRequest) -> list[str]:
    """The name of each array, or its label where only that says what it is."""
    chosen = list(_readable(arrays, request))
    counts = dict.fromkeys(chosen, 0)
    headers = []
    for array, name in zip(arrays, chosen, strict=True):
        counts[name] += 1
        # two lock-ins with one label are channels 1 and 2
        twin = name == array.label != array.name and chosen.count(name) > 1
        headers.append(f"{name} ch{counts[name]}" if twin else name)
    return headers


def _readable(arrays: Sequence[NamedArray], request: ReadRequest) -> Iterator[str]:
    for array in arrays:
        told = is_requested(array.name, request) or recognise(array.name, array.unit)
        labelled = array.label and recognise(array.label, array.unit)
        yield array.label if labelled and not told else array.name


def _parsed(binding: Binding, values: npt.NDArray[Any]) -> Parsed:
    if CHANNELS[binding.quantity].kind == "label":
        return Parsed(binding, values.astype(str).astype(object))
    if values.dtype.kind in "fiu":
        return Parsed(binding, values.astype(np.float64))
    # text, dates or complex numbers are no column of ours
    return Parsed(binding, np.full(values.size, np.nan), np.ones(values.size, dtype=bool))
