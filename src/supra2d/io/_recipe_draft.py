"""A first ``supra2d.toml`` for the logs of a fridge, to be checked by whoever measured."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from supra2d.core import CHANNELS, InputError, SupraError

from ._columns import ReadRequest
from ._join import usual_gap
from ._join_clock import ClockColumn, clock_of, find_clock
from ._join_columns import LogFile, load, open_log
from ._names import bare_name, recognise
from ._read import reader_of
from ._registry import reader_spec

_LOCKIN = {
    "x": re.compile(r"(?i)(.*[\s_.-])?x([\s_.-]*[0-9])?|.*res_?x|.*in.?phase.*"),
    "y": re.compile(r"(?i)(.*[\s_.-])?y([\s_.-]*[0-9])?|.*res_?y|.*(quadrature|out.?of.?phase).*"),
}

_HEAD = """\
# Drafted by supra2d from {files}.
# Check every line, then save this as supra2d.toml beside the data.
"""


@dataclass(slots=True)
class _Draft:
    """What was guessed: lines of ``[lockin]`` and ``[columns]``, and what stays open."""

    lockin: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)


def draft_recipe(paths: Iterable[Path]) -> str:
    """Text of a ``supra2d.toml`` that joins logs, guessed from their columns; writes nothing.

    Parameters
    ----------
    paths
        The logs of one run: thermometer, lock-in amplifier, magnet.

    Raises
    ------
    InputError
        When none of them can be read.
    """
    files = list(paths)
    logs: list[LogFile] = []
    skipped: list[str] = []
    for path in files:
        try:
            logs.append(open_log(path, _known, reader_of(path), ReadRequest()))
        except SupraError as error:
            skipped.append(f"# {path.name} was left out: {error.got}")
    if not logs:
        raise InputError(
            f"none of {', '.join(path.name for path in files)} can be read as a log",
            "text with a column of time and columns of numbers",
            "name the logs of one run",
        )
    draft = _Draft()
    for log in logs:
        _guess(log, draft)
    parts = [
        _HEAD.format(files=", ".join(log.path.name for log in logs)) + "\n".join(skipped),
        '[sample]\nname = ""\nmaterial = ""\ndirection = "perpendicular"   # or "parallel"',
    ]
    if len(logs) > 1:
        parts.append(_join(logs, draft))
    if draft.lockin:
        lines = [f"{key} = {_quoted(text)}" for key, text in draft.lockin.items()]
        lines += ['current = "1 nA"   # the amplitude through the film: correct it',
                  "gain = 1   # of the preamplifier: correct it"]  # fmt: skip
        if "y" in draft.lockin:
            lines.append('phase = "auto"   # found from the normal state')
        parts.append("\n".join(["[lockin]", *lines]))
    lines = [
        f"{quantity} = {_quoted(text)}   # of {draft.owners[quantity]}"
        for quantity, text in draft.columns.items()
    ]
    if lines:
        parts.append("\n".join(["[columns]", *lines]))
    parts += [f"# {line}" for line in _open_ends(draft)]
    return "\n\n".join(part.rstrip() for part in parts if part.strip()) + "\n"


def _known(name: str) -> bool:
    return recognise(name) is not None or bool(_lockin_key(name)) or bool(_word(name))


def _lockin_key(name: str) -> str:
    bare = bare_name(name)
    return next((key for key, pattern in _LOCKIN.items() if pattern.fullmatch(bare)), "")


def _word(name: str) -> str:
    """Channel that words inside a name speak for."""
    words = reader_spec("delimited_text")["guesses"]
    return next((q for q, parts in words.items() if any(p in name.lower() for p in parts)), "")


def _guess(log: LogFile, draft: _Draft) -> None:
    """Take the columns of one log for the channels that are still free."""
    tests: Sequence[Callable[[int, str], bool]] = (
        lambda i, name: _take_lockin(log, i, name, draft),
        lambda i, name: _take_channel(log, i, name, draft),
    )
    clock = _clock(log)
    for i, name in enumerate(log.names):
        if name and (clock is None or i not in clock.indices):
            any(test(i, name) for test in tests)


def _take_lockin(log: LogFile, i: int, name: str, draft: _Draft) -> bool:
    key = _lockin_key(name)
    if not key or key in draft.lockin:
        return False
    draft.lockin[key] = _with_unit(log, i, "V")
    return True


def _take_channel(log: LogFile, i: int, name: str, draft: _Draft) -> bool:
    known = recognise(name, log.units[i])
    quantity = known.quantity if known is not None else _word(name)
    if not quantity or quantity == "time" or not CHANNELS[quantity].unit:
        return False
    if quantity in draft.columns:
        draft.open.append(
            f"{bare_name(name)!r} of {log.path.name} may be the {quantity.replace('_', ' ')} too"
        )
        return False
    draft.columns[quantity] = _with_unit(log, i, CHANNELS[quantity].unit)
    draft.owners[quantity] = log.path.name
    return True


def _with_unit(log: LogFile, i: int, unit: str) -> str:
    return f"{bare_name(log.names[i])} [{log.unit(i) or unit}]"


def _join(logs: Sequence[LogFile], draft: _Draft) -> str:
    clocks = [_clock(log) for log in logs]
    names = [
        bare_name(log.names[clock.indices[-1]]) if clock is not None else ""
        for log, clock in zip(logs, clocks, strict=True)
    ]
    draft.open += [
        f"{log.path.name} has no column that looks like a clock"
        for log, name in zip(logs, names, strict=True)
        if not name
    ]
    gaps = [_gap(log, clock) for log, clock in zip(logs, clocks, strict=True) if clock is not None]
    files = ", ".join(_quoted(log.path.name) for log in logs)
    known = list(dict.fromkeys(filter(None, names)))
    lines = ["[join]", f"files = [{files}]"]
    lines.append(f"on = {_quoted(known[0] if known else 'time')}" + (
        f"   # called {', '.join(known[1:])} in the others" if len(known) > 1 else ""))  # fmt: skip
    if gaps:
        lines.append(f'max_gap = "{max(gaps):.2g} s"   # ten times the usual time between readings')
    lines.append('lag = "auto"   # of the thermometer, from sweeps up and down; or "3 s"')
    return "\n".join(lines)


def _clock(log: LogFile) -> ClockColumn | None:
    try:
        return find_clock(log.names, log.units, log.sample, "time", log.path.name)
    except InputError:
        return None


def _gap(log: LogFile, clock: ClockColumn) -> float:
    stamps = load(log, [], clock).stamps
    if stamps is None:
        return 0.0
    steps = np.sort(clock_of(stamps, clock).seconds)
    return usual_gap(steps)


def _open_ends(draft: _Draft) -> list[str]:
    lacking = [q for q in ("temperature", "field") if q not in draft.columns]
    signal = draft.lockin or any(CHANNELS[q].kind == "signal" for q in draft.columns)
    found = [f"no column looks like the {q}: add {q} = \"NAME [{CHANNELS[q].unit}]\" to [columns]"
             for q in lacking]  # fmt: skip
    if not signal:
        found.append('no column looks like a signal: add resistance = "NAME [ohm]" to [columns]')
    return found + draft.open


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
