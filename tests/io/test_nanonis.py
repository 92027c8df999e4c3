"""Nanonis scans, spectra and grids: what is mapped, what a cut file keeps."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import InputError, SupraError, header_of, unmapped_of, validate
from supra2d.io import read

Put = Callable[..., Path]

SCAN = """:NANONIS_VERSION:
2
:SCANIT_TYPE:
              FLOAT            MSBFIRST
:SCAN_PIXELS:
       3       4
:SCAN_RANGE:
           3.000000E-8           8.000000E-8
:SCAN_OFFSET:
             -1.000000E-6         2.000000E-6
:SCAN_ANGLE:
            9.000E+1
:SCAN_DIR:
{direction}
:BIAS:
            5.000E-3
:Lock-in>Modulated signal:
Bias (V)
:Lock-in>Amplitude:
1E-3
:DATA_INFO:
\tChannel\tName\tUnit\tDirection\tCalibration\tOffset
\t14\tZ\tm\tboth\t1.000E+0\t0.000E+0
\t2\tLI_Demod_1_X\tA\tboth\t1.000E+0\t0.000E+0
\t3\tPhase\tdeg\tforward\t1.000E+0\t0.000E+0

:SCANIT_END:

"""
PIXELS = np.arange(1.0, 13.0).reshape(4, 3)

POINT = (
    "Experiment\tbias spectroscopy\t\r\nDate\t14.09.2017 10:37:39\t\r\nX (m)\t33.767E-9\t\r\n"
    "Y (m)\t297.15E-9\t\r\nExt. VI 1>Microscope temperature (K)\t+04.366\t\r\n"
    "Lock-in>Modulated signal\tBias (V)\t\r\nLock-in>Amplitude\t2E-3\t\r\n\r\n[DATA]\r\n"
    "Bias calc (V)\tCurrent [AVG] (A)\tCurrent [00001] (A)\tCurrent [AVG] [bwd] (A)"
    "\tLIX 1 omega [AVG] (A)\tLI Demod X (V)\tCurrent [AVG] (A) [filt]\r\n"
    "-1.0E-3\t-1.0E-12\t5E-12\t-2E-12\t4E-12\t0.1\tNaN\r\n"
    "0.0E+0\t0.0E+0\t5E-12\t0E-12\t6E-12\t0.2\t1E-12\r\n"
    "1.0E-3\t1.0E-12\t5E-12\t2E-12\t4E-12\t0.1\tNaN\r\n"
)

GRID = (
    'Grid dim="2 x 3"\r\nGrid settings=1.0E-6;2.0E-6;4.0E-8;6.0E-8;0.0E+0\r\n'
    'Filetype={kind}\r\nSweep Signal="Bias (V)"\r\nFixed parameters="Sweep Start;Sweep End"\r\n'
    'Experiment parameters="{places}Z (m)"\r\n# Parameters (4 byte)={count}\r\n'
    'Experiment size (bytes)=32\r\nPoints=4\r\nChannels="{channels}"\r\n'
    "Delay before measuring (s)=0.0E+0\r\n:HEADER_END:\r\n"
)


def scan(
    direction: str = "up", fill: Callable[[npt.NDArray[np.float64]], None] | None = None
) -> bytes:
    """A scan of 3 x 4 pixels whose forward and backward images agree once they are turned."""
    stored = PIXELS[::-1] if direction == "down" else PIXELS
    planes = np.array([stored, stored[:, ::-1], 10 * stored, 10 * stored[:, ::-1], stored])
    if fill is not None:
        fill(planes)
    return SCAN.format(direction=direction).encode() + b"\x1a\x04" + planes.astype(">f4").tobytes()


def grid(
    channels: str = "Current (A);Current [bwd] (A)", *, linear: bool = True, places: bool = True
) -> bytes:
    """A grid of 2 x 3 points with 4 bias values: the current is 100 point + bias in mV."""
    count = channels.count(";") + 1
    header = GRID.format(
        kind="Linear" if linear else "MLS",
        places="X (m);Y (m);" if places else "",
        count=5 if places else 3,
        channels=channels,
    )
    rows = []
    for point in range(6):
        place = [0.99e-6 + 2e-8 * (point % 2), 1.98e-6 + 2e-8 * (point // 2)] if places else []
        current = 100 * point + np.array([-3.0, -1.0, 1.0, 3.0])
        rows.append([-3e-3, 3e-3, *place, 5e-10, *np.tile(current, count)])
    return header.encode() + np.array(rows, ">f4").tobytes()


@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_scan_is_an_image_with_rising_axes(put: Put, direction: str) -> None:
    image = read(put(scan(direction), "scan.sxm"))
    assert image.attrs["kind"] == "image" and image.attrs["reader"] == "nanonis"
    for way in ("forward", "backward"):
        np.testing.assert_array_equal(image[f"height_Z {way}"].values, PIXELS)
        # a lock-in signal in A over a modulation of 1 mV
        np.testing.assert_allclose(
            image[f"conductance_LI_Demod_1_X {way}"].values, 1e4 * PIXELS, rtol=1e-15
        )
    np.testing.assert_allclose(image.x, [5e-9, 15e-9, 25e-9], rtol=1e-14)
    np.testing.assert_allclose(image.y, [10e-9, 30e-9, 50e-9, 70e-9], rtol=1e-14)
    assert unmapped_of(image) == ["Phase"]
    assert header_of(image) == {
        "bias": 5e-3, "angle": 90.0, "offset": [-1e-6, 2e-6], "modulation": 1e-3
    }  # fmt: skip


def test_columns_win_in_a_scan(put: Put) -> None:
    image = read(put(scan()), columns=["conductance=Phase [nS]"])
    np.testing.assert_allclose(image["conductance_Phase forward"], 1e-9 * PIXELS, rtol=1e-14)


def test_lines_that_were_not_reached_are_left_out(put: Put) -> None:
    def stop(planes: npt.NDArray[np.float64]) -> None:
        planes[:, 3] = np.nan

    image = read(put(scan(fill=stop)))
    assert image.sizes == {"y": 3, "x": 3} and image.attrs["dropped_rows"] == 1
    assert "3 of 4 lines were measured" in image.attrs["message"]
    # scanned from the top: the lowest line was not reached
    image = read(put(scan("down", stop)))
    np.testing.assert_array_equal(image["height_Z forward"].values, PIXELS[1:])
    assert float(image.y[0]) == pytest.approx(30e-9)


def test_a_cut_scan_keeps_its_whole_lines(put: Put) -> None:
    whole = scan()
    # 48 bytes an image: all of the first, two lines and a half of the second
    image = read(put(whole[: whole.index(b"\x1a\x04") + 2 + 48 + 30]))
    assert list(image.data_vars) == ["height_Z forward", "height_Z backward"]
    assert np.isfinite(image["height_Z backward"]).sum() == 6
    assert "its whole lines are kept" in image.attrs["message"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (scan()[:300], "ends within its header"),
        (scan()[: scan().index(b"\x1a\x04") + 5], "holds no line that was measured"),
        (scan().replace(b"       3       4", b"       0       4"), "number of pixels"),
        (scan().replace(b"FLOAT", b"SHORT"), "4-byte numbers"),
        (scan().replace(b"DATA_INFO", b"DATA_NONE"), "which signals"),
        (scan().replace(b"3.000000E-8", b"0.000000E-8"), "its size"),
    ],
)
def test_damaged_scans_are_refused(put: Put, content: bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read(put(content))


def test_a_spectrum_is_a_log_along_its_bias(put: Put) -> None:
    log = read(put(POINT))
    assert set(log.data_vars) == {
        "bias", "current_forward", "current_backward", "conductance", "tip_x", "tip_y"
    }  # fmt: skip
    np.testing.assert_array_equal(log.bias, [-1e-3, 0, 1e-3])
    # the average, not the single sweep
    np.testing.assert_array_equal(log.current_forward, [-1e-12, 0, 1e-12])
    np.testing.assert_allclose(log.conductance, [2e-9, 3e-9, 2e-9], rtol=1e-14)
    assert float(log.tip_x[2]) == 33.767e-9 and list(log.row.values) == [11, 12, 13]
    assert header_of(log) == {"temperature": 4.366, "modulation": 2e-3}
    assert "modulation of 0.002 V" in log.attrs["message"]
    assert "'LI Demod X (V)' left alone" in log.attrs["message"]


def test_without_its_modulation_a_lock_in_is_left_alone(put: Put) -> None:
    log = read(put(POINT.replace("Lock-in>Amplitude", "Lock-in>Level")))
    assert "conductance" not in log and "conductance=LIX 1 omega" in log.attrs["message"]
    log = read(put(POINT), columns=["conductance=LI Demod X [S]"])
    np.testing.assert_array_equal(log.conductance, [0.1, 0.2, 0.1])


def test_a_cut_spectrum_keeps_its_whole_rows(put: Put) -> None:
    log = read(put(POINT[:-12]))
    assert log.sizes["row"] == 2 and "middle of a row" in log.attrs["message"]
    with pytest.raises(InputError, match="without a row"):
        read(put(POINT[: POINT.index("-1.0E-3")]))


def test_a_grid_is_a_log_with_the_place_of_the_tip(put: Put) -> None:
    log = read(put(grid(), "map.3ds"))
    assert log.sizes["row"] == 24 and log.attrs["reader"] == "nanonis"
    # single precision in the file
    np.testing.assert_allclose(log.bias[4:8], [-3e-3, -1e-3, 1e-3, 3e-3], rtol=1e-6)
    np.testing.assert_array_equal(log.current_backward[20:], [497, 499, 501, 503])
    np.testing.assert_allclose(log.tip_x[:5], [0.99e-6] * 4 + [1.01e-6], rtol=1e-6)
    np.testing.assert_allclose(np.unique(log.tip_y), [1.98e-6, 2e-6, 2.02e-6], rtol=1e-6)
    # without recorded places, the frame says the same
    framed = read(put(grid(places=False)))
    for name in ("tip_x", "tip_y"):
        np.testing.assert_allclose(framed[name], log[name], rtol=1e-6)


def test_a_cut_grid_keeps_its_whole_spectra(put: Put) -> None:
    whole = grid()
    log = read(put(whole[:-40]))
    assert log.sizes["row"] == 20 and "5 of 6 points" in log.attrs["message"]
    start = whole.index(b":HEADER_END:\r\n") + 14
    blank = whole[:start] + whole[start : start + 3 * 52] + bytes(3 * 52)
    log = read(put(blank))
    assert log.sizes["row"] == 12 and log.attrs["dropped_rows"] == 12
    with pytest.raises(InputError, match="has no whole spectrum"):
        read(put(whole[: start + 20]))


def test_an_uneven_sweep_takes_the_recorded_bias(put: Put) -> None:
    log = read(put(grid("Current (A);Bias (V)", linear=False)))
    np.testing.assert_array_equal(log.bias[:4], [-3, -1, 1, 3])
    assert "bias" not in read(put(grid(linear=False)))


def attempt(content: bytes, path: Path) -> bool:
    """Read what may be unreadable; whether it was read."""
    path.write_bytes(content)
    try:
        found = read(path)
    except SupraError as error:
        assert "\n" not in str(error) and str(error).endswith(".")
        return False
    validate(found)
    return True


@pytest.mark.parametrize(("content", "least"), [(scan(), 200), (POINT.encode(), 60), (grid(), 200)])
def test_truncated_anywhere(tmp_path: Path, content: bytes, least: int) -> None:
    path = tmp_path / "cut"
    assert attempt(content, path)
    count = 0
    for size in range(len(content) - 1, 0, -11):
        os.truncate(path, size)
        count += attempt(path.read_bytes(), path)
    assert 11 * count > least


@given(st.data())
def test_some_bytes_changed(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([scan(), POINT.encode(), grid()])))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        attempt(bytes(content), Path(folder, "changed"))


@pytest.mark.parametrize(
    ("name", "channels", "rows"),
    [
        ("angelo-peronio-nanonis-xarray/a.dat", {"time", "bias", "current", "height"}, 201),
        (
            "angelo-peronio-nanonis-xarray/i_v.dat",
            {"bias", "current_forward", "current_backward", "conductance_forward",
             "conductance_backward"},
            201,
        ),
        ("angelo-peronio-nanonis-xarray/df_v.dat", {"bias", "current_forward",
         "current_backward"}, 201),
        ("underchemist-nanonispy/Bias-Spectroscopy002.dat",
         {"bias", "current_forward", "current_backward"}, 1024),
        ("FAIRmat-pynxtools-stm/STS_nanonis_generic_4_5.dat", {"bias", "current"}, 600),
    ],
)  # fmt: skip
def test_measured_spectra(data_dir: Path, name: str, channels: set[str], rows: int) -> None:
    log = read(data_dir / name)
    assert log.attrs["reader"] == "nanonis" and log.sizes["row"] == rows
    assert set(log.data_vars) == channels | {"tip_x", "tip_y"}
    assert log.attrs["dropped_rows"] == 0


def test_the_measured_lock_in_agrees_with_the_slope_of_the_current(data_dir: Path) -> None:
    log = read(data_dir / "angelo-peronio-nanonis-xarray" / "i_v.dat")
    assert header_of(log)["temperature"] == 4.366
    slope = np.ptp(log.current_forward.values) / np.ptp(log.bias.values)
    # the mean conductance over the sweep; the phase of the lock-in loses some of it
    mean = float(log.conductance_forward.mean())
    assert 0.8 < mean / slope < 1.1


def test_measured_scans(data_dir: Path) -> None:
    for name in ("EuS01392002.sxm", "EuS01419002.sxm"):
        image = read(data_dir / "QIL-EuSNb" / name)
        assert image.sizes == {"y": 192, "x": 96} and len(image.data_vars) == 10
        # 8 x 16 um in square pixels
        np.testing.assert_allclose(np.diff(image.y), 16e-6 / 192, rtol=1e-9)
        there, back = (
            image[f"voltage_DC_(Vfb) {way}"].values.ravel() for way in ("forward", "backward")
        )
        # the same place measured twice, once the backward lines are turned round
        assert np.corrcoef(there, back)[0, 1] > 0.9
