"""From parsed columns to a log: what is refused, what is dropped, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from supra2d.core import CHANNELS, Array, Column, InputError, factor_to, make_log, sha256

from ._columns import Binding
from ._registry import reader_spec
from ._text import number

Mask = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Parsed:
    """A column as it stands in the file, in the file's unit.

    ``values`` has NaN where a cell is blank or no number, ``bad`` is true for the latter (None:
    nowhere). A label has text and no ``bad``.
    """

    binding: Binding
    values: npt.NDArray[Any]
    bad: Mask | None = None


def parse_cells(binding: Binding, cells: Sequence[str], decimal: str = ".") -> Parsed:
    """Turn the cells of one column into numbers, or keep them when the channel is a label."""
    if CHANNELS[binding.quantity].kind == "label":
        texts = [_direction(cell) for cell in cells] if binding.quantity == "direction" else cells
        return Parsed(binding, np.array(texts, dtype=object))
    numbers = [number(cell, decimal) for cell in cells]
    bad = np.fromiter((n is None for n in numbers), dtype=bool, count=len(numbers))
    values = np.array([np.nan if n is None else n for n in numbers], dtype=np.float64)
    return Parsed(binding, values, bad if bad.any() else None)


def assemble(
    columns: Iterable[Parsed],
    *,
    lines: npt.NDArray[np.int64],
    path: Path,
    reader: str,
    unmapped: Sequence[str] = (),
    notes: Sequence[str] = (),
    header: Mapping[str, Any] | None = None,
    is_row: Mask | None = None,
) -> xr.Dataset:
    """Build the log of a file.

    A column without any number is left out, one with more than half of its cells unusable is
    refused. A row is dropped when a cell is text, when a control is missing, or when all
    signals are. A reader whose channels take turns, so that blank cells are no loss, gives
    ``is_row``: which lines are measurements at all.

    Raises
    ------
    InputError
        When nothing is left.
    UnitError
        When the unit of a column is unknown or does not fit.
    """
    said = list(notes)
    kept: list[Parsed] = []
    for column in columns:
        why = _refusal(column, is_row)
        if why:
            said.append(f"{column.binding.original!r} {why}")
            unmapped = [*unmapped, column.binding.original]
        else:
            kept.append(column)
    if all(_is_label(column) for column in kept):
        raise InputError(
            f"{path.name} has no column that can be used" + _because(said),
            "at least one column of numbers with a known name and unit",
            "check the export, or map columns with --columns 'field=NAME [T]'",
        )
    good = _good_rows(kept, lines.size)
    dropped = int((~good if is_row is None else ~good & is_row).sum())
    if not good.any():
        raise InputError(
            f"{path.name} has no row in which all needed columns hold a number" + _because(said),
            "rows with a number in each column",
            "check the export",
        )
    return make_log(
        [_canonical(column, good) for column in kept],
        lines=lines[good],
        source=str(path),
        sha256=sha256(path),
        reader=reader,
        dropped_rows=dropped,
        message="; ".join(said),
        unmapped=unmapped,
        header=header,
    )


def _direction(text: str) -> str:
    """``perpendicular`` or ``parallel`` where the text means that, else the text."""
    words = reader_spec("delimited_text")["directions"]
    return next((name for name in words if text.strip().lower() in words[name]), text)


def _is_label(column: Parsed) -> bool:
    return CHANNELS[column.binding.quantity].kind == "label"


def _refusal(column: Parsed, is_row: Mask | None) -> str:
    """Why a column cannot be used, empty when it can."""
    if _is_label(column):
        return ""
    finite = np.isfinite(column.values)
    if not finite.any():
        return "holds no number and was left out"
    told = finite if is_row is None else finite[is_row]
    lost, cells = int((~told).sum()), told.size
    signal = CHANNELS[column.binding.quantity].kind == "signal"
    if column.binding.where or (signal and is_row is not None):
        # blank cells are by design here, and only text is a loss
        lost = 0 if column.bad is None else int(column.bad.sum())
        cells = lost + int(finite.sum())
    if 2 * lost > cells:
        return f"was refused: {lost} of {cells} cells hold no number"
    return ""


def _good_rows(columns: Sequence[Parsed], size: int) -> Mask:
    good = np.ones(size, dtype=bool)
    measured = np.zeros(size, dtype=bool)
    for column in columns:
        if _is_label(column):
            continue
        kind = CHANNELS[column.binding.quantity].kind
        finite = np.isfinite(column.values)
        if column.bad is not None:
            good &= ~column.bad
        if kind == "signal":
            measured |= finite
        elif kind == "control" and not column.binding.where and column.binding.quantity != "time":
            good &= finite
    if any(CHANNELS[c.binding.quantity].kind == "signal" for c in columns):
        good &= measured
    return good


def _canonical(column: Parsed, good: Mask) -> Column:
    """The good rows of a column in canonical units; frees the values it came from."""
    binding = column.binding
    values = column.values if good.all() else column.values[good]
    column.values = np.empty(0)
    if not _is_label(column):
        factor = factor_to(binding.quantity, binding.unit, column=binding.original)
        values = scaled(values, factor)
    return Column(binding.quantity, values, binding.original, binding.where)


def scaled(values: Array, factor: float) -> Array:
    """``values`` times ``factor``, divided where that is exact and multiplying is not."""
    if factor == 1.0:
        return values
    inverse = round(1.0 / factor)
    if factor < 1.0 and abs(inverse * factor - 1.0) < 1e-15:
        values /= inverse
    else:
        values *= factor
    return values


def _because(notes: Sequence[str]) -> str:
    return f" ({'; '.join(notes)})" if notes else ""
