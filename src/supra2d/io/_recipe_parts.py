"""Which log gives what: the one whose rows are kept, and the columns that each has to give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from supra2d.core import CHANNELS, Array, InputError

from ._columns import Binding, ReadRequest, bind, is_requested, split_request
from ._join_clock import ClockColumn, find_clock
from ._join_columns import Loaded, LogFile, open_log
from ._names import bare_name, recognise
from ._recipe import Recipe, split_unit

ReaderOf = Callable[[Path], ModuleType]


@dataclass(slots=True)
class Part:
    """One log of a recipe: its channels, its clock, and the columns that formulas need."""

    file: LogFile
    clock: ClockColumn | None = None
    bindings: list[Binding] = field(default_factory=list)
    needed: set[int] = field(default_factory=set)
    unmapped: list[str] = field(default_factory=list)
    loaded: Loaded | None = None
    seconds: Array | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.file.path.name


def open_parts(
    paths: Sequence[Path], request: ReadRequest, recipe: Recipe, reader_of: ReaderOf
) -> list[Part]:
    """Look at the head of each log."""
    wanted = {split_unit(text)[0] for text in recipe.columns} | recipe.names

    def known(name: str) -> bool:
        return (
            recognise(name) is not None or bare_name(name) in wanted or is_requested(name, request)
        )

    parts = []
    for path in paths:
        if not path.is_file():
            raise InputError(
                f"[join] names {path.name!r}, which is not in {path.parent}",
                "files beside supra2d.toml",
                "copy it there, or correct [join] files",
            )
        parts.append(Part(open_log(path, known, reader_of(path), request)))
    if recipe.join is not None:
        for part in parts:
            file = part.file
            part.clock = find_clock(file.names, file.units, file.sample, recipe.join.on, part.name)
    return parts


def find_column(parts: Sequence[Part], text: str) -> tuple[Part, int] | None:
    """The first part with a column of that name; what stands in brackets is its unit."""
    name = split_unit(text)[0]
    for part in parts:
        for known in (text, name):
            i = part.file.index(known)
            if i is not None:
                return part, i
    return None


def main_part(parts: Sequence[Part], request: ReadRequest, recipe: Recipe) -> Part | None:
    """The log whose rows are kept, because the signal is in it; None where none has one."""
    names = [recipe.lockin.x] if recipe.lockin else []
    names += [recipe.reversal.voltage] if recipe.reversal else []
    for key, formula in recipe.expressions.items():
        if key in CHANNELS and CHANNELS[key].kind == "signal":
            names += formula.names
    for name in names:
        found = find_column(parts, name)
        if found is not None:
            return found[0]
    for part in parts:
        bound = bind(*_free(part, recipe), _own(part, request), part.name)
        if any(CHANNELS[b.quantity].kind == "signal" for b in bound.bindings):
            return part
    return None


def assign(parts: Sequence[Part], request: ReadRequest, recipe: Recipe) -> list[str]:
    """Give each channel to one log; returns what is to be said of it.

    Raises
    ------
    InputError
        When the user named a column that no log has.
    """
    notes: list[str] = []
    used = {id(p): set(_taken(p, recipe)) for p in parts}
    for text in request.columns:
        if not any(_names(part, text) for part in parts):
            raise missing(split_request(text)[1], parts)
    taken: dict[str, Part] = {}
    asked = {split_request(text)[0] for text in request.columns}
    for part in parts:
        own = _own(part, request)
        bound = bind(*_free(part, recipe), own, part.name)
        notes += [f"{part.name}: {note}" for note in bound.notes]
        mine = {split_request(text)[0] for text in own.columns}
        for binding in bound.bindings:
            quantity = binding.quantity
            if quantity in recipe.makes or (quantity in asked and quantity not in mine):
                continue
            if quantity == "time" and part.clock is not None:
                continue
            owner = taken.setdefault(quantity, part)
            if owner is part:
                part.bindings.append(binding)
            else:
                notes.append(
                    f"{quantity} is that of {owner.name}, {binding.original!r} of {part.name} "
                    "left alone"
                )
        mapped = {b.index for b in part.bindings} | used[id(part)]
        mapped |= set(part.clock.indices) if part.clock is not None else set()
        part.unmapped = [n for i, n in enumerate(part.file.names) if i not in mapped and n]
        part.needed |= used[id(part)] | {b.index for b in part.bindings}
    return notes


def _taken(part: Part, recipe: Recipe) -> list[int]:
    """Columns of a part that the recipe uses by name."""
    found = [find_column([part], text) for text in (*recipe.columns, *sorted(recipe.names))]
    return [place[1] for place in found if place is not None]


def _free(part: Part, recipe: Recipe) -> tuple[list[str], list[str]]:
    """Names and units of the columns that the recipe does not use up; others are blank.

    A control that a formula names stays a channel of its own, a signal does not.
    """
    used = set(part.clock.indices) if part.clock is not None else set()
    for i in _taken(part, recipe):
        known = recognise(part.file.names[i], part.file.units[i])
        if known is None or CHANNELS[known.quantity].kind != "control":
            used.add(i)
    names = ["" if i in used else name for i, name in enumerate(part.file.names)]
    return names, part.file.units


def _own(part: Part, request: ReadRequest) -> ReadRequest:
    """What the user said of the columns of this log."""
    return ReadRequest(tuple(text for text in request.columns if _names(part, text)))


def _names(part: Part, text: str) -> bool:
    return any(is_requested(header, ReadRequest((text,))) for header in part.file.names)


def missing(name: str, parts: Sequence[Part]) -> InputError:
    """The error for a column that no log has."""
    return InputError(
        f"no log has a column {name!r}",
        "; ".join(
            f"one of {', '.join(bare_name(n) for n in part.file.names[:8])} in {part.name}"
            for part in parts
        ),
        "correct the name in supra2d.toml",
    )
