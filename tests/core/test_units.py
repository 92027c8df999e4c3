"""Laboratory units: spellings, factors, and what an unknown one is answered with."""

from __future__ import annotations

from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import UNITS, UnitError, factor_to, parse_quantity, parse_unit

SPELLINGS = [
    ("K", "K", 1.0),
    ("mK", "K", 1e-3),
    ("kelvin", "K", 1.0),
    ("k", "K", 1.0),
    ("[K]", "K", 1.0),
    ("(mT)", "T", 1e-3),
    ("Oe", "T", 1e-4),
    ("oe", "T", 1e-4),
    ("kOe", "T", 0.1),
    ("KOE", "T", 0.1),
    ("gauss", "T", 1e-4),
    ("kG", "T", 0.1),
    ("µA", "A", 1e-6),
    ("μA", "A", 1e-6),
    ("uA", "A", 1e-6),
    ("nV", "V", 1e-9),
    ("Ω", "ohm", 1.0),
    ("\u2126", "ohm", 1.0),
    ("Ohms", "ohm", 1.0),
    ("kΩ", "ohm", 1e3),
    ("Ω/sq", "ohm", 1.0),
    ("ohm / sq", "ohm", 1.0),
    ("Ω/□", "ohm", 1.0),
    ("Ohm/square", "ohm", 1.0),
    ("Ω·cm", "ohm m", 1e-2),
    ("ohm-cm", "ohm m", 1e-2),
    ("µΩ cm", "ohm m", 1e-8),
    ("mohm*cm", "ohm m", 1e-5),
    ("ohm.m", "ohm m", 1.0),
    ("°", "deg", 1.0),
    ("degrees", "deg", 1.0),
    ("rad", "deg", 180 / pi),
    ("min", "s", 60.0),
    ("sec", "s", 1.0),
    ("nm", "m", 1e-9),
    ("angstrom", "m", 1e-10),
    ("eV", "meV", 1e3),
]


@pytest.mark.parametrize(("text", "canonical", "factor"), SPELLINGS)
def test_spelling(text: str, canonical: str, factor: float) -> None:
    unit = parse_unit(text)
    # 1e-15: products of two decimal factors
    assert (unit.canonical, unit.factor) == (canonical, pytest.approx(factor, rel=1e-15))


def test_case_tells_milli_from_mega_and_kelvin_from_kilo() -> None:
    assert parse_unit("mohm").factor == 1e-3
    assert parse_unit("Mohm").factor == 1e6
    assert parse_unit("mK").factor == 1e-3
    assert parse_unit("S").canonical == "S" and parse_unit("s").canonical == "s"


@given(st.sampled_from(sorted(UNITS)), st.sampled_from(["{}", "[{}]", "({})", " {} "]))
def test_every_unit_of_the_table_is_read_in_every_bracket(symbol: str, frame: str) -> None:
    assert parse_unit(frame.format(symbol)) == UNITS[symbol]


def test_unknown_unit_is_named_with_a_remedy() -> None:
    with pytest.raises(UnitError, match="unknown unit 'furlong'.*--columns"):
        parse_unit("furlong")
    with pytest.raises(UnitError, match="column 'B' has the unknown unit 'furlong'"):
        factor_to("field", "furlong", column="B")


def test_a_unit_of_another_quantity_is_refused() -> None:
    with pytest.raises(UnitError, match="channel 'field' is mapped to field but has the unit 'K'"):
        factor_to("field", "K")
    assert factor_to("field", "kOe") == 0.1


@pytest.mark.parametrize(
    ("text", "canonical", "value"),
    [
        ("6.1 nm", "m", 6.1e-9),
        ("6.1nm", "m", 6.1e-9),
        ("5 nA", "A", 5e-9),
        ("-1.5e1 mT", "T", -0.015),
        ("12 deg", "deg", 12.0),
        ("+.5 K", "K", 0.5),
    ],
)
def test_quantities_keep_the_digits_that_were_typed(
    text: str, canonical: str, value: float
) -> None:
    assert parse_quantity(text, canonical) == value


@pytest.mark.parametrize("text", ["6.1", "nm", "", "six nm", "6.1 K"])
def test_what_is_no_quantity_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnitError, match="write it like '1.5 m'"):
        parse_quantity(text, "m")
