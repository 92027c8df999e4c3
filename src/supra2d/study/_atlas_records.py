"""The records of the atlas with their numbers in place, and ratios in one convention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import hypot

from ..core import PAULI_PREFACTORS, Interval, combine, parse_quantity, parse_unit
from ..materials import QUANTITIES, Record, Value, materials
from .claims import read_claims

#: Pauli limit over Tc to which all ratios are brought.
REFERENCE = "BCS"


@dataclass(frozen=True, slots=True)
class Ratio:
    """Critical field in the plane over the Pauli limit of BCS theory.

    Attributes
    ----------
    value, interval, systematic
        ``systematic`` spans the prefactors where the text does not state its own.
    limit
        ``lower`` where it is at least this, ``upper`` where it is at most this.
    method
        ``recomputed`` from the critical field and Tc, or ``printed``.
    """

    value: float
    interval: Interval
    systematic: Interval | None
    limit: str
    method: str

    @property
    def total(self) -> Interval:
        """What to quote."""
        return combine(self.value, self.interval, self.systematic)


@cache
def shipped_records() -> tuple[Record, ...]:
    """All records that come with the package, names of printed numbers replaced by the numbers."""
    return tuple(_filled(record) for material in materials() for record in material.records)


def _filled(record: Record) -> Record:
    """A record whose numbers stand for themselves; those in claims are in canonical units."""
    if not record.paper:
        return record
    numbers = read_claims(record.paper).numbers
    values = dict(record.values)
    for key, name in values.items():
        if isinstance(name, str):
            found = numbers[name]
            half = 0.5 * (found.high - found.low)
            basis = "printed error" if found.error else "printed digits"
            values[key] = Value(found.value, QUANTITIES[key], half, basis, record.source)
    at = record.temperature
    at = f"{numbers[at].value:g} K" if at.isidentifier() else at
    return replace(record, values=values, temperature=at)


def number(record: Record, key: str) -> tuple[float, float] | None:
    """A value and its uncertainty in canonical units."""
    value = record.values.get(key)
    if not isinstance(value, Value):
        return None
    assert isinstance(value.value, float) and isinstance(value.unit, str)
    known = value.unit in ("", QUANTITIES[key])
    factor = 1.0 if known else parse_unit(value.unit).factor
    return float(f"{value.value * factor:.15g}"), value.uncertainty * factor


def limit(record: Record, key: str) -> str:
    """``lower`` or ``upper`` where a record has no more than a limit."""
    value = record.values.get(key)
    return value.limit if isinstance(value, Value) else ""


def kelvin(record: Record) -> float | None:
    """Temperature of the field in K, as far as it is known."""
    if record.temperature:
        return parse_quantity(record.temperature, "K")
    tc = number(record, "Tc")
    if record.reduced_temperature == 0.0:
        return 0.0
    if record.reduced_temperature is None or tc is None:
        return None
    return float(f"{record.reduced_temperature * tc[0]:.6g}")


def ratios(record: Record) -> list[Ratio]:
    """What a record says of its ratio: recomputed where that can be done, then as printed."""
    return list(_ratios(record))


def best(record: Record) -> Ratio | None:
    """The ratio to show: a value before a limit, recomputed before printed."""
    found = sorted(ratios(record), key=lambda ratio: bool(ratio.limit))
    return found[0] if found else None


def _ratios(record: Record) -> Iterator[Ratio]:
    field, tc, printed = (number(record, k) for k in ("Bc2_parallel", "Tc", "pauli_ratio"))
    if field and tc:
        value = field[0] / (PAULI_PREFACTORS[REFERENCE] * tc[0])
        error = value * hypot(field[1] / field[0], tc[1] / tc[0])
        one = limit(record, "Bc2_parallel")
        yield Ratio(value, (value - error, value + error), None, one, "recomputed")
    if printed:
        factors = [f / PAULI_PREFACTORS[REFERENCE] for f in PAULI_PREFACTORS.values()]
        stated = PAULI_PREFACTORS.get(record.prefactor)
        factor = 1.0 if stated is None else stated / PAULI_PREFACTORS[REFERENCE]
        value, error = factor * printed[0], factor * printed[1]
        spread = None if stated else (min(factors) * value, max(factors) * value)
        one = limit(record, "pauli_ratio")
        yield Ratio(value, (value - error, value + error), spread, one, "printed")


def with_own_names(records: Sequence[Record]) -> list[Record]:
    """No two names alike: a source, and at last a number, tells them apart."""
    taken: set[str] = set()
    found = []
    for record in records:
        count = 1
        names = [record.name, f"{record.name}, {record.source}"]
        while names[0] in taken:
            count += 1
            names = [*names[1:], f"{record.name}, {record.source} ({count})"]
        taken.add(names[0])
        found.append(replace(record, name=names[0]))
    return found
