"""What a Nanonis signal is called, and the channel behind its name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from .._assemble import Parsed
from .._columns import Binding
from .._registry import reader_spec
from .._text import number

READER = "nanonis"


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal's name in parts: ``Input 3 [AVG] (A) [bwd] [filt]``.

    ``sweep`` is ``AVG`` or the number of a single sweep, ``backward`` and ``filtered`` are what
    the marks say.
    """

    name: str
    unit: str
    backward: bool
    sweep: str
    filtered: bool


def parse_signal(text: str) -> Signal:
    """The parts of a signal's name.

    Examples
    --------
    >>> parse_signal("LIX 1 omega [bwd] (A)")
    Signal(name='LIX 1 omega', unit='A', backward=True, sweep='', filtered=False)
    """
    marks = re.findall(r"\[(\w+)\]", text)
    bare = re.sub(r"\s*\[\w+\]", "", text).strip()
    match = re.fullmatch(r"(.*?)\s*\(([^()]*)\)", bare)
    name, unit = (match[1], match[2]) if match else (bare, "")
    sweep = next((mark for mark in marks if mark == "AVG" or mark.isdigit()), "")
    return Signal(name, unit, "bwd" in marks, sweep, "filt" in marks)


def quantity_of(signal: Signal) -> str:
    """The channel of a signal by the rules of ``spec.toml``, empty where none fits."""
    unit = "s" if signal.unit == "ms" else signal.unit
    for rule in reader_spec(READER)["signals"]:
        name = signal.name.replace("_", " ")
        if rule["unit"] == unit and re.fullmatch(rule["name"], name, re.IGNORECASE):
            return str(rule["quantity"])
    return ""


def spectra(headers: Sequence[str], asked: Sequence[Binding]) -> list[Binding]:
    """Columns of a spectrum that the user has not named: one per channel and direction."""
    taken = {b.index for b in asked}
    settled = {b.quantity for b in asked}
    found: dict[tuple[str, bool, str], Binding] = {}
    signals = [parse_signal(header) for header in headers]
    told = [quantity_of(signal) for signal in signals]
    only = [i for i, s in enumerate(signals) if s.unit == "A" and not told[i]]
    if "current" not in told and len({signals[i].name for i in only}) == 1:
        # the one input in A of a file without a signal called Current
        told = ["current" if i in only else quantity for i, quantity in enumerate(told)]
    averaged = any(signal.sweep == "AVG" for signal in signals)
    for i, (signal, quantity) in enumerate(zip(signals, told, strict=True)):
        single = averaged and signal.sweep.isdigit()
        if not quantity or quantity in settled or i in taken or signal.filtered or single:
            continue
        count = signal.sweep if signal.sweep.isdigit() else ""
        key = (quantity, signal.backward and quantity != "bias", count)
        found.setdefault(key, Binding(i, quantity, signal.unit, headers[i]))
    both = {q for q, backward, _ in found if backward}
    return [
        Binding(b.index, b.quantity, b.unit, b.original, _where(q in both, backward, count))
        for (q, backward, count), b in found.items()
        if not (q in ("bias", "time") and count not in ("", "00001"))
    ]


def _where(both: bool, backward: bool, count: str) -> str:
    direction = ("backward" if backward else "forward") if both or backward else ""
    return " ".join(filter(None, [direction, count.lstrip("0")]))


def _facts(header: Mapping[str, str]) -> dict[str, float]:
    """Temperature and field in K and T where exactly one key of the header states each."""
    found: dict[str, float] = {}
    for name, pattern in reader_spec(READER)["facts"].items():
        values = [
            value
            for key, text in header.items()
            if (signal := parse_signal(key.rpartition(">")[2])).unit in ("K", "T")
            and signal.unit == ("K" if name == "temperature" else "T")
            and re.fullmatch(pattern, signal.name, re.IGNORECASE)
            and (value := number(text)) is not None
            and isfinite(value)
        ]
        if len(values) == 1:
            found[name] = values[0]
    return found


def modulation(header: Mapping[str, str]) -> float | None:
    """Amplitude of the lock-in's modulation of the bias, V; None where the header lacks it."""
    if not header.get("Lock-in>Modulated signal", "").startswith("Bias"):
        return None
    value = number(header.get("Lock-in>Amplitude", ""))
    return value if value is not None and isfinite(value) and value > 0 else None


def as_conductance(
    columns: Iterable[Parsed], amplitude: float | None, notes: list[str]
) -> list[Parsed]:
    """Lock-in signals in A over the modulation of the bias; left out where it is not known."""
    kept: list[Parsed] = []
    first = ""
    for column in columns:
        binding = column.binding
        if binding.quantity != "conductance" or binding.unit != "A":
            kept.append(column)
            continue
        first = first or binding.original
        if amplitude is not None:
            kept.append(Parsed(replace(binding, unit="S"), column.values / amplitude, column.bad))
    if first and amplitude is None:
        notes.append(
            f"{first!r} left alone: the header does not state the modulation of the bias; "
            f"--columns 'conductance={parse_signal(first).name} [S]' takes it as it is"
        )
    elif first:
        notes.append(
            f"conductance is {first!r} over the modulation of {amplitude:g} V that the header "
            "states; compare its scale with the slope of the current"
        )
    return kept


def without_gain(headers: Sequence[str], used: set[str]) -> list[str]:
    """A note on a lock-in signal in V, which is a conductance times an unknown gain."""
    for header in headers:
        signal = parse_signal(header)
        if header not in used and quantity_of(replace(signal, unit="A")) == "conductance":
            if signal.unit == "V":
                return [
                    f"{header!r} left alone: its gain is not in the file; "
                    f"--columns 'conductance={signal.name} [S]' takes it as it is"
                ]
    return []


def stated(header: Mapping[str, str]) -> dict[str, Any]:
    """What the header says of the measurement, in canonical units."""
    amplitude = modulation(header)
    return {**_facts(header), **({} if amplitude is None else {"modulation": amplitude})}
