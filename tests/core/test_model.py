"""Model and Parameter: what a law's record promises, and how a wrong call is answered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from supra2d.core import InputError, Model, NameUnknownError, Parameter, Variable

LINE = Model(
    name="line",
    title="A straight line",
    mechanism="none",
    variables=(Variable("temperature", "K"), Variable("angle", "deg")),
    result=Variable("field", "T"),
    parameters=(
        Parameter("slope", "T/K", 2.0, 0.0, 10.0, "slope"),
        Parameter("g", "", 2.0, 0.1, 100.0, "g-factor", free=False),
    ),
    function=lambda x, slope, g, angle=0.0: slope * x + angle,
    guess=lambda x, y: {"slope": 1.0},
    equation="B = s T",
    limits="none",
    references=(),
)


def test_a_model_takes_arrays_and_keywords() -> None:
    assert LINE([1.0, 2.0], slope=3.0).tolist() == [3.0, 6.0]
    assert LINE(1.0).shape == () and LINE(1.0) == 2.0
    assert LINE([1.0], angle=0.5).tolist() == [2.5]
    assert LINE(np.array([[1, 2]])).shape == (1, 2)


def test_an_unknown_parameter_is_answered_with_near_matches() -> None:
    with pytest.raises(NameUnknownError, match="unknown parameter of line 'slop'.*mean slope"):
        LINE(1.0, slop=3.0)
    with pytest.raises(NameUnknownError, match="did you mean slope"):
        LINE.parameter("sloppe")
    assert LINE.parameter("g").free is False


@pytest.mark.parametrize("value", [-1.0, 11.0, float("nan"), np.array([1.0, 11.0])])
def test_a_value_outside_the_bounds_is_refused(value: float) -> None:
    with pytest.raises(InputError, match="line: slope = .* a value between 0 and 10"):
        LINE(1.0, slope=value)


def test_a_default_outside_the_bounds_is_refused() -> None:
    with pytest.raises(InputError, match="default 20.0 outside"):
        replace(LINE.parameters[0], default=20.0)
