"""Results: no number without an interval, totals, one preferred row, look-up by name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import (
    Fit,
    FittedParameter,
    NameUnknownError,
    Quantity,
    Result,
    Sample,
    combine,
    refused,
    with_preferred,
)


def quantity(name: str = "Tc", criterion: str = "50%", **rest: Any) -> Quantity:
    return Quantity(name, "K", 4.2, (4.1, 4.3), criterion=criterion, **rest)


def test_a_number_without_an_interval_is_a_bug() -> None:
    with pytest.raises(TypeError, match="without an interval"):
        Quantity("Tc", "K", 4.2, None)
    with pytest.raises(TypeError, match="not finite"):
        Quantity("Tc", "K", 4.2, (4.1, float("inf")))


def test_total_is_filled_in_and_error_is_half_its_width() -> None:
    assert quantity().total == (4.1, 4.3)
    spread = quantity(systematic=(3.9, 4.2))
    assert spread.total == pytest.approx((4.2 - (0.01 + 0.09) ** 0.5, 4.3))
    assert spread.error == pytest.approx((spread.total[1] - spread.total[0]) / 2)


def test_a_refusal_holds_no_numbers() -> None:
    row = refused("Bc2", "T", "the normal state is not reached; sweep to higher field")
    assert (row.value, row.interval, row.total, row.status) == (None, None, None, "refused")
    assert row.error != row.error


@given(
    st.floats(-1e3, 1e3), st.floats(0, 10), st.floats(0, 10), st.floats(-10, 10), st.floats(0, 10)
)
def test_combine_is_never_narrower_than_either(
    value: float, down: float, up: float, shift: float, wide: float
) -> None:
    interval = (value - down, value + up)
    systematic = (value + shift, value + shift + wide)
    low, high = combine(value, interval, systematic)
    assert low <= interval[0] <= interval[1] <= high
    # 1e-9: rounding of squares of numbers up to 1e3
    assert low <= systematic[0] + 1e-9 and high >= systematic[1] - 1e-9
    assert combine(value, interval, None) == interval


def test_preferred_takes_the_criterion_then_the_usable_then_the_whole() -> None:
    rows = with_preferred(
        [
            quantity(criterion="90%"),
            quantity(where={"branch": "up"}),
            quantity(),
            refused("Tc", "K", "no", criterion="50%"),
            refused("Tc", "K", "no", criterion="50%", where={"channel": "ch1"}),
            quantity(criterion="90%", where={"channel": "ch1"}),
        ],
        "50%",
    )
    assert [row.preferred for row in rows] == [False, False, True, False, False, True]


places = st.sampled_from([{}, {"channel": "ch1"}, {"branch": "up"}])
rows = st.tuples(st.sampled_from(["Tc", "Bc2"]), st.sampled_from(["10%", "50%"]), places)


@given(st.lists(rows))
def test_exactly_one_row_of_each_group_is_preferred(rows: list[tuple[str, str, dict]]) -> None:
    marked = with_preferred([quantity(n, c, where=w) for n, c, w in rows], "50%")
    groups = {(q.name, q.where.get("channel")) for q in marked}
    assert sum(q.preferred for q in marked) == len(groups)


def test_look_up_by_name_and_place() -> None:
    cold = Quantity("Bc2", "T", 1.0, (0.9, 1.1), where={"temperature": 2.0}, cites=("a", "b"))
    warm = Quantity("Bc2", "T", 0.5, (0.4, 0.6), where={"temperature": 3.0}, cites=("b",))
    result = Result("critical_field", "Bc2", quantities=(cold, warm))
    assert result.get("Bc2", temperature=3.0) is warm
    assert result.get("Bc2", temperature=2) is cold
    assert result.citations == ("a", "b")
    with pytest.raises(NameUnknownError, match="unknown quantity"):
        result.get("Bc2", temperature=4.0)


def test_preferred_wins_the_look_up() -> None:
    rows = with_preferred([quantity(criterion="90%"), quantity()], "50%")
    assert Result("x", "x", quantities=rows).get("Tc").criterion == "50%"
    assert Result("x", "x", quantities=rows).get("Tc", criterion="90%").criterion == "90%"


def test_fitted_parameters_by_name() -> None:
    parameter = FittedParameter("xi", 1e-8, "m", (0.9e-8, 1.1e-8))
    fit = Fit("gl_perpendicular", "orbital", "data", (parameter,), 3.0, 2, 5.0, 6.0)
    assert fit["xi"] is parameter
    with pytest.raises(NameUnknownError, match="unknown fitted parameter"):
        fit["Xi0"]


def test_a_sample_is_filled_from_another() -> None:
    own = Sample(name="A", thickness=5e-9)
    full = own.filled_from(Sample(name="B", width=1e-6, angle_zero=0.0))
    assert (full.name, full.thickness, full.width, full.angle_zero) == ("A", 5e-9, 1e-6, 0.0)
    assert full.known() == {"name": "A", "thickness": 5e-9, "width": 1e-6, "angle_zero": 0.0}
