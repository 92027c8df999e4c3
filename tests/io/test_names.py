"""What a header is taken for."""

from __future__ import annotations

import pytest

from supra2d.io._names import bare_name, channel_of, own_unit, recognise


@pytest.mark.parametrize(
    ("header", "quantity", "unit"),
    [
        # the same thermometer in every spelling that the interface promises
        ("T (K)", "temperature", "K"),
        ("T/K", "temperature", "K"),
        ("T / K", "temperature", "K"),
        ("T_K", "temperature", "K"),
        ("T[K]", "temperature", "K"),
        ("Temperature [K]", "temperature", "K"),
        ("T_sample (mK)", "temperature", "mK"),
        ("T", "temperature", ""),
        ("B (T)", "field", "T"),
        ("B_T", "field", "T"),
        ("\u00b50H (T)", "field", "T"),
        ("\u03bc\u2080H/T", "field", "T"),
        ("H (Oe)", "field", "Oe"),
        ("Magnetic Field (kOe)", "field", "kOe"),
        ("Bc2 (T)", "field", "T"),
        ("mu0Hc2 [T]", "field", "T"),
        ("R (\u2126)", "resistance", "\u2126"),
        ("R_xx [kOhm]", "resistance", "kOhm"),
        ("R/ohm", "resistance", "ohm"),
        ("Rs (ohm/sq)", "sheet_resistance", "ohm/sq"),
        ("R_sheet (ohm)", "sheet_resistance", "ohm"),
        ("R/ohm/sq", "sheet_resistance", "ohm/sq"),
        ("rho (uohm cm)", "resistivity", "uohm cm"),
        ("\u03c1_xx (\u00b5\u03a9 cm)", "resistivity", "\u00b5\u03a9 cm"),
        ("Zero-field Resistivity [ohm cm]", "resistivity", "ohm cm"),
        ("I (mA)", "current", "mA"),
        ("V_G (V)", "gate_voltage", "V"),
        ("dI/dV (S)", "conductance", "S"),
        ("dI/dV", "conductance", ""),
        ("dV/dI (ohm)", "differential_resistance", "ohm"),
        ("dVdI/kohm", "differential_resistance", "kohm"),
        ("Differential Resistance [ohm]", "differential_resistance", "ohm"),
        ("dI/dV/uS", "conductance", "uS"),
        ("bias (mV)", "bias", "mV"),
        ("t (s)", "time", "s"),
        ("t", "time", ""),
        ("theta (deg)", "angle", "deg"),
        ("\u03b8 (\u00b0)", "angle", "\u00b0"),
        ("Sample Position (deg)", "position", "deg"),
        ("dT (mK)", "temperature_error", "mK"),
        ("sigma_T [K]", "temperature_error", "K"),
        ("Bc2_err (T)", "field_error", "T"),
        ("direction", "direction", ""),
        ("cooldown", "run", ""),
        # an unknown unit on a known name is kept, for the error that names it
        ("B (furlong)", "field", "furlong"),
        # the unit decides where the name does not
        ("R (ohm cm)", "resistivity", "ohm cm"),
        ("R (ohm/sq)", "sheet_resistance", "ohm/sq"),
        ("rho (ohm)", "sheet_resistance", "ohm"),
        ("R_xy (mOhm)", "hall_resistance", "mOhm"),
    ],
)
def test_known_headers(header: str, quantity: str, unit: str) -> None:
    found = recognise(header)
    assert found is not None
    assert (found.quantity, found.unit) == (quantity, unit)


@pytest.mark.parametrize(
    "header",
    [
        "Comment",
        "magnet_bpar",
        "lockin_3_ResX",
        "Res. Std.Dev. ch1",
        "Chamber Pressure (Torr)",
        "R (V)",  # a lock-in's amplitude
        "T_s",  # no unit of temperature
        "Rxy (T)",
        "Hall Coefficient [cm\u00b3/C]",
        "I_CDW/I_atom",
        "Z (m)",
        "",
    ],
)
def test_unknown_headers(header: str) -> None:
    assert recognise(header) is None


@pytest.mark.parametrize(
    ("header", "channel"), [("R1 (ohm)", "ch1"), ("R_2 (ohm)", "ch2"), ("V ch3 (V)", "ch3")]
)
def test_numbered_headers(header: str, channel: str) -> None:
    found = recognise(header)
    assert found is not None and found.channel == channel


def test_a_row_of_units_wins_over_brackets() -> None:
    found = recognise("R (four wires)", "kohm")
    assert found is not None and found.unit == "kohm"


def test_parts_of_a_header() -> None:
    assert bare_name("Res. ch1 (ohm-cm)") == "Res. ch1"
    assert own_unit("Res. ch1 (ohm-cm)") == "ohm-cm"
    assert own_unit("T_K") == "K"
    assert own_unit("magnet_bpar") == ""
    assert channel_of("I-V Current Ch2 (mA)") == "ch2"
    assert channel_of("lockin_1_ResX") == ""
