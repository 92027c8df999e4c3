"""Relation: a formula of the field that claims can name, with the conventions that it allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ._units import Dimension, printed_unit


@dataclass(frozen=True, slots=True)
class Relation:
    """A named formula.

    Attributes
    ----------
    name
        What a claim calls it.
    says
        The equation in a line.
    inputs
        Unit of each input; the function takes them by name, in canonical units.
    unit
        Unit of the result, or one for each label of the first choice.
    function
        ``function(**inputs, **choices) -> float`` in canonical units, NaN where it has no value.
    choices
        Conventions that could have been meant: name -> labels, the usual one first.
    defaults
        Inputs that may be left out.
    """

    name: str
    says: str
    inputs: Mapping[str, str]
    unit: str | Mapping[str, str]
    function: Callable[..., float]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    defaults: Mapping[str, float] = field(default_factory=dict)

    def unit_under(self, choices: Mapping[str, str]) -> str:
        """Unit of the result under a choice of conventions."""
        if isinstance(self.unit, str):
            return self.unit
        return self.unit[choices[next(iter(self.choices))]]

    def dimension(self, choices: Mapping[str, str]) -> Dimension:
        """Dimension of the result under a choice of conventions."""
        return printed_unit(self.unit_under(choices)).dimension

    def value(self, values: Mapping[str, float], choices: Mapping[str, str]) -> float:
        """The result; NaN where there is none.

        Parameters
        ----------
        values
            Inputs by name, in canonical units.
        choices
            A label for each choice; others are left alone.
        """
        own = {key: choices[key] for key in self.choices}
        try:
            return float(self.function(**{**self.defaults, **values}, **own))
        except (ArithmeticError, ValueError):
            return float("nan")
