"""What a laboratory says of its logs: how they become one, and what their columns mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from supra2d.core import (
    CHANNELS,
    InputError,
    NameUnknownError,
    UnitError,
    parse_quantity,
    parse_unit,
)

from ._expressions import Expression
from ._join import Join


@dataclass(frozen=True, slots=True)
class Lockin:
    """``[lockin]``: columns of the outputs; ``current`` in A or the name of a column.

    ``phase`` in degrees, None: to be found from the normal state.
    """

    x: str
    y: str = ""
    current: float | str | None = None
    gain: float = 1.0
    phase: float | None = None


@dataclass(frozen=True, slots=True)
class Reversal:
    """``[reversal]``: columns of voltage and current of a current that changes its sign."""

    voltage: str
    current: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """``[calibration] temperature``: column of a sensor, file of its curve."""

    column: str
    file: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that ``supra2d.toml`` says of how raw logs become channels."""

    join: Join | None = None
    lockin: Lockin | None = None
    reversal: Reversal | None = None
    calibration: Calibration | None = None
    constants: Mapping[str, float] = field(default_factory=dict)
    expressions: Mapping[str, Expression] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """Names of columns that the recipe needs, with their units in brackets where stated."""
        found: list[str] = []
        if self.lockin is not None:
            current = [self.lockin.current] if isinstance(self.lockin.current, str) else []
            found += [self.lockin.x, *filter(None, [self.lockin.y]), *current]
        if self.reversal is not None:
            found += [self.reversal.voltage, self.reversal.current]
        if self.calibration is not None:
            found.append(self.calibration.column)
        return found

    @property
    def names(self) -> set[str]:
        """Names in expressions that are neither constants nor results of other expressions."""
        own = {*self.constants, *self.expressions}
        return {n for k, e in self.expressions.items() for n in e.names if n == k or n not in own}

    @property
    def makes(self) -> set[str]:
        """Channels that the recipe makes, so that no column is taken for them."""
        made = {k for k, e in self.expressions.items() if k in CHANNELS and k not in e.names}
        if self.reversal is not None or (self.lockin is not None and self.lockin.current):
            made |= {"resistance", "current"}
        if self.calibration is not None:
            made.add("temperature")
        return made


def split_unit(text: str) -> tuple[str, str]:
    """Name and unit of ``"X [uV]"``; the unit is empty where none is stated.

    Examples
    --------
    >>> split_unit("X [uV]")
    ('X', 'uV')
    """
    match = re.fullmatch(r"\s*(.*\S)\s*\[([^\[\]]*)\]\s*", text)
    return (match[1], match[2].strip()) if match else (text.strip(), "")


def read_expressions(
    entries: Mapping[str, str | float],
) -> tuple[dict[str, float], dict[str, Expression]]:
    """Constants and formulas of ``[expressions]``.

    ``gain = 100`` and ``current = "5 nA"`` are constants; everything else is a formula. An entry
    that is neither a channel nor used by another one is a mistake.

    Raises
    ------
    InputError
        When a formula is none, or two of them need each other.
    NameUnknownError
        When nothing uses an entry, with near matches.
    """
    constants: dict[str, float] = {}
    formulas: dict[str, Expression] = {}
    for name, entry in entries.items():
        value = float(entry) if isinstance(entry, (int, float)) else read_constant(entry)
        if value is None:
            formulas[name] = Expression.parse(str(entry))
        else:
            constants[name] = value
    used = {n for e in formulas.values() for n in e.names}
    for name in (*constants, *formulas):
        if name not in used and (name in constants or name not in CHANNELS):
            raise NameUnknownError.of("channel in [expressions]", name, CHANNELS)
    return constants, _ordered(formulas)


def read_constant(text: str) -> float | None:
    """``"5 nA"`` or ``"100"`` as a plain number in canonical units, None when it is none.

    Examples
    --------
    >>> read_constant("5 nA")
    5e-09
    """
    match = re.fullmatch(r"\s*[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?\s*(.*?)\s*", text)
    if match is None:
        return None
    try:
        return parse_quantity(text, parse_unit(match[1]).canonical) if match[1] else float(text)
    except (UnitError, ValueError):
        return None


def _ordered(formulas: Mapping[str, Expression]) -> dict[str, Expression]:
    """Formulas in an order in which each follows those it needs."""
    done: dict[str, Expression] = {}
    left = dict(formulas)
    while left:
        # a formula may name the column that it replaces: temperature = "temperature * 1.01"
        ready = [n for n, e in left.items() if not (set(e.names) - {n}) & set(left)]
        if not ready:
            raise InputError(
                f"the expressions {', '.join(left)} need each other",
                "expressions of columns, constants and other expressions",
                "write at least one of them with columns only",
            )
        for name in ready:
            done[name] = left.pop(name)
    return done
