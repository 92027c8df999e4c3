"""From a recipe and raw logs to one log in canonical channels."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import xarray as xr

from supra2d.core import CHANNELS, RESISTIVE, Array, Column, InputError, factor_to

from ._assemble import Parsed, assemble, scaled
from ._calibration import read_curve
from ._columns import Binding, ReadRequest
from ._expressions import Expression
from ._join import jitter
from ._join_columns import factor_of
from ._join_lag import estimate_lag
from ._lockin import find_phase, phase_notes, rotate
from ._names import bare_name
from ._recipe import Calibration, Lockin, Recipe, Reversal, split_unit
from ._recipe_parts import Part, ReaderOf, assign, find_column, main_part, missing, open_parts
from ._recipe_reversal import pairs, reversed_resistance
from ._recipe_rows import Rows


def follow(
    path: Path, request: ReadRequest, recipe: Recipe, reader_of: ReaderOf
) -> xr.Dataset | None:
    """The log that a recipe makes of a file, or of the join that the file belongs to.

    Parameters
    ----------
    path
        One of the files of ``[join]``, or any other file.
    request
        What the user said of the columns.
    recipe, reader_of
        The recipe, and which reader reads a file.

    Returns
    -------
    Dataset or None
        None where the recipe says nothing of this file. The rows are those of the log that holds
        the signal; ``row_NAME`` is the line of the last reading of each other log, and the
        attribute ``joined`` names their files.

    Raises
    ------
    InputError
        When the logs cannot be joined, or a column is missing.
    """
    joined = recipe.join is not None and path.name in recipe.join.files
    if not joined:
        recipe = Recipe(None, recipe.lockin, recipe.reversal, recipe.calibration,
                        recipe.constants, recipe.expressions)  # fmt: skip
        if not (recipe.columns or recipe.names):
            return None
    names = recipe.join.files if recipe.join is not None else (path.name,)
    paths = [path.parent / name for name in names]
    parts = open_parts(paths, request, recipe, reader_of)
    main = main_part(parts, request, recipe)
    if not joined and (main is None or not _is_meant(parts[0], recipe)):
        return None
    if main is None:
        absent = [text for text in recipe.columns if find_column(parts, text) is None]
        if absent:
            raise missing(split_unit(absent[0])[0], parts)
        raise InputError(
            f"none of {', '.join(names)} has a column with a signal of the film",
            "a resistance, a voltage, or the outputs of a lock-in amplifier in one of them",
            'name it in supra2d.toml, [columns] resistance = "NAME [ohm]" or [lockin] x = "X [V]"',
        )
    return _Kitchen(main, parts, request, recipe).log()


def _is_meant(part: Part, recipe: Recipe) -> bool:
    return any(find_column([part], text) for text in (*recipe.columns, *sorted(recipe.names)))


class _Kitchen:
    """One recipe at work: ``made`` holds the channels, in canonical units on the main rows."""

    def __init__(
        self, main: Part, parts: Sequence[Part], request: ReadRequest, recipe: Recipe
    ) -> None:
        self.main, self.recipe = main, recipe
        # columns of the main log come first where two logs have the same names
        self.parts = [main, *(p for p in parts if p is not main)]
        self.notes = assign(parts, request, recipe)
        self.rows = Rows(main, self.parts, recipe)
        self.made: dict[str, Column] = {}
        self.values: dict[str, Array | float] = dict(recipe.constants)
        #: of channels that come from other logs than the main one
        self.jitter: dict[str, float] = {}
        #: standard deviation of the lag that was taken out, s
        self.lag_error = 0.0
        #: where the temperature was read: the log, its times, kelvins
        self.thermometer: tuple[Part, Array, Array] | None = None

    def log(self) -> xr.Dataset:
        recipe, folder = self.recipe, self.main.file.path.parent
        if recipe.reversal is not None:
            self._reverse(recipe.reversal)
        if recipe.lockin is not None:
            self._lock_in(recipe.lockin)
        if recipe.calibration is not None:
            self._calibrate(recipe.calibration, folder)
        for part in self.parts:
            for binding in part.bindings:
                self._bind(part, binding)
        for name, formula in recipe.expressions.items():
            self._evaluate(name, formula)
        self._follow_lag()
        return self._assembled()

    def _column(self, text: str, kind: str, line: str) -> tuple[Part, Array, str]:
        """A column by its name, in canonical units on the rows of its own log."""
        found = find_column(self.parts, text)
        if found is None:
            raise InputError(
                f"no log has a column {split_unit(text)[0]!r}",
                "one of " + ", ".join(bare_name(n) for p in self.parts for n in p.file.names[:8]),
                f"correct {line} in supra2d.toml",
            )
        part, i = found
        bare = split_unit(text)[0]
        unit = split_unit(text)[1] if part.file.names[i] != text else ""
        factor = factor_of(part.file, i, unit, kind=kind, write=line.format(f"{bare} [{kind}]"))
        values = self.rows.raw(part, i)
        return part, values if factor == 1.0 else values * factor, part.file.names[i]

    def _reverse(self, reversal: Reversal) -> None:
        _, voltage, name = self._column(reversal.voltage, "V", '[reversal] voltage = "{}"')
        _, current, of = self._column(reversal.current, "A", '[reversal] current = "{}"')
        first, second = pairs(current)
        resistance = reversed_resistance(voltage, current, first, second)
        size = 0.5 * np.abs(current[first] - current[second])
        self.notes.append(f"{first.size} pairs of opposite current, {name!r} over {of!r}")
        self.rows.keep(first, second)
        self._add("resistance", resistance, f"{name} / {of}")
        self._add("current", size, of)

    def _lock_in(self, lockin: Lockin) -> None:
        _, x, name = self._column(lockin.x, "V", '[lockin] x = "{}"')
        signal = x
        if lockin.y:
            _, y, other = self._column(lockin.y, "V", '[lockin] y = "{}"')
            phase = lockin.phase
            if phase is None:
                found = find_phase(x, y)
                phase = found.value
                self.notes += phase_notes(x, y, found)
            signal = rotate(x, y, phase)
            name = f"{name}, {other}"
        self.values["gain"] = lockin.gain
        self.values[split_unit(lockin.x)[0]] = signal
        # in formulas this name stands for what is in phase; the outputs are not needed any more
        self._done(lockin.x)
        if split_unit(lockin.y)[0] not in self.recipe.names:
            self._done(lockin.y)
        if lockin.current is None:
            return
        current = lockin.current
        if isinstance(current, str):
            part, values, _ = self._column(current, "A", '[lockin] current = "{}"')
            amperes: Array | float = self.rows.placed(part, values)
        else:
            amperes = current
        self.values["current"] = amperes
        if "resistance" not in self.recipe.expressions:
            self._add("resistance", signal / amperes / lockin.gain, name)
        self._add("current", np.broadcast_to(np.asarray(amperes), signal.shape), "[lockin] current")

    def _done(self, text: str) -> None:
        found = find_column(self.parts, text)
        if found is not None and found[0].loaded is not None:
            found[0].loaded.columns.pop(found[1], None)

    def _calibrate(self, calibration: Calibration, folder: Path) -> None:
        curve = read_curve(folder / calibration.file)
        line = '[calibration] temperature = {{ column = "{}" }}'
        part, values, name = self._column(calibration.column, curve.unit, line)
        kelvin = curve.kelvin(values)
        outside = int((np.isnan(kelvin) & np.isfinite(values)).sum())
        if outside == kelvin.size:
            raise InputError(
                f"no reading of {name!r} lies within the curve {curve.name}",
                f"readings in {curve.unit} that the curve covers",
                "choose the curve of this sensor, or correct the unit of the column",
            )
        if outside:
            part.notes.append(f"{outside} readings lie outside of the curve {curve.name}")
        self._read_temperature(part, kelvin, f"{name} by {curve.name}")

    def _read_temperature(self, part: Part, kelvin: Array, original: str) -> None:
        if part.seconds is not None:
            self.thermometer = part, part.seconds, kelvin
        if part is not self.main:
            self.jitter["temperature"] = jitter(kelvin)
        self._add("temperature", self.rows.placed(part, kelvin), original)

    def _bind(self, part: Part, binding: Binding) -> None:
        if CHANNELS[binding.quantity].kind == "label":
            self.notes.append(f"{binding.original!r} is text and is not joined")
            return
        assert part.loaded is not None
        raw = self.rows.raw(part, binding.index)
        factor = factor_to(binding.quantity, binding.unit, column=binding.original)
        # formulas may still need the column as it stands
        values = scaled(raw.copy(), factor) if factor != 1.0 else raw
        if binding.quantity == "temperature" and not binding.where:
            self._read_temperature(part, values, binding.original)
        else:
            on_rows = self.rows.placed(part, values)
            self._add(binding.quantity, on_rows, binding.original, binding.where)
            if part is not self.main and not binding.where:
                self.jitter[binding.quantity] = jitter(values)
            if bare_name(binding.original) not in self.recipe.names:
                part.loaded.columns.pop(binding.index)

    def _evaluate(self, name: str, formula: Expression) -> None:
        values = {n: self._named(n, name, formula) for n in formula.names}
        found = np.broadcast_to(formula.evaluate(values), self.rows.lines.shape)
        self.values[name] = found
        if name in CHANNELS:
            factor = factor_to(name, formula.unit, column=name) if formula.unit else 1.0
            found = found if factor == 1.0 else found * factor
            self._add(name, found, formula.text)
            if name == "temperature" and self.rows.seconds is not None:
                self.thermometer = self.main, self.rows.seconds, found

    def _named(self, name: str, key: str, formula: Expression) -> Array | float:
        """Value of a name: constants and results, then columns, then channels."""
        if name in self.values and name != key:
            return self.values[name]
        found = find_column(self.parts, name)
        if found is None:
            if name in self.made:
                return self.made[name].values
            known = [*self.values, *(bare_name(n) for p in self.parts for n in p.file.names[:8])]
            near = get_close_matches(name, known, n=1)
            raise InputError(
                f"the expression {formula.text!r} names {name!r}, which no log has",
                "one of " + ", ".join(dict.fromkeys(known)),
                (f"did you mean {near[0]}? " if near else "")
                + f"correct [expressions] {key} in supra2d.toml",
            )
        part, i = found
        raw = self.rows.raw(part, i)
        if formula.unit or not (part.file.unit(i) or key in CHANNELS):
            return self.rows.placed(part, raw)
        unit = CHANNELS[key].unit if key in CHANNELS else ""
        write = f'[expressions] {key} = "{formula.text} [{unit}]" with the unit of the result'
        factor = factor_of(part.file, i, "", kind="", write=write)
        return self.rows.placed(part, raw if factor == 1.0 else raw * factor)

    def _follow_lag(self) -> None:
        """Move the temperature to where the film was."""
        join, rows = self.recipe.join, self.rows
        if join is None or join.lag == 0.0:
            return
        if self.thermometer is None or rows.seconds is None:
            self.notes.append("there is no temperature whose lag could be taken out")
            return
        part, seconds, kelvin = self.thermometer
        lag = join.lag
        if lag is None:
            signal = next((c.values for q in RESISTIVE for c in self.made.values()
                           if c.quantity == q), None)  # fmt: skip
            field = self.made["field"].values if "field" in self.made else None
            known = np.isfinite(kelvin)
            if not known.all():
                seconds, kelvin = seconds[known], kelvin[known]
            found = None
            if signal is not None:
                found = estimate_lag(rows.seconds, signal, field, seconds, kelvin)
            if found is None:
                part.notes.append(
                    "its lag could not be estimated, because no transition was passed both up and "
                    'down in temperature at one field; 0 s was used: state [join] lag = "3 s"'
                )
                return
            part.notes.append(found.note())
            lag, self.lag_error = found.value, found.error
        self._add("temperature", rows.at(part, seconds, kelvin, lag=lag),
                  self.made["temperature"].original)  # fmt: skip

    def _add(self, quantity: str, values: Array, original: str, where: str = "") -> None:
        column = Column(quantity, values, original, where)
        self.made[column.variable] = column

    def _assembled(self) -> xr.Dataset:
        rows, main = self.rows, self.main
        assert main.loaded is not None
        keep = ~rows.missing
        if not keep.any():
            steps = [f"{np.median(np.diff(p.seconds)):.3g} s in {p.name}" for p in self.parts
                     if p is not main and p.seconds is not None and p.seconds.size > 1]  # fmt: skip
            raise InputError(
                f"no row of {main.name} has a reading of all logs near it",
                f"logs of the same hours, and a max_gap above their steps ({', '.join(steps)})",
                "give a longer [join] max_gap, or leave a log out of [join] files",
            )
        if rows.seconds is not None:
            self._add("time", rows.seconds - rows.seconds[0], "clock")
        others = [p for p in self.parts if p is not main and p.loaded is not None]
        places = {f"row_{p.file.path.stem}": rows.before(p)[keep] for p in others}
        for part in self.parts:
            # what has been brought onto the rows is not needed any more
            if part.loaded is not None:
                part.loaded.columns.clear()
        self.thermometer, self.values = None, {}
        columns = []
        for name in list(self.made):
            column = self.made.pop(name)
            values = column.values if keep.all() else column.values[keep]
            unit = CHANNELS[column.quantity].unit
            columns.append(
                Parsed(Binding(0, column.quantity, unit, column.original, column.where), values)
            )
            del column, values
        log = assemble(
            columns,
            lines=rows.lines[keep],
            path=main.file.path,
            reader=main.file.reader,
            unmapped=[name for part in self.parts for name in part.unmapped],
            notes=[*main.file.notes, *main.notes, *self.notes],
        )
        log.attrs["dropped_rows"] += main.loaded.dropped + int(rows.missing.sum())
        kept = np.isin(rows.lines[keep], log["row"].values, assume_unique=True)
        log = log.assign_coords({n: ("row", v[kept]) for n, v in places.items()})
        for name, scatter in self.jitter.items():
            if name in log:
                log[name].attrs["jitter"] = scatter
        if self.lag_error and "temperature" in log:
            log["temperature"].attrs["lag_error"] = self.lag_error
        log.attrs["joined"] = json.dumps([_source(part) for part in others])
        return log


def _source(part: Part) -> dict[str, str | int]:
    assert part.loaded is not None
    return {
        "path": str(part.file.path),
        "sha256": part.file.sha256,
        "reader": part.file.reader,
        "rows": int(part.loaded.lines.size),
        "dropped_rows": part.loaded.dropped,
        "message": "; ".join([*part.file.notes, *part.notes]),
    }
