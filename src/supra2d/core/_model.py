"""Model and Parameter: one physical law and all that fits, docs and reports need of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ._dataset import Array
from ._errors import InputError, NameUnknownError


@dataclass(frozen=True, slots=True)
class Variable:
    """An axis of a law: its name, its unit, and the range in which the default law varies."""

    name: str
    unit: str
    usual: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a law depends on.

    Attributes
    ----------
    name, unit, default
        The default is a plausible value for a thin film, used in docs and generic tests.
    low, high
        Bounds; a value outside is an error.
    description
        One clause, shown in the report.
    prior
        Prior as plain data: ``("uniform", low, high)``, ``("log_uniform", low, high)``,
        ``("normal", mean, sigma)``, ``("log_normal", median, sigma of the logarithm)`` or
        ``("energy", least, most)``: uniform in the logarithm from ``least`` in kB Tc0 to
        ``most`` in meV. Empty means uniform between the bounds.
    free
        False for a parameter that is a convention (g) and stays fixed unless asked for.
    """

    name: str
    unit: str
    default: float
    low: float
    high: float
    description: str
    prior: tuple[str, float, float] | tuple[()] = ()
    free: bool = True

    def __post_init__(self) -> None:
        if not self.low <= self.default <= self.high:
            raise InputError(
                f"parameter {self.name}: default {self.default} outside [{self.low}, {self.high}]",
                "low <= default <= high",
                "correct the row in the law's file",
            )
        if self.prior[:1] == ("log_normal",) and self.low <= 0.0:
            raise InputError(
                f"parameter {self.name}: a log-normal prior and the lower bound {self.low:g}",
                "a lower bound above 0",
                "raise the bound",
            )


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A known value of a law: parameters, x, expected result, where it comes from."""

    parameters: Mapping[str, float]
    x: float
    expected: float
    source: str
    rtol: float = 1e-10


@dataclass(frozen=True)
class Model:
    """One physical law; final, frozen, callable.

    ``model(x, **parameters)`` takes the first independent variable as an array, further
    variables and parameters by keyword, and returns an array of the same shape.

    Attributes
    ----------
    name, title, mechanism
        Name in lower snake case, one-line title, mechanism it stands for.
    variables, result
        Axes; the first variable is positional.
    parameters
        In the order of the function's keywords.
    function
        ``function(x, **variables_and_parameters) -> array``, pure numpy or numba.
    guess
        ``guess(x, y) -> {parameter: start value}`` from data, finite and inside the bounds.
    equation, limits
        LaTeX, and where the law stops being valid, for the docs page and the report.
    requires
        What the data and the sample must have: ``("direction:parallel",)``, ``("angle",)``,
        ``("inversion:present",)``.
    edge
        Name of the parameter that ends the curve on the x axis (``Tc0`` for laws of
        temperature), so that errors in x can be handled right up to the edge; empty: none.
    columns
        Whether the function takes parameters as columns (m, 1) beside x of shape (m, n).
    conventions
        Conventions that its numbers carry.
    checks
        Rows of known values.
    references
        BibTeX keys.
    """

    name: str
    title: str
    mechanism: str
    variables: tuple[Variable, ...]
    result: Variable
    parameters: tuple[Parameter, ...]
    function: Callable[..., Array]
    guess: Callable[[Array, Array], dict[str, float]]
    equation: str
    limits: str
    references: tuple[str, ...]
    checks: tuple[CheckRow, ...] = ()
    requires: tuple[str, ...] = ()
    edge: str = ""
    columns: bool = False
    conventions: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, x: npt.ArrayLike, **values: Any) -> Array:
        """Evaluate the law; parameters left out take their defaults."""
        names = {p.name for p in self.parameters} | {v.name for v in self.variables[1:]}
        for name in values:
            if name not in names:
                raise NameUnknownError.of(f"parameter of {self.name}", name, names)
        for parameter in self.parameters:
            value = values.setdefault(parameter.name, parameter.default)
            if not np.all(
                (np.asarray(value) >= parameter.low) & (np.asarray(value) <= parameter.high)
            ):
                raise InputError(
                    f"{self.name}: {parameter.name} = {value} {parameter.unit}",
                    f"a value between {parameter.low:g} and {parameter.high:g}",
                    "change the parameter or its unit",
                )
        return np.asarray(self.function(np.asarray(x, dtype=float), **values), dtype=float)

    @property
    def direction(self) -> str:
        """Direction of the field that the law is made for; empty when it does not matter."""
        wanted = (r.partition(":")[2] for r in self.requires if r.startswith("direction:"))
        return next(wanted, "")

    def parameter(self, name: str) -> Parameter:
        """The parameter called ``name``."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise NameUnknownError.of(
            f"parameter of {self.name}", name, (p.name for p in self.parameters)
        )
