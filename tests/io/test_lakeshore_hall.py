"""Files of the Lake Shore Hall system: every table, what is dropped, what is left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import InputError, header_of, unmapped_of
from supra2d.io import read, reader_spec
from supra2d.measure import split

Put = Callable[..., Path]

#: The shape of a file in small: two steps, one overflow, one ERROR.
SMALL = """[Sample parameters]
Sample Type:\tvan der Pauw
Thickness =\t2.0 [\u00b5m]
film 7
[Measurements]
<Step 1: Variable Temperature Measurement>
Field Reversal with Positive field first

Temperature [K]\tField [G]\tZero-field Resistivity [ohm cm]
20.0\t0.1\t1.0E+1
21.0\t0.1\t1.0000E+101
ERROR\t0.1\t1.2E+1

Temperature [K]\tField [G]\tResistivity [ohm cm]\tHall Coefficient [cm\u00b3/C]\
\tCarrier Density [1/cm\u00b3]
20.0\t3.0E+3\t1.1E+1\t-6.0E+2\t-1.04E+16

<Step 2: Variable Temperature Measurement>

Temperature [K]\tField [G]\tZero-field Resistivity [ohm cm]
30.0\t0.1\t2.0E+1

"""


def test_all_tables_are_one_log(put: Put) -> None:
    log = read(put(SMALL.encode("latin-1"), "film.txt"))
    assert log.attrs["reader"] == "lakeshore_hall"
    # tables with the same header go on in one another
    assert list(log.row.values) == [10, 20, 15]
    assert log.attrs["dropped_rows"] == 2
    np.testing.assert_allclose(log.resistivity, [0.1, 0.2, 0.11], rtol=1e-15)
    # -6e-4 m^3/C at 0.3 T over 2 um, by hand
    np.testing.assert_allclose(log.hall_resistance, [np.nan, np.nan, -90.0], rtol=1e-14)
    assert unmapped_of(log) == ["Carrier Density [1/cm\u00b3]"]
    facts = header_of(log)
    assert facts["title"] == "film 7" and facts["contacts"] == "van-der-pauw"
    assert facts["thickness"] == 2e-6 and facts["field_reversed"]


def test_without_thickness_the_hall_coefficient_is_left_alone(put: Put) -> None:
    log = read(put(SMALL.replace("2.0 [\u00b5m]", "").encode("latin-1")))
    assert "hall_resistance" not in log
    assert "does not state the thickness" in log.attrs["message"]


def test_a_cut_file_keeps_its_whole_rows(put: Put) -> None:
    cut = SMALL[: SMALL.index("-1.04E+16")]
    log = read(put(cut.encode("latin-1")))
    assert log.sizes["row"] == 1 and "middle of a row" in log.attrs["message"]


def test_columns_win(put: Put) -> None:
    path = put(SMALL.encode("latin-1"))
    log = read(path, columns=["resistance=Carrier* [ohm]"])
    assert list(log.resistance.values[-1:]) == [-1.04e16]


@pytest.mark.parametrize("text", ["[Sample parameters]\n", SMALL[: SMALL.index("20.0")]])
def test_a_file_without_rows_is_refused(put: Put, text: str) -> None:
    with pytest.raises(InputError, match="without a row of data"):
        read(put(text.encode("latin-1")))


def test_the_declared_order_puts_it_before_plain_text() -> None:
    assert reader_spec("lakeshore_hall")["priority"] < reader_spec("delimited_text")["priority"]


@pytest.mark.parametrize(
    ("name", "zero", "hall", "dropped"),
    [
        # rows of all steps: 5 + 2 + 3 + 3 + 5 + 48 in either kind of table, one of each out of
        # range; then 16 + 20 + 21 + 44
        ("22-127-G_20K-320K_TT-Halter_WDH_060722.txt", 65, 65, 2),
        ("22-211-G_Hall_23K-320K_TT-Halter.txt", 101, 101, 0),
    ],
)
def test_measured_files(data_dir: Path, name: str, zero: int, hall: int, dropped: int) -> None:
    path = data_dir / "IKZ-lakeshore-hall" / name
    log = read(path)
    in_field = np.isfinite(log.hall_resistance.values)
    assert (int((~in_field).sum()), int(in_field.sum())) == (zero, hall)
    assert log.attrs["dropped_rows"] == dropped
    assert {s.attrs["kind"] for s in split(log)} == {"R(T)"}
    # the instrument's own density of the last row, 1/cm^3, is 1/(e R_H) with e = 1.602e-19 C;
    # both are printed with five digits
    last = log.isel(row=-1)
    stated = path.read_text("latin-1").splitlines()[int(last.row) - 1].split("\t")
    density = float(last.field) / (1.602e-19 * float(last.hall_resistance))
    density /= header_of(log)["thickness"]
    place = 4 if len(stated) == 6 else 5
    assert abs(density) == pytest.approx(abs(float(stated[place])) * 1e6, rel=1e-4)


def test_contact_sets_stay_apart(data_dir: Path) -> None:
    log = read(data_dir / "IKZ-lakeshore-hall" / "23-026-AG_Hall_RT.txt")
    for name, resistance in (("R12,12", 3.7634e5), ("R34,34", 2.6442e5)):
        i, v = log[f"current_{name}"].values, log[f"voltage_{name}"].values
        told = np.isfinite(v)
        assert told.sum() == 11
        # the file's own straight line, printed with five digits
        assert np.polyfit(i[told], v[told], 1)[0] == pytest.approx(resistance, rel=1e-3)
    # the thermometer says ERROR throughout
    assert "temperature" not in log and "holds no number" in log.attrs["message"]
    assert log.hall_resistance.values[-1] == pytest.approx(-56.003e-6 * 0.3 / 263e-9, rel=1e-12)


@given(data=st.data())
def test_some_bytes_changed_or_the_end_lost(
    survive: Callable[..., None], data: st.DataObject
) -> None:
    survive(SMALL.encode("latin-1"), "hall.txt", data)
