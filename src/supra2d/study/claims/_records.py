"""What a claims file holds: numbers, claims and notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ._arithmetic import Arithmetic
from ._relation import Relation
from ._units import Dimension, PrintedUnit

#: An input of a formula: the name of a number, or a plain number that is exact.
Bound = str | float


@dataclass(frozen=True)
class Formula:
    """A relation or arithmetic, with the number that stands for each of its inputs."""

    text: str
    body: Relation | Arithmetic
    inputs: Mapping[str, Bound]

    @property
    def choices(self) -> Mapping[str, tuple[str, ...]]:
        """Conventions that the formula itself leaves open."""
        return self.body.choices if isinstance(self.body, Relation) else {}

    def unit_under(self, choices: Mapping[str, str]) -> str:
        """Unit that a relation gives under a choice of conventions; empty for arithmetic."""
        return self.body.unit_under(choices) if isinstance(self.body, Relation) else ""


@dataclass(frozen=True)
class Number:
    """A printed number in canonical units, a derived one, or one that is missing.

    Attributes
    ----------
    name, unit, source
        As in the file.
    value, low, high
        Printed value and what its digits or its printed error leave open; NaN if not printed.
    digit
        Size of the last printed digit, 0 for an exact number.
    error
        Whether the width is a printed error.
    formula
        How it follows from others, for a derived number.
    missing
        Why it is not known, for a missing one.
    """

    name: str
    unit: PrintedUnit
    source: str = ""
    value: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    digit: float = 0.0
    error: bool = False
    formula: Formula | None = None
    missing: str = ""


@dataclass(frozen=True)
class Claim:
    """A statement: a formula and what it should give.

    Attributes
    ----------
    says
        The statement in words.
    formula
        What is recomputed.
    sense
        ``equals``, ``at_most`` or ``at_least``.
    target
        Name of the number that the formula is compared with, or an exact plain number.
    as_printed
        Conventions that the text states: name -> label.
    readings
        Further ways to read it: label -> other numbers for some inputs.
    erratum, source, note
        For the reader.
    """

    says: str
    formula: Formula
    sense: str
    target: Bound
    as_printed: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, Mapping[str, Bound]] = field(default_factory=dict)
    erratum: str = ""
    source: str = ""
    note: str = ""

    def read_as(self, reading: str) -> Claim:
        """The claim with the numbers of one of its readings; as it stands for an empty label."""
        swap = self.readings[reading] if reading else {}
        inputs = {name: swap.get(name, bound) for name, bound in self.formula.inputs.items()}
        target = swap.get(self.target, self.target) if isinstance(self.target, str) else self.target
        return replace(self, formula=replace(self.formula, inputs=inputs), target=target)


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know of a text that no number tests: a misprint, a reference."""

    text: str
    erratum: str = ""
    source: str = ""


@dataclass(frozen=True)
class Claims:
    """A claims file, understood.

    Attributes
    ----------
    name, title, cite
        Of the publication; ``cite`` is a bibliography key.
    numbers, claims, notes
        Its content.
    path, sha256
        Where it came from, and the hash of that file.
    """

    name: str
    title: str
    cite: str
    numbers: Mapping[str, Number]
    claims: tuple[Claim, ...]
    notes: tuple[Note, ...]
    path: str
    sha256: str

    def dimension(self, formula: Formula, choices: Mapping[str, str]) -> Dimension:
        """Dimension of what a formula gives under a choice of conventions."""
        if isinstance(formula.body, Relation):
            return formula.body.dimension(choices)
        kinds = {name: self.kind(bound) for name, bound in formula.inputs.items()}
        return formula.body.dimension(kinds)

    def kind(self, bound: Bound) -> Dimension:
        """Dimension of a number; a plain one has none."""
        return self.numbers[bound].unit.dimension if isinstance(bound, str) else ()

    def value(
        self, bound: Bound, printed: Mapping[str, float], choices: Mapping[str, str]
    ) -> float:
        """Value of a number, derived ones followed back to ``printed``."""
        if not isinstance(bound, str):
            return bound
        formula = self.numbers[bound].formula
        if formula is None:
            return printed[bound]
        return self.formula_value(formula, printed, choices)

    def formula_value(
        self, formula: Formula, printed: Mapping[str, float], choices: Mapping[str, str]
    ) -> float:
        """Value of a formula, in canonical units.

        Parameters
        ----------
        formula
            What to compute.
        printed
            A value for each printed number that it rests on.
        choices
            A label for each convention.
        """
        values = {n: self.value(bound, printed, choices) for n, bound in formula.inputs.items()}
        if isinstance(formula.body, Relation):
            return formula.body.value(values, choices)
        return formula.body.value(values)

    def roots(self, bound: Bound) -> tuple[str, ...]:
        """The numbers that one rests on, printed or missing."""
        if not isinstance(bound, str):
            return ()
        formula = self.numbers[bound].formula
        return (bound,) if formula is None else self.formula_roots(formula)

    def formula_roots(self, formula: Formula) -> tuple[str, ...]:
        """The numbers that a formula rests on, printed or missing."""
        found = [root for bound in formula.inputs.values() for root in self.roots(bound)]
        return tuple(dict.fromkeys(found))

    def choices(self, *bounds: Bound) -> dict[str, tuple[str, ...]]:
        """Conventions that derived numbers leave open."""
        found: dict[str, tuple[str, ...]] = {}
        for bound in bounds:
            formula = self.numbers[bound].formula if isinstance(bound, str) else None
            if formula is not None:
                found |= self.formula_choices(formula)
        return found

    def formula_choices(self, formula: Formula) -> dict[str, tuple[str, ...]]:
        """Conventions that a formula and what it rests on leave open, its own first."""
        return {**formula.choices, **self.choices(*formula.inputs.values())}

    def claim_choices(self, claim: Claim) -> dict[str, tuple[str, ...]]:
        """Conventions that both sides of a claim leave open."""
        return {**self.formula_choices(claim.formula), **self.choices(claim.target)}
