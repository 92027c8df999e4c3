"""Quantum Design files, real and made up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from supra2d.core import InputError, UnitError, header_of, unmapped_of
from supra2d.io import read

Put = Callable[..., Path]


def test_real_ac_transport(data_dir: Path) -> None:
    log = read(data_dir / "FAIRmat-nomad-measurements" / "ACT_Ch1_Hall_Ch2_TMR.dat")
    assert log.attrs["reader"] == "quantum_design"
    assert log.sizes == {"row": 6035}
    assert (log.attrs["dropped_rows"], log.attrs["message"]) == (0, "")
    # rows follow the column names on line 27 without a gap up to the last line
    assert np.array_equal(log.row.values, np.arange(28, 6063))
    assert set(log.data_vars) == {
        "time",
        "temperature",
        "field",
        "position",
        "current",
        "resistivity_ch1",
        "resistivity_ch2",
    }
    first = log.isel(row=0)
    # from the first row of the file, converted by hand
    assert float(first.temperature) == 1.99892485
    assert float(first.field) == pytest.approx(1.0000085, rel=1e-14)  # 10000.085 Oe
    assert float(first.current) == pytest.approx(1.02880465367804e-3, rel=1e-14)
    assert float(first.resistivity_ch1) == pytest.approx(8.39211453295936e-8, rel=1e-14)
    assert np.isnan(float(first.resistivity_ch2))
    # channels take turns: never both in one row, and none is lost
    one, two = np.isfinite(log.resistivity_ch1.values), np.isfinite(log.resistivity_ch2.values)
    assert not (one & two).any() and (one | two).all()
    assert (one.sum(), two.sum()) == (3017, 3018)
    assert (log.position == 0).all()
    assert "angle" not in log
    assert log.resistivity_ch2.attrs == {
        "units": "ohm m",
        "quantity": "resistivity",
        "column": "Res. ch2 (ohm-cm)",
        "where": "ch2",
    }
    assert {"Volts ch1", "Status (code)", "Bridge 1 Resistance (ohms)"} <= set(unmapped_of(log))


def test_real_ac_transport_header(data_dir: Path) -> None:
    log = read(data_dir / "FAIRmat-nomad-measurements" / "ACT_Ch1_Hall_Ch2_TMR.dat")
    comment = "12312_CJY_130_asda 25 micron Pt wire  Ag Painted l=1.022, w=1.393, d=0.08, L=3.06 mm"
    side = "(SnSe)1.16(NbSe)2_S2_Ch1 4 wire Hall on side surface"
    assert header_of(log) == {
        "title": "SUC_101_S2_Ch1_4 wire Hall_Ch2_TMR ACT_rot#01, PPMS2",
        "app": "ACTRANSPORT",
        "opened": "1/10/2022 15:29:28",
        "material": side,
        "comment": comment,
        # 0.1393 cm, 0.1022 cm and 0.0011144 cm^2 in the file
        "ch1": {
            "material": side,
            "comment": comment,
            "lead_separation": 1.393e-3,
            "cross_section": 1.1144e-7,
        },
        "ch2": {
            "material": "(SnSe)1.16(NbSe)2_S2_Ch2_TMR on top surface",
            "comment": comment,
            "lead_separation": 1.022e-3,
            "cross_section": 1.1144e-7,
        },
    }


def test_real_electrical_transport_option(data_dir: Path) -> None:
    log = read(data_dir / "FAIRmat-AreaA-ETO" / "testPPMS.dat")
    assert log.sizes == {"row": 81}
    # a blank line follows the column names on line 23
    assert (int(log.row[0]), int(log.row[-1])) == (25, 105)
    assert float(log.field[0]) == pytest.approx(9.00001875, rel=1e-14)
    assert float(log.resistance_ch1[0]) == 0.0998475
    assert float(log.current_ch1[0]) == 1e-3
    assert {"resistance_ch2", "current_ch2", "position"} <= set(log.data_vars)
    assert header_of(log)["app"] == "Electrical Transport Option"
    assert header_of(log)["ch2"]["material"] == "EuCuAs"


def test_small_file(put: Put, qd_text: str) -> None:
    log = read(put(qd_text))
    assert list(log.row.values) == [12, 15, 16]  # the blank and the comment line are no data
    assert log.attrs["dropped_rows"] == 0
    # 1e-15: one rounding in the conversion from ohm cm
    np.testing.assert_allclose(log.resistivity_ch1, [1e-7, np.nan, 1.5e-7], rtol=1e-15)
    np.testing.assert_allclose(log.resistivity_ch2, [np.nan, 2e-7, np.nan], rtol=1e-15)
    assert "resistance_ch1" not in log  # the bridge column is blank
    header = header_of(log)
    assert header["title"] == "film A, second cooldown"
    assert header["ch1"]["material"] == "NbSe2, two layers"
    assert "ch2" not in header or "lead_separation" not in header["ch2"]  # zero: not filled in


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_line_endings_and_byte_order_mark(put: Put, qd_text: str, ending: str) -> None:
    raw = b"\xef\xbb\xbf" + qd_text.replace("\n", ending).encode()
    assert list(read(put(raw)).row.values) == [12, 15, 16]


def _resistivity_file(columns: str, rows: str) -> str:
    return (
        "[Header]\nTITLE,x\nBYAPP,RESISTIVITY,1.0,1.1\n[Data]\n"
        f"Comment,Time Stamp (sec),Temperature (K),Magnetic Field (Oe),{columns},end\n{rows}"
    )


def test_resistivity_option(put: Put) -> None:
    text = _resistivity_file(
        "Bridge 1 Resistivity (Ohm-cm),Bridge 1 Excitation (uA),Bridge 2 Resistivity (Ohm)",
        ",1,4,0,1e-3,10,5,\n,2,3,0,2e-3,10,6,\n",
    )
    log = read(put(text))
    # 1e-3 ohm cm = 1e-5 ohm m; MultiVu writes ohm where it knows no geometry
    np.testing.assert_allclose(log.resistivity_ch1, [1e-5, 2e-5], rtol=1e-15)
    np.testing.assert_array_equal(log.resistance_ch2, [5, 6])
    np.testing.assert_allclose(log.current_ch1, [1e-5, 1e-5], rtol=1e-15)


def test_resistance_wins_over_resistivity_and_voltage(put: Put) -> None:
    text = _resistivity_file(
        "Bridge 1 Resistance (Ohms),Bridge 1 Resistivity (Ohm-cm),Volts ch1,Volts ch2",
        ",1,4,0,5,1,7,8,\n,2,3,0,6,1,7,8,\n",
    )
    log = read(put(text))
    assert set(log.data_vars) == {
        "time",
        "temperature",
        "field",
        "resistance_ch1",
        "voltage_ch2",  # that channel has nothing better
    }
    assert "Volts ch1" in unmapped_of(log)


def test_text_in_a_cell_drops_the_row(put: Put) -> None:
    rows = "".join(f",{i},{4 - i / 10},0,{i},\n" for i in range(10))
    text = _resistivity_file("Bridge 1 Resistance (Ohms)", rows + ",11,ERROR,0,3,\n,12,1,0,9,\n")
    log = read(put(text))
    assert log.sizes == {"row": 11}
    assert log.attrs["dropped_rows"] == 1
    assert 16 not in log.row.values and 17 in log.row.values


def test_a_row_with_too_many_cells_is_dropped(put: Put) -> None:
    rows = "".join(f",{i},{4 - i / 10},0,{i},\n" for i in range(10))
    text = _resistivity_file("Bridge 1 Resistance (Ohms)", rows + "a, b,11,2,0,3,4\n")
    log = read(put(text))
    assert (log.sizes["row"], log.attrs["dropped_rows"]) == (10, 1)


def test_an_open_quote_swallows_nothing(put: Put, qd_text: str) -> None:
    log = read(put(qd_text.replace("cooling", '"cooling')))
    assert list(log.row.values) == [12, 15, 16]


def test_channel_of_text_is_refused(put: Put) -> None:
    rows = "".join(f",{i},{4 - i / 10},0,{i},{'bad' if i < 6 else 1},\n" for i in range(10))
    text = _resistivity_file("Bridge 1 Resistance (Ohms),Bridge 2 Resistance (Ohms)", rows)
    log = read(put(text))
    assert "resistance_ch2" not in log
    assert "6 of 10 cells" in log.attrs["message"]
    assert log.sizes == {"row": 10}  # the other channel loses nothing


def test_cut_in_a_row(put: Put, qd_text: str) -> None:
    log = read(put(qd_text[:-10]))
    assert list(log.row.values) == [12, 15]
    assert "ends in the middle of a row" in log.attrs["message"]


def test_last_row_without_line_break_is_kept_when_its_end_is_not_needed(
    put: Put, qd_text: str
) -> None:
    log = read(put(qd_text.rstrip("\n")))
    assert list(log.row.values) == [12, 15, 16]
    assert log.attrs["message"] == ""


def test_unknown_unit_is_named(put: Put) -> None:
    text = _resistivity_file("Bridge 1 Resistance (furlong)", ",1,4,0,1,\n")
    with pytest.raises(UnitError, match="column 'Bridge 1 Resistance .furlong.' has the unknown"):
        read(put(text))


@pytest.mark.parametrize(
    ("cut", "sentence"),
    [
        ("[Data]", "has a Quantum Design header but no"),
        ("Comment,", "ends before its first row of data"),
        ("ch1 (ohm-cm)", "ends before its first row of data"),
        (",1.0,4.0", "has column names but no whole row of data"),
    ],
)
def test_nothing_to_read(put: Put, qd_text: str, cut: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read(put(qd_text[: qd_text.index(cut)]))


def test_no_known_column(put: Put) -> None:
    with pytest.raises(InputError, match="none of the columns that a transport"):
        read(put("[Header]\n[Data]\nfoo,bar\n1,2\n"))


def test_columns_override(put: Put, qd_text: str) -> None:
    log = read(put(qd_text), columns=["temperature=Map 20 [K]", "resistance=Res. ch2 [mohm]"])
    assert log.temperature.attrs["column"] == "Map 20 ()"
    assert "resistivity_ch2" not in log
    assert float(log.resistance[1]) == pytest.approx(2e-8, rel=1e-15)


def test_columns_of_another_file_are_noted(put: Put, qd_text: str) -> None:
    log = read(put(qd_text), columns=["field=magnet [T]"])
    assert "the file has no column 'magnet'" in log.attrs["message"]
    assert "field" in log


def test_fast_and_tolerant_paths_agree(put: Put, qd_text: str) -> None:
    fast = read(put(qd_text))
    tolerant = read(put(qd_text + "x,5.0,ERROR,100,1e-5,,,4.0\n"))
    assert tolerant.attrs["dropped_rows"] == 1
    for name in fast.data_vars:
        np.testing.assert_array_equal(fast[name], tolerant[name])


def test_a_bridge_beside_a_measured_channel_is_left_alone(put: Put) -> None:
    text = _resistivity_file("Res. ch1 (ohm-cm),Bridge 1 Resistance (ohms)", ",1,4,0,1,9,\n" * 3)
    log = read(put(text))
    assert "resistivity_ch1" in log and "resistance_ch1" not in log


def test_comments_as_labels(put: Put, qd_text: str) -> None:
    log = read(put(qd_text.replace("\n,3.0", "\nwarming,3.0")), columns=["run=Comment"])
    assert list(log.run.values) == ["", "warming", ""]


@pytest.mark.parametrize(
    ("columns", "row", "expected"),
    [
        ("Moment (emu),M. Std. Err. (emu)", "2e-4,1e-6", {"moment": 2e-7}),
        ("DC Moment Fixed Ctr (emu),Moment (emu)", "3e-4,", {"moment": 3e-7}),
        ("Long Moment (emu),Reg Fit", "4e-4,0.9", {"moment": 4e-7}),
        # in ACMS, the plain moment is the magnitude of the alternating one
        (
            "M-DC (emu),M' (emu),M'' (emu),Moment (emu)",
            ",-3e-4,1e-5,3e-4",
            {"ac_moment": -3e-7, "ac_loss": 1e-8},
        ),
        ("M-DC (emu),M' (emu),Moment (emu)", "5e-4,,", {"moment": 5e-7}),
    ],
)
def test_moments(put: Put, columns: str, row: str, expected: dict[str, float]) -> None:
    log = read(put(_resistivity_file(columns, f",1,4,50,{row},\n,2,3,50,{row},\n")))
    moments = {name: log[name].values for name in log.data_vars if log[name].units == "A m^2"}
    assert set(moments) == set(expected)
    for name, value in expected.items():
        # 1e-15: one rounding in the conversion from emu
        np.testing.assert_allclose(moments[name], value, rtol=1e-15)


def test_measured_moments(data_dir: Path) -> None:
    folder = data_dir / "FAIRmat-nomad-measurements"
    mpms = read(folder / "MPMS_test.dat")
    assert (mpms.sizes["row"], mpms.attrs["dropped_rows"]) == (1122, 0)
    assert set(mpms.data_vars) == {"time", "temperature", "field", "moment"}
    assert header_of(mpms)["app"] == "MPMS3"
    # the first row of the file
    assert float(mpms.moment[0]) == pytest.approx(-0.000155412707237067e-3, rel=1e-15)
    assert float(mpms.field.max()) == pytest.approx(7.0, abs=0.01)
    acms = read(folder / "ACMS_test.dat")
    assert acms.sizes["row"] == 1322  # one of the 1323 has no moment
    assert header_of(acms)["app"] == "ACMS"
    told = np.isfinite(acms.ac_moment.values)
    assert float(acms.ac_moment[told][0]) == pytest.approx(2.50812205950546e-8, rel=1e-15)
    assert float(acms.ac_loss[told][0]) == pytest.approx(1.79156783123681e-10, rel=1e-15)
    assert np.isfinite(acms.moment.values).sum() > 0 and "resistance_ch1" not in acms
