"""NeXus files: groups of class NXdata, each with a signal over axes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import xarray as xr

from supra2d.core import InputError

from .._arrays import NamedArray, first_log
from .._columns import ReadRequest
from .._hdf5 import opened, text, top_level
from .._head import Head
from .._registry import reader_spec


def matches(head: Head) -> bool:
    """Whether a file is HDF5 with an entry of NeXus."""
    return "NXentry" in top_level(head).values()


def read(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read the signals of a NeXus file over their axes."""
    notes: list[str] = []
    with opened(path, "NeXus") as file:
        entry = next(g for g in file.values() if text(g.attrs.get("NX_class")) == "NXentry")
        groups = {g.name.rpartition("/")[2]: g for g in _groups(entry)}
        tables = _side_by_side({n: _table(g, groups) for n, g in groups.items()})
        for table in tables.values():
            table += _constants(entry, table[0].values.shape, notes)
    if not tables:
        raise InputError(
            f"{path.name} holds no NXdata group with a signal over axes",
            "at least one measured curve or map",
            "export the measurement as text",
        )
    return first_log(tables, request, path=path, reader="nexus", notes=list(dict.fromkeys(notes)))


def _groups(entry: h5py.Group) -> Iterator[h5py.Group]:
    for item in entry.values():
        if isinstance(item, h5py.Group):
            if text(item.attrs.get("NX_class")) == "NXdata":
                yield item
            yield from _groups(item)


def _table(group: h5py.Group, groups: dict[str, h5py.Group]) -> list[NamedArray]:
    """Axes and signal of a group on the grid of the signal; empty when it has none."""
    signal = group.get(text(group.attrs.get("signal")))
    if not isinstance(signal, h5py.Dataset) or not signal.ndim or signal.dtype.kind not in "fiu":
        return []
    names = np.atleast_1d(group.attrs.get("axes", ())).tolist()[: signal.ndim]
    found: list[NamedArray] = []
    for place, name in enumerate(map(text, names)):
        # an axis may stand in a neighbour, where several signals share it
        homes = (g[name] for g in (group, *groups.values()) if name in g)
        axis = next((a for a in homes if a.shape == (signal.shape[place],)), None)
        if axis is not None:
            along = np.reshape(axis[()], [-1 if i == place else 1 for i in range(signal.ndim)])
            found.append(_named(axis, np.broadcast_to(along, signal.shape)))
    return [*found, _named(signal, np.asarray(signal[()]))]


def _named(data: h5py.Dataset, values: np.ndarray) -> NamedArray:
    unit = text(data.attrs.get("units"))
    unit = reader_spec("nexus")["units"].get(unit, unit)
    name = data.name.rpartition("/")[2]
    return NamedArray(name, unit, values, text(data.attrs.get("long_name")).partition("(")[0])


def _side_by_side(tables: dict[str, list[NamedArray]]) -> dict[str, list[NamedArray]]:
    """Signals over equal axes in one table, under the name of the first."""
    found: dict[str, list[NamedArray]] = {}
    for name, table in tables.items():
        if not table:
            continue
        *axes, signal = table
        twin = next((t for t in found.values() if axes and _same(axes, t, signal)), None)
        if twin is None:
            found[name] = table
        elif signal.name not in [array.name for array in twin]:
            twin.append(signal)
    return found


def _same(axes: list[NamedArray], table: list[NamedArray], signal: NamedArray) -> bool:
    return table[0].values.shape == signal.values.shape and all(
        a.name == b.name and np.array_equal(a.values, b.values)
        for a, b in zip(axes, table, strict=False)
    )


def _constants(entry: h5py.Group, shape: tuple[int, ...], notes: list[str]) -> Iterator[NamedArray]:
    """Single numbers of the instrument that hold for each row."""
    scalars: dict[str, h5py.Dataset] = {}

    def collect(name: str, item: h5py.Dataset | h5py.Group) -> None:
        if isinstance(item, h5py.Dataset) and item.size == 1 and item.dtype.kind in "fiu":
            scalars.setdefault(name.rpartition("/")[2], item)

    entry.visititems(collect)
    for quantity, names in reader_spec("nexus")["constants"].items():
        name = next((n for n in names if n in scalars), None)
        if name is not None:
            value = float(np.ravel(scalars[name][()])[0])
            unit = text(scalars[name].attrs.get("units"))
            notes.append(f"{quantity} is the single number {name!r}")
            yield NamedArray(name, unit, np.full(shape, value), quantity)
