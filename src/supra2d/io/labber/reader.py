"""Labber logs: ``Data/Data`` of shape (steps, channels, entries), and a table of the channels."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import xarray as xr

from supra2d.core import InputError

from .._arrays import NamedArray, to_log
from .._columns import ReadRequest
from .._hdf5 import opened, text, top_level
from .._head import Head


def matches(head: Head) -> bool:
    """Whether a file is HDF5 in the layout of Labber."""
    return {"Channels", "Data", "Log list"} <= set(top_level(head))


def read(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read all steps of a log, and of the logs appended to it."""
    with opened(path, "a Labber log") as file:
        units = {text(row["name"]): text(row["unitPhys"]) for row in file["Channels"][()]}
        parts = [file, *(file[name] for name in _appended(file))]
        pieces = [_columns(part["Data"], units) for part in parts]
        notes = [f"traces left alone: {_traces(file)}"] if _traces(file) else []
        title = text(file.attrs.get("log_name"))
    first = pieces[0]
    names = [array.name for array in first]
    if any([array.name for array in piece] != names for piece in pieces):
        raise InputError(
            f"{path.name} holds appended logs with other channels",
            "the same channels in each",
            "save them as logs of their own",
        )
    if not first:
        raise InputError(
            f"{path.name} holds no channel but traces",
            "at least one number per step",
            "export the measurement as text",
        )
    arrays = [
        NamedArray(a.name, a.unit, np.concatenate([piece[i].values for piece in pieces]), a.label)
        for i, a in enumerate(first)
    ]
    return to_log(arrays, request, path=path, reader="labber", notes=notes, header={"title": title})


def _columns(data: h5py.Group, units: dict[str, str]) -> list[NamedArray]:
    values = np.asarray(data["Data"][()], dtype=np.float64)
    steps, channels, entries = values.shape
    found: list[NamedArray] = []
    for i, (raw, part) in enumerate(data["Channel names"][()][:channels]):
        name = text(raw)
        full = f"{name} imaginary" if text(part) == "Imaginary" else name
        quantity = full.rpartition(" - ")[2]
        # an entry is one pass over the first step, so it stays together
        found.append(NamedArray(full, units.get(name, ""), values[:, i, :].T.ravel(), quantity))
    stamps = data.get("Time stamp")
    if found and stamps is not None and stamps.shape == (steps, entries):
        found.append(NamedArray("Time stamp", "s", np.asarray(stamps[()], float).T.ravel()))
    return found


def _appended(file: h5py.File) -> list[str]:
    """Names of the logs that were appended, in their order: ``Log_2``, ``Log_3``."""
    numbered = [name for name in file if name.startswith("Log_") and name[4:].isdigit()]
    return sorted(numbered, key=lambda name: int(name[4:]))


def _traces(file: h5py.File) -> str:
    named = [n for n in file.get("Traces", ()) if not n.endswith(("_N", "_t0dt", "Time stamp"))]
    return ", ".join(repr(name) for name in named)
