"""Numbers as a physicist writes them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.plot import Scale
from supra2d.report import quote


def shown(value: float, low: float | None, high: float | None, unit: str) -> str:
    interval = None if low is None or high is None else (low, high)
    return quote(value, interval, unit).text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("value", "low", "high", "unit", "text"),
    [
        (3.2811, 3.2691, 3.2931, "K", "3.281(12) K"),
        (3.2811, 3.2721, 3.2931, "K", "3.281 +0.012 −0.009 K"),
        (9.61e-9, 9.50e-9, 9.72e-9, "m", "9.61(11) nm"),
        (0.045, 0.044, 0.046, "T", "45.0 ± 1.0 mT"),
        (0.673, 0.669, 0.677, "T", "0.6730(40) T"),
        # the error decides the digits, also where it is larger than the value
        (3.0, 1.6, 4.4, "K", "3.0 ± 1.4 K"),
        (2.0, -998.0, 1002.0, "K", "0 ± 1000 K"),
        (12345.0, 12095.0, 12595.0, "", "12340 ± 250"),
        # 0.0996 is 0.10 at two digits
        (1.0, 1.0 - 0.0996, 1.0 + 0.0996, "K", "1.00(10) K"),
        # no error: exact, or not known
        (1.0, 1.0, 1.0, "", "1"),
        (-1.0, -1.0, -1.0, "", "−1"),
        (0.0, 0.0, 0.0, "deg", "0°"),
        (6.1e-9, None, None, "m", "6.1 nm"),
        # zero with an error
        (0.0, -0.02, 0.02, "K", "0 ± 20 mK"),
        (0.0, -0.3, 0.3, "deg", "0.00(30)°"),
        # one-sided
        (5.0, 5.0, 5.4, "K", "5.00 +0.40 −0.00 K"),
        # lopsided: the larger error decides
        (5.0, 4.999, 5.5, "K", "5.00 +0.50 −0.00 K"),
        # symmetric within the last place
        (1.0, 0.899, 1.1, "K", "1.00(10) K"),
        # powers of ten where no prefix exists
        (7.7e17, 7.6e17, 7.8e17, "m^-2", "7.70(10) × 10¹⁷ m⁻²"),
        (7.7e17, 7.5e17, 7.8e17, "m^-2", "(7.70 +0.10 −0.20) × 10¹⁷ m⁻²"),
        (2e-5, 1.9e-5, 2.1e-5, "m^2/s", "2.00(10) × 10⁻⁵ m²/s"),
        (4.45e-7, 4.44e-7, 4.46e-7, "ohm m", "44.50(10) µΩ cm"),
        (-0.4, -0.5, -0.3, "ohm", "−400 ± 100 mΩ"),
    ],
)
def test_quote(value: float, low: float | None, high: float | None, unit: str, text: str) -> None:
    assert shown(value, low, high, unit) == text


def test_html_stacks_different_limits() -> None:
    number = quote(3.2811, (3.2721, 3.2931), "K")
    assert '<span class="limits"><span>+0.012</span><span>−0.009</span></span>' in number.html
    assert quote(3.2811, (3.2691, 3.2931), "K").html == (
        '<span class="quoted">3.281(12)\N{NO-BREAK SPACE}K</span>'
    )


def test_one_unit_for_a_column() -> None:
    assert quote(0.045, (0.044, 0.046), "T", scale=Scale(1.0, "T")).value == "0.0450"


@given(
    value=st.floats(-1e6, 1e6).filter(lambda v: v == 0 or abs(v) > 1e-12),
    down=st.floats(1e-12, 1e6),
    up=st.floats(1e-12, 1e6),
)
def test_rounding_stays_within_the_uncertainty(value: float, down: float, up: float) -> None:
    """What is printed differs from what was found by less than a tenth of the larger error."""
    number = quote(value, (value - down, value + up), "")
    printed = float(number.value.replace("−", "-")) * 10.0**number.power
    # two digits of an error: the last place is at most a tenth of it, rounding half of that;
    # value - (value - down) itself loses digits where the error is tiny
    noise = 1e-9 * abs(value)
    assert abs(printed - value) <= 0.06 * max(up, down) + noise
    assert not re.search(r"e[+-]\d", number.text)
