"""Text tables as people really have them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from supra2d.core import InputError, NameUnknownError, UnitError, unmapped_of
from supra2d.io import ReadRequest, read
from supra2d.io._columns import split_request
from supra2d.io._text import number

Put = Callable[..., Path]

T, B, R = [2.0, 3.0, 4.0], [0.0, 0.5, 1.0], [10.0, 11.5, 12.0]


@pytest.mark.parametrize(
    "text",
    [
        "T (K),B (T),R (ohm)\n2,0,10\n3,0.5,11.5\n4,1,12\n",
        "T/K\tB/T\tR/ohm\n2\t0\t10\n3\t0.5\t11.5\n4\t1\t12\n",
        "T_K;B_T;R_ohm\n2;0;10\n3;0,5;11,5\n4;1,0;12\n",
        "T [K] B [T] R [ohm]\n  2.0   0.0  10.0\n  3.0   0.5  11.5\n  4.0   1.0  12.0\n",
        "Temperature (K)  Magnetic Field (T)  Resistance (ohm)\n2 0 10\n3 0.5 11.5\n4 1 12\n",
        # units in a second row; Origin's three and five lines
        "T\tB\tR\nK\tT\tohm\n2\t0\t10\n3\t0.5\t11.5\n4\t1\t12\n",
        "Temperature\tField\tResistance\nK\tT\tOhm\nfilm\t\tchannel 1\n"
        "2\t0\t10\n3\t.5\t11.5\n4\t1\t12",
        "T\tB\tR\nK\tT\tOhm\n\t\tone\nF(x)\t\t\nInterval\t\t\n2\t0\t10\n3\t0,5\t11,5\n4\t1\t12\n",
        "B\tT\tR\nT\tK\tohm\n0\t2\t10\n0.5\t3\t11.5\n1\t4\t12\n",  # the unit T is no thermometer
        # comments, preambles, blank lines
        "# measured on Monday\n# T (K), B (T), R (ohm)\n2,0,10\n3,0.5,11.5\n# pause\n4,1,12\n",
        "% T (K)\tB (T)\tR (ohm)\n2\t0\t10\n3\t0.5\t11.5\n4\t1\t12\n",
        "; sample 7\nT (K),B (T),R (ohm)\n2,0,10\n\n3,0.5,11.5\n4,1,12\n\n\n",
        "// x\n! y\nSample:\tA1\nThickness:\t6.1\n\n"
        "T (K)\tB (T)\tR (ohm)\n2\t0\t10\n3\t.5\t11.5\n4\t1\t12\n",
        "sep=;\nT (K);B (T);R (Ohm)\n2;0;10\n3;0.5;11.5\n4;1;12\n",
        # quotes, decimal commas in quotes, blank columns at the end, other letters
        '"T (K)","B (T)","R (ohm)"\n"2","0","10"\n"3","0.5","11.5"\n"4","1","12"\n',
        '"T (K)","B (T)","R (ohm)"\n"2,0","0","10"\n"3,0","0,5","11,5"\n"4,0","1","12"\n',
        "T (K),B (T),R (ohm),,\n2,0,10,,\n3,0.5,11.5,,\n4,1,12,,\n",
        "T (K),B (T),R (\u03a9)\n2,0,10\n3,0.5,11.5\n4,1,12\n",
        "Temperature (Kelvin),Field (Tesla),Resistance (Ohms)\n2,0,10\n3,0.5,11.5\n4,1,12\n",
        # other units, and exponents as Fortran writes them
        "T (mK),B (Oe),R (mohm)\n2000,0,10000\n3E3,5E3,1.15D4\n4.0e+3,10000,12000\n",
        # the same header again, as a logger writes it when it starts anew
        "T (K),B (T),R (ohm)\n2,0,10\nT (K),B (T),R (ohm)\n3,0.5,11.5\n4,1,12\n",
    ],
)
def test_the_same_table(put: Put, text: str) -> None:
    log = read(put(text))
    # 1e-15: one rounding in the conversion of units
    np.testing.assert_allclose(log.temperature, T, rtol=1e-15)
    np.testing.assert_allclose(log.field, B, rtol=1e-15)
    np.testing.assert_allclose(log.resistance, R, rtol=1e-15)
    assert (log.attrs["dropped_rows"], log.attrs["message"]) == (0, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_and_line_endings(put: Put, encoding: str, ending: str) -> None:
    text = "T (K)\t\u00b50H (mT)\tR (\u00b5ohm)\u00b0\n2\t0\t10\n3\t500\t11.5\n".replace(
        "\u00b0", ""
    )
    log = read(put(text.replace("\n", ending).encode(encoding)))
    np.testing.assert_allclose(log.field, [0, 0.5], rtol=1e-15)
    np.testing.assert_allclose(log.resistance, [1e-5, 1.15e-5], rtol=1e-15)


def test_line_numbers_are_those_of_the_file(put: Put) -> None:
    log = read(put("# a\n\nT (K),R (ohm)\n\n1,1\n# b\n2,2\n\n3,x\n4,4\n"))
    assert list(log.row.values) == [5, 7, 10]
    assert log.attrs["dropped_rows"] == 1


def test_critical_field_table(put: Put) -> None:
    text = (
        "T (K),dT (mK),Bc2 (T),Bc2_err (T),angle (deg),direction,run\n"
        "2,10,1.5,0.01,0,perp,a\n2,10,9.5,0.1,90,in-plane,b\n3,10,1.0,0.01,0,other,b\n"
    )
    log = read(put(text))
    assert set(log.data_vars) == {
        "temperature",
        "temperature_error",
        "field",
        "field_error",
        "angle",
        "direction",
        "run",
    }
    np.testing.assert_allclose(log.temperature_error, 0.01, rtol=1e-15)
    assert list(log.direction.values) == ["perpendicular", "parallel", "other"]
    assert list(log.run.values) == ["a", "b", "b"]
    assert list(log.angle.values) == [0, 90, 0]


def test_table_with_as_much_text_as_numbers(put: Put) -> None:
    log = read(put("T (K),B (T),direction,run,by\n2,1,perp,a,x\n3,0.5,perp,a,x\n"))
    assert list(log.direction.values) == ["perpendicular"] * 2


def test_angle_without_unit_is_in_degrees(put: Put) -> None:
    log = read(put("T (K),B (T),angle\n2,1,90\n3,0.5,90\n"))
    assert list(log.angle.values) == [90, 90]
    assert "'angle' has no unit and was read in degrees" in log.attrs["message"]


def test_several_columns_of_one_quantity(put: Put) -> None:
    log = read(put("T (K),R1 (ohm),R2 (kohm)\n2,10,1\n3,11,2\n"))
    assert list(log.resistance_ch1.values) == [10, 11]
    assert list(log.resistance_ch2.values) == [1000, 2000]
    assert log.resistance_ch2.attrs["where"] == "ch2"
    log = read(put("T (K),R (ohm),R_xx (ohm)\n2,10,1\n3,11,2\n"))
    assert set(log.data_vars) == {"temperature", "resistance_R", "resistance_R_xx"}


def test_pairs_of_columns(put: Put) -> None:
    log = read(put("T1 (K)\tR1 (ohm)\tT2 (K)\tR2 (ohm)\n2\t10\t5\t20\n3\t11\t\t\n"))
    assert list(log.temperature_ch1.values) == [2, 3]
    np.testing.assert_array_equal(log.temperature_ch2, [5, np.nan])


def test_two_thermometers(put: Put) -> None:
    log = read(put("T (K),T_sample (K),R (ohm)\n2,2.1,10\n3,3.1,11\n"))
    assert list(log.temperature.values) == [2.1, 3.1]
    assert log.attrs["message"] == "temperature is 'T_sample (K)', 'T (K)' left alone"
    assert unmapped_of(log) == ["T (K)"]


def test_units_that_fit_nothing_are_left_alone(put: Put) -> None:
    log = read(put("T (K),R (V),Time (hh:mm),R_xx (ohm)\n2,1,3,10\n3,1,3,11\n"))
    assert set(log.data_vars) == {"temperature", "resistance"}
    assert unmapped_of(log) == ["R (V)", "Time (hh:mm)"]


def test_name_without_unit_among_others(put: Put) -> None:
    log = read(put("T,B (T),R (ohm)\n2,1,10\n3,1,11\n"))
    assert "temperature" not in log
    assert "add for example --columns 'temperature=T [K]'" in log.attrs["message"]


def test_rows_that_do_not_parse(put: Put) -> None:
    rows = "".join(f"{t},{t * 2}\n" for t in range(1, 11))
    log = read(put("T (K),R (ohm)\n" + rows + "ERROR,1\n11,\nquench!\n12,5,9,9\nnan,3\n13,26\n"))
    assert list(log.temperature.values) == [*range(1, 11), 13]
    assert log.attrs["dropped_rows"] == 5


def test_channel_with_mostly_text_is_refused(put: Put) -> None:
    rows = "".join(f"{t},{t},{'ERROR' if t < 6 else t}\n" for t in range(10))
    log = read(put("T (K),R1 (ohm),R2 (ohm)\n" + rows))
    assert set(log.data_vars) == {"temperature", "resistance_ch1"}
    assert "'R2 (ohm)' was refused: 6 of 10 cells hold no number" in log.attrs["message"]
    assert log.attrs["dropped_rows"] == 0


def test_single_channel_with_mostly_blanks_is_refused(put: Put) -> None:
    rows = "".join(f"{t},{t},{'' if t < 6 else t}\n" for t in range(10))
    log = read(put("T (K),B (T),R (ohm)\n" + rows))
    assert "resistance" not in log


@pytest.mark.parametrize(
    ("tail", "rows"),
    [
        ("4,1", 3),  # a row without its last cell
        ("4,1.0,", 3),
        ("4,1.0,12.", 3),  # all others have a digit more
        ("4,1.0,12.5", 4),
        ("4,1.0,12.5\n", 4),
    ],
)
def test_cut_in_the_last_row(put: Put, tail: str, rows: int) -> None:
    log = read(put("T (K),B (T),R (ohm)\n1,0.0,10.0\n2,0.0,11.0\n3,0.5,11.5\n" + tail))
    assert log.sizes["row"] == rows
    assert ("ends in the middle of a row" in log.attrs["message"]) == (rows == 3)
    assert log.attrs["dropped_rows"] == 0


def test_bars_of_a_real_film(data_dir: Path) -> None:
    path = data_dir / "maiani-percolative_supercurrent" / "BAR_69.dat"
    log = read(path, columns=["field=magnet_bpar [T]", "resistance=lockin_*_ResX [ohm]"])
    assert log.sizes == {"row": 401}
    names = [f"resistance_lockin_{i}_ResX" for i in range(1, 6)]
    assert list(log.data_vars) == ["field", *names]
    assert log["resistance_lockin_3_ResX"].attrs["where"] == "lockin_3_ResX"
    assert (float(log.field[0]), float(log.field[-1])) == (0.25, -0.25)
    assert float(log["resistance_lockin_3_ResX"][0]) == 295.46238948
    up = read(
        path.with_name("BAR_70.dat"),
        columns=["field=magnet_bpar [mT]", "resistance=lockin_3_ResX [kohm]"],
    )
    assert list(up.data_vars) == ["field", "resistance"]
    np.testing.assert_allclose(up.field[0], -0.25e-3, rtol=1e-15)
    np.testing.assert_allclose(up.resistance[0], 295.48660386e3, rtol=1e-15)


def test_bars_without_columns_say_what_to_type(data_dir: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(data_dir / "maiani-percolative_supercurrent" / "BAR_69.dat")
    assert '--columns "field=magnet_bpar [T]"' in str(caught.value)
    assert '--columns "resistance=lockin_1_ResX [ohm]"' in str(caught.value)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("angelo-peronio-nanonis-xarray/a.dat", 201),
        ("angelo-peronio-nanonis-xarray/i_v.dat", 201),
        ("underchemist-nanonispy/Bias-Spectroscopy002.dat", 1024),
        ("FAIRmat-pynxtools-stm/STS_nanonis_generic_4_5.dat", 600),
        ("janberges-nbs2cdw/Figure_3b.txt", 334),
    ],
)
def test_spectra_have_a_bias(data_dir: Path, name: str, rows: int) -> None:
    log = read(data_dir / name)
    assert log.sizes["row"] == rows
    assert "bias" in log and not {"temperature", "resistance"} & set(log.data_vars)


@pytest.mark.parametrize(
    "name",
    [
        "janberges-nbs2cdw/Figure_1b.txt",
        "janberges-nbs2cdw/NbS2_hr.dat",
        "janberges-nbs2cdw/NbS2_wsvec.dat",
        "QIL-EuSNb/Info_Batch_2.txt",
        "IKZ-lakeshore-hall/LICENSE",
        "maiani-percolative_supercurrent/MDC004_Sample2_RunID_28_lockin6_C_fit.csv",
    ],
)
def test_files_of_another_kind_are_refused(data_dir: Path, name: str) -> None:
    with pytest.raises(InputError):
        read(data_dir / name)


def test_columns_win_over_names(put: Put) -> None:
    path = put("T (K),Temp A (K),R (ohm)\n2,2.5,10\n3,3.5,11\n")
    log = read(path, columns=["temperature=Temp A"])
    assert list(log.temperature.values) == [2.5, 3.5]
    # a column that is exactly called so keeps its own unit
    log = read(path, columns=["temperature=Temp A (K)", "sheet_resistance=r (*"])
    assert list(log.sheet_resistance.values) == [10, 11]


def test_columns_by_number_where_names_are_missing(put: Put) -> None:
    path = put("2 0.5\n3 0.6\n4 0.7\n")
    with pytest.raises(InputError, match="has no line of names above its numbers"):
        read(path)
    log = read(path, columns=["temperature=column 1 [K]", "resistance=column 2 [ohm]"])
    assert list(log.resistance.values) == [0.5, 0.6, 0.7]


@pytest.mark.parametrize(
    ("columns", "error", "sentence"),
    [
        (["field"], InputError, "a channel, an equals sign and the name of a column"),
        (["feild=B [T]"], NameUnknownError, "did you mean field"),
        (["field=a [T]", "resistance=lokin [ohm]"], InputError, "did you mean 'lockin'"),
        (["field=a", "resistance=lockin [ohm]"], InputError, "column 'a' of data.dat has no unit"),
        (["field=a [furlong]"], UnitError, "column 'a' has the unknown unit 'furlong'"),
        (["field=a [K]"], UnitError, "mapped to field but has the unit 'K'"),
        (["field=nothing [T]"], InputError, "and none is called 'nothing'"),
    ],
)
def test_wrong_columns(put: Put, columns: list[str], error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        read(put("a,lockin\n1,2\n2,3\n"), columns=columns)


def test_split_request() -> None:
    assert split_request("field = magnet_bpar [T]") == ("field", "magnet_bpar", "T")
    assert split_request("field=B [T]", ["B [T]"]) == ("field", "B [T]", "")
    assert split_request("run=name") == ("run", "name", "")
    assert ReadRequest() == ReadRequest(())


def test_columns_may_be_in_a_later_table(put: Put) -> None:
    path = put("x\ty\n1\t2\n3\t4\n\nx\tthermometer\tR (ohm)\n1\t2\t3\n1\t4\t5\n")
    log = read(path, columns=["time=x [s]", "temperature=thermometer [K]"])
    assert list(log.temperature.values) == [2, 4]
    assert "the file holds 2 tables" in log.attrs["message"]


def test_prose_with_numbers_is_no_table(put: Put) -> None:
    with pytest.raises(InputError, match="holds no table of numbers"):
        read(put("A film\n\n10 90 percent\n\nof the normal state\nsee elsewhere\n"))


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("4.2", ".", 4.2),
        ("-4,2E-3", ",", -0.0042),
        ("\u22124.2 ", ".", -4.2),  # a minus sign as typesetters write it
        ("1.5D3", ".", 1500),
        ("1e999", ".", np.nan),
        ("NaN", ".", np.nan),
        ("--", ".", np.nan),
    ],
)
def test_numbers(cell: str, decimal: str, value: float) -> None:
    np.testing.assert_equal(number(cell, decimal), value)


@pytest.mark.parametrize("cell", ["ERROR", "1_000", "4.2 K", "12.05.2021", "1,2,3", "0x10"])
def test_no_numbers(cell: str) -> None:
    assert number(cell) is None
    assert number("1.5", ",") is None
