"""Arithmetic on columns, and everything that is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import InputError, NameUnknownError, SupraError
from supra2d.io._expressions import Expression


def test_arithmetic_is_that_of_arrays() -> None:
    x, t = np.array([1.0, 2.0, 4.0]), np.array([3.0, 5.0, 9.0])
    formula = Expression.parse(
        "-(X + 'Temp A') * 2 / gain ** 0.5 - sqrt(abs(X)) + log(exp(X)) [mohm]"
    )
    assert formula.names == ("X", "Temp A", "gain")
    assert formula.unit == "mohm"
    found = formula.evaluate({"X": x, "Temp A": t, "gain": 100.0})
    # the same arithmetic in the same order: equal but for the last digit
    np.testing.assert_allclose(found, -(x + t) * 2 / 10.0 - np.sqrt(x) + x, rtol=1e-14)


def test_a_value_that_is_none_is_nan() -> None:
    found = Expression.parse("X / Y").evaluate({"X": np.ones(2), "Y": np.array([0.0, 2.0])})
    assert np.isnan(found[0]) and found[1] == 0.5


def test_a_missing_name_has_near_matches() -> None:
    with pytest.raises(NameUnknownError, match="did you mean gain"):
        Expression.parse("X / gian").evaluate({"X": np.ones(2), "gain": 1.0})


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "X.__class__",
        "X[0]",
        "(lambda: X)()",
        "[X for X in Y]",
        "X if Y else 2",
        "X; Y",
        "X = 2",
        "X, Y",
        "f'{X}'",
        "sqrt(X, Y)",
        "sqrt(x=X)",
        "print(X)",
        "X and Y",
        "X < Y",
        "X % 2",
        "X ^ 2",
        "True * X",
        "2j * X",
        "1e999 * X",
        "3",
        "",
        "X +",
        "(" * 300 + "X" + ")" * 300,
        "-" * 450 + "X",
        "X + " * 400 + "X",
        "X\0",
    ],
)
def test_what_is_no_arithmetic_on_columns_is_refused(text: str) -> None:
    try:
        Expression.parse(text)
    except InputError as error:
        assert "arithmetic on columns" in str(error)
    else:  # a long chain of signs is arithmetic still
        assert set(text) == {"-", "X"}


@given(st.text(max_size=40))
def test_any_text_gives_a_formula_or_a_sentence(text: str) -> None:
    try:
        formula = Expression.parse(text)
        formula.evaluate({name: np.array([1.0, np.nan]) for name in formula.names})
    except SupraError as error:
        assert error.remedy


def test_a_power_that_explodes_is_a_number_that_is_none() -> None:
    found = Expression.parse("X + 10 ** 10 ** 10").evaluate({"X": np.ones(2)})
    assert np.isnan(found).all()
