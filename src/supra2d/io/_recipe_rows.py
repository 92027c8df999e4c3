"""All that a recipe needs, brought onto the rows of the log that holds the signal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from supra2d.core import Array

from ._join import aligned, onto, usual_gap
from ._join_clock import Clock, clock_of, rising, spread
from ._join_columns import load, picked
from ._recipe import Recipe
from ._recipe_parts import Part


class Rows:
    """The rows of the main log, with the columns of all logs on them.

    ``seconds`` is the main clock (None where nothing is joined); ``lines`` the lines of the rows.
    """

    def __init__(self, main: Part, parts: Sequence[Part], recipe: Recipe) -> None:
        self.main, self.parts, self.join = main, parts, recipe.join
        self.seconds: Array | None = None
        own = _clock(main) if self.join is not None else None
        assert main.loaded is not None or own is None
        if own is not None and self.join is not None:
            self.seconds = main.seconds = own.seconds
            main.notes += self._pauses()
            for part in parts:
                if part is not main and part.needed:
                    clock = _clock(part)
                    part.seconds, said = aligned(
                        clock, part.name, own, main.name, self.join.offsets
                    )
                    part.notes += said
                    assert part.loaded is not None
                    part.loaded.stamps = None
        else:
            main.loaded = load(main.file, sorted(main.needed), None)
        assert main.loaded is not None
        self.lines = main.loaded.lines
        self.missing = np.zeros(self.lines.size, dtype=bool)

    def _pauses(self) -> list[str]:
        """Leaps of the main clock: nothing is lost in them, but a clock that was set looks so."""
        assert self.seconds is not None and self.join is not None and self.main.loaded is not None
        limit = self.join.max_gap if self.join.max_gap is not None else usual_gap(self.seconds)
        steps = np.diff(self.seconds)
        count = int((steps > limit).sum())
        if not count:
            return []
        place = int(np.argmax(steps))
        return [
            f"its clock leaps ahead {count} time{'s' if count > 1 else ''}, by "
            f"{steps[place]:.3g} s at line {self.main.loaded.lines[place + 1]}: pauses, unless it "
            "was set"
        ]

    def keep(self, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> None:
        """Keep pairs of rows as one row each: the mean of both, the line of the first."""
        loaded = self.main.loaded
        assert loaded is not None
        for i, values in loaded.columns.items():
            loaded.columns[i] = 0.5 * (values[first] + values[second])
        if self.seconds is not None:
            self.seconds = self.main.seconds = 0.5 * (self.seconds[first] + self.seconds[second])
        loaded.dropped += self.lines.size - 2 * first.size
        self.lines = loaded.lines = loaded.lines[first]
        self.missing = np.zeros(first.size, dtype=bool)

    def raw(self, part: Part, i: int) -> Array:
        """Column ``i`` of a log as it stands in its file."""
        assert part.loaded is not None
        return part.loaded.columns[i]

    def placed(self, part: Part, values: Array, *, lag: float = 0.0) -> Array:
        """Values of a log on the rows of the main one, as they were ``lag`` seconds later."""
        if part is self.main and lag == 0.0:
            return values
        assert part.seconds is not None
        return self.at(part, part.seconds, values, lag=lag)

    def at(self, part: Part, seconds: Array, values: Array, *, lag: float = 0.0) -> Array:
        """The same for values at times of their own; rows without one are marked as missing."""
        assert self.seconds is not None and self.join is not None
        known = np.isfinite(values)
        if not known.all():
            seconds, values = seconds[known], values[known]
        if not values.size:
            return np.full(self.lines.size, np.nan)
        limit = self.join.max_gap if self.join.max_gap is not None else usual_gap(seconds)
        rows = self.seconds + lag if lag else self.seconds
        found, gap = onto(rows, seconds, values, limit)
        lost = np.isnan(found) & ~self.missing
        in_gap = int((gap & lost).sum())
        if lost.any():
            self.missing |= lost
            beyond = int(lost.sum()) - in_gap
            told = [f"{in_gap} in gaps longer than {limit:.3g} s"] if in_gap else []
            told += [f"{beyond} beyond its ends"] if beyond else []
            part.notes.append(f"rows of {self.main.name} without a reading of it: "
                              + ", ".join(told))  # fmt: skip
        return found

    def before(self, part: Part) -> npt.NDArray[np.int64]:
        """Line of the last reading of a log before each row of the main one."""
        assert self.seconds is not None and part.seconds is not None and part.loaded is not None
        place = np.searchsorted(part.seconds, self.seconds, side="right") - 1
        return part.loaded.lines[np.clip(place, 0, None)]


def _clock(part: Part) -> Clock:
    """Load a log and set its clock right; rows whose clock runs back are dropped."""
    assert part.clock is not None
    loaded = load(part.file, sorted(part.needed), part.clock)
    assert loaded.stamps is not None
    clock = clock_of(loaded.stamps, part.clock)
    if clock.seconds.size > 1 and np.median(np.diff(clock.seconds)) < 0:
        part.notes.append("its newest rows come first, and were put in order")
        loaded = picked(loaded, np.arange(clock.seconds.size)[::-1])
        clock.seconds = clock.seconds[::-1].copy()
    keep, back, row = rising(clock.seconds)
    if not keep.all():
        lost = int((~keep).sum())
        part.notes.append(
            f"its clock jumps back by {back:.3g} s at line {loaded.lines[row]}; {lost} rows of "
            "doubtful time were dropped"
            # a single row is a wild stamp, and the others are right
            + (", and the rest before or after may be off by as much" if lost > 1 else "")
        )
        loaded = picked(loaded, keep)
        clock.seconds = clock.seconds[keep]
    loaded.stamps = None
    part.loaded = loaded
    clock.seconds = spread(clock.seconds)
    return clock
