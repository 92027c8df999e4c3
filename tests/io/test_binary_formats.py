"""Labber, NeXus, Igor, TDMS and Oxford files: as documented, by the real libraries, and broken."""

from __future__ import annotations

import struct
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import nptdms
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import InputError, header_of, unmapped_of
from supra2d.io import read

Put = Callable[..., Path]

T = np.linspace(6.0, 2.0, 9)
R = 100 / (1 + np.exp((4 - T) / 0.1))


def labber(path: Path) -> None:
    """A log of two entries over nine steps, with a complex channel and a trace."""
    cells = h5py.string_dtype()
    with h5py.File(path, "w") as file:
        file.attrs["log_name"] = "film A"
        kind = np.dtype([("name", cells), ("unitPhys", cells)])
        units = [("Magnet - Field", "T"), ("Cryostat - Temperature", "K"), ("SR830 - R", "ohm")]
        file["Channels"] = np.array(units, dtype=kind)
        file["Log list"] = np.array([("SR830 - R",)], dtype=[("channel_name", cells)])
        data = file.create_group("Data")
        names = [(name, "") for name, _ in units[:2]]
        names += [(units[2][0], part) for part in ("Real", "Imaginary")]
        kind = np.dtype([("name", cells), ("info", cells)])
        data["Channel names"] = np.array(names, dtype=kind)
        entry = np.stack([np.zeros(9), T, R, 0 * R], axis=1)
        data["Data"] = np.stack([entry, entry + [0.5, 0, 1, 0]], axis=2)
        data["Time stamp"] = np.arange(18.0).reshape(2, 9).T
        file["Traces/VNA - S21"] = np.zeros((3, 2, 2))
        file["Traces/VNA - S21_N"] = [3, 3]


def nexus(path: Path) -> None:
    """A map over two axes, and a second signal in a group of its own."""
    with h5py.File(path, "w") as file:
        entry = file.create_group("entry")
        entry.attrs["NX_class"] = "NXentry"
        for name, signal in (("map", "conductance"), ("raw", "current")):
            group = entry.create_group(name)
            group.attrs.update({"NX_class": "NXdata", "signal": signal, "axes": ["field", "bias"]})
        for name, values, unit in (("field", [0.0, 1.0], "T"), ("bias", [-1.0, 0, 1], "mV")):
            entry["map"][name] = values
            entry["map"][name].attrs["units"] = unit
        entry["map/conductance"] = np.arange(6.0).reshape(2, 3)
        entry["map/conductance"].attrs["units"] = "A/V"
        entry["raw/current"] = np.arange(6.0).reshape(2, 3)
        entry["raw/current"].attrs["units"] = "nA"


def ibw(
    path: Path,
    data: np.ndarray,
    *,
    units: tuple[str, ...] = (),
    unit: str = "",
    labels: tuple[str, ...] = (),
    order: str = "<",
) -> None:
    """A wave of version 5 after Wavemetrics' technical note 3."""
    dims = [*data.shape, 0, 0, 0, 0][:4]
    wave = struct.pack(
        f"{order}4x2I i 2h 4x 2x H 32s 2i 4i 4d 4d 4s 16s h h 2d 68x 60x",
        0, 0, data.size, 4, 0, 0, b"wave0", 0, 0, *dims, *[0.5] * 4, *[1.0] * 4,
        unit.encode(), b"".join(u.encode().ljust(4, b"\0") for u in units), 0, 0, 0, 0,
    )  # fmt: skip
    wave = wave[:320].ljust(320, b"\0")
    named = b"".join(n.encode().ljust(32, b"\0") for n in ("", *labels)) if labels else b""
    body = data.astype(f"{order}f8").tobytes(order="F")
    sizes = [320 + len(body), 0, 0, 0, 0, 0, 0, 0, 0, len(named), 0, 0, 0, 0]
    head = struct.pack(f"{order}2h 14i", 5, 0, *sizes).ljust(64, b"\0")
    total = int(np.frombuffer(head + wave, f"{order}i2").sum(dtype=np.int64))
    check = (-total + 32768) % 65536 - 32768
    path.write_bytes(head[:2] + struct.pack(f"{order}h", check) + head[4:] + wave + body + named)


def tdms(path: Path) -> None:
    """Two groups with the same channels, and one with others."""
    with nptdms.TdmsWriter(path) as writer:
        for name, field in (("up", 0.0), ("down", 1.0)):
            columns = (("Temperature", T, "K"), ("Field", 0 * T + field, "T"), ("R", R, "ohm"))
            writer.write_segment(
                [nptdms.RootObject({"name": "film A"})]
                + [nptdms.ChannelObject(name, n, v, {"unit_string": u}) for n, v, u in columns]
            )
        writer.write_segment([nptdms.ChannelObject("notes", "Pressure", T, {})])


def vcl(path: Path) -> None:
    """An Oxford log of four rows; its thermometer was off in the second."""
    names = ["LineSize(bytes)", "LineNumber", "Time(secs)", "P2 Condense (Bar)"]
    names += [f"{place} {what}" for place in ("Still Plate", "MC Plate Cernox", "MC Plate RuO2")
              for what in ("t(s)", "T(K)", "R(Ohm)")]  # fmt: skip
    rows = np.zeros((4, len(names)))
    rows[:, 2] = 1.6e9 + 60 * np.arange(4)
    rows[:, names.index("MC Plate RuO2 T(K)")] = [0.02, 0, 0.03, 0.04]
    rows[:, names.index("Still Plate T(K)")] = 0.8
    block = b"".join(name.encode().ljust(32, b"\0") for name in names)
    path.write_bytes(block.rjust(0x1800 + len(block), b"\0").ljust(0x3000, b"\0") + rows.tobytes())


#: What Oxford's converter makes of such a log.
OXFORD_TEXT = (
    "LineSize(bytes)\tLineNumber\tTime(secs)\tP2 Condense (Bar)\tStill Plate T(K)\t"
    "MC Plate RuO2 T(K)\n"
    "48\t1\t1600000000\t0.5\t0.8\t0.02\n48\t2\t1600000060\t0.5\t0.8\t0.03\n"
)


def wave(path: Path) -> None:
    ibw(path, np.stack([T, R], axis=1), labels=("T (K)", "R (ohm)"))


WRITERS = (labber, nexus, wave, tdms, vcl)


def test_labber(tmp_path: Path) -> None:
    labber(tmp_path / "log.hdf5")
    log = read(tmp_path / "log.hdf5")
    assert log.attrs["reader"] == "labber" and header_of(log) == {"title": "film A"}
    np.testing.assert_array_equal(log.temperature, np.tile(T, 2))
    np.testing.assert_array_equal(log.field, np.repeat([0.0, 0.5], 9))
    np.testing.assert_array_equal(log.resistance, [*R, *(R + 1)])
    np.testing.assert_array_equal(log.time, np.arange(18.0))
    assert unmapped_of(log) == ["SR830 - R imaginary"]
    assert "traces left alone: 'VNA - S21'" in log.attrs["message"]


def test_an_appended_labber_log_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "log.hdf5"
    labber(path)
    with h5py.File(path, "a") as file:
        file.copy("Data", file.create_group("Log_2"))
    assert read(path).sizes == {"row": 36}


def test_nexus(tmp_path: Path) -> None:
    nexus(tmp_path / "map.nxs")
    log = read(tmp_path / "map.nxs")
    assert log.attrs["reader"] == "nexus"
    np.testing.assert_array_equal(log.field, [0, 0, 0, 1, 1, 1])
    np.testing.assert_array_equal(log.bias, np.tile([-1e-3, 0, 1e-3], 2))
    np.testing.assert_array_equal(log.conductance, np.arange(6.0))
    np.testing.assert_allclose(log.current, np.arange(6.0) * 1e-9, rtol=1e-15)


def test_a_measured_nexus_file_and_its_twin(data_dir: Path) -> None:
    folder = data_dir / "FAIRmat-pynxtools-stm"
    log = read(folder / "sts_nanonis_generic_4_5.nxs")
    text = (folder / "STS_nanonis_generic_4_5.dat").read_text(encoding="utf-8-sig")
    rows = [line.split("\t")[:2] for line in text.partition("[DATA]")[2].splitlines()[2:]]
    bias, current = np.array(rows, dtype=float).T
    np.testing.assert_array_equal(log.current, current)
    # the text has six digits of the bias
    np.testing.assert_allclose(log.bias, bias, atol=1.01e-5, rtol=0)
    assert set(log.temperature.values) == {4.92997}
    assert "temperature is the single number 'stm_head_temp'" in log.attrs["message"]
    # the converter's own derivative, and no measurement
    assert unmapped_of(log) == ["di_by_dv"]


@pytest.mark.parametrize("order", ["<", ">"])
def test_igor_columns(tmp_path: Path, order: str) -> None:
    path = tmp_path / "wave.ibw"
    ibw(path, np.stack([T, R], axis=1), labels=("T (K)", "R (ohm)"), order=order)
    log = read(path)
    assert log.attrs["reader"] == "igor"
    np.testing.assert_array_equal(log.temperature, T)
    np.testing.assert_array_equal(log.resistance, R)


def test_igor_scales(tmp_path: Path) -> None:
    path = tmp_path / "wave.ibw"
    ibw(path, np.arange(6.0).reshape(3, 2), units=("V", "T"), unit="S")
    log = read(path, columns=["conductance=wave0"])
    np.testing.assert_array_equal(log.bias, [1, 1, 1.5, 1.5, 2, 2])
    np.testing.assert_array_equal(log.field, [1, 1.5] * 3)
    np.testing.assert_array_equal(log.conductance, np.arange(6.0))
    ibw(path, np.arange(3.0), units=("V",), unit="ohm")
    with pytest.raises(InputError, match="does not say what its columns are .x, wave0"):
        read(path)  # a bias or a gate
    assert set(read(path, columns=["gate_voltage=x", "resistance=wave0"]).data_vars) == {
        "gate_voltage",
        "resistance",
    }


def test_tdms(tmp_path: Path) -> None:
    tdms(tmp_path / "log.tdms")
    log = read(tmp_path / "log.tdms")
    assert log.attrs["reader"] == "tdms" and header_of(log) == {"title": "film A"}
    np.testing.assert_array_equal(log.temperature, np.tile(T, 2))
    np.testing.assert_array_equal(log.field, np.repeat([0.0, 1.0], 9))
    np.testing.assert_array_equal(log.resistance, np.tile(R, 2))
    assert "tables left alone: 'notes'" in log.attrs["message"]


def test_a_tdms_waveform_has_its_time(tmp_path: Path) -> None:
    path = tmp_path / "log.tdms"
    timing = {"wf_increment": 0.5, "wf_start_offset": 2.0, "unit_string": "mV"}
    with nptdms.TdmsWriter(path) as writer:
        writer.write_segment([nptdms.ChannelObject("scope", "Voltage", np.arange(3.0), timing)])
    log = read(path)
    np.testing.assert_array_equal(log.time, [2, 2.5, 3])
    np.testing.assert_array_equal(log.voltage, [0, 1e-3, 2e-3])


def test_oxford(tmp_path: Path) -> None:
    path = tmp_path / "log.vcl"
    vcl(path)
    log = read(path)
    assert log.attrs["reader"] == "oxford_triton" and log.attrs["dropped_rows"] == 1
    np.testing.assert_array_equal(log.temperature, [0.02, 0.03, 0.04])
    np.testing.assert_array_equal(log.time, 1.6e9 + np.array([0, 120, 180.0]))
    assert log.temperature.attrs["column"] == "MC Plate RuO2 T(K)"
    still = read(path, columns=["temperature=Still Plate T(K)"])
    assert set(still.temperature.values) == {0.8}


def test_oxford_text(put: Put) -> None:
    path = put(OXFORD_TEXT, "log.txt")
    log = read(path)
    assert log.attrs["reader"] == "delimited_text"
    np.testing.assert_array_equal(log.time, [1.6e9, 1.6e9 + 60])
    np.testing.assert_array_equal(log.temperature, [0.02, 0.03])


@pytest.mark.parametrize(
    ("module", "writer", "kind"),
    [("nptdms", tdms, "a LabVIEW TDMS file"), ("igor2.binarywave", wave, "an Igor binary wave")],
)
def test_a_missing_package_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str,
    writer: Callable[[Path], None], kind: str,
) -> None:  # fmt: skip
    writer(tmp_path / "data")
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InputError) as caught:
        read(tmp_path / "data")
    assert str(caught.value) == (
        f"data is {kind}; expected the package {module.partition('.')[0]}, which is not "
        "installed; type pip install 'supra2d[formats]'."
    )


def broken(content: bytes) -> Iterator[bytes]:
    """Beginnings of a file, and the file with a part of it overwritten."""
    for size in (4, 9, 40, 130, 390, *(part * len(content) // 6 for part in range(1, 6))):
        yield content[:size]
        yield content[: size - 2] + b"\xff\x00\xa5\x5a" * 5 + content[size + 18 :]


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.__name__)
def test_broken_files_are_one_sentence(tmp_path: Path, writer: Callable[[Path], None]) -> None:
    path = tmp_path / "data"
    writer(path)
    for content in broken(path.read_bytes()):
        path.write_bytes(content)
        try:
            read(path)
        except InputError as error:
            assert "\n" not in str(error) and str(error).endswith(".")


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.__name__)
@given(data=st.data())
def test_some_bytes_changed_or_the_end_lost(
    survive: Callable[..., None], writer: Callable[[Path], None], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "data")
        writer(path)
        survive(path.read_bytes(), "data", data)


@pytest.mark.parametrize("magic", [b"CPYA 4.2673 552#\n", b"CPYUA 4.3380 178 #\n"])
def test_origin_projects_are_refused_with_advice(put: Put, magic: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read(put(magic + bytes(64), "book.opj"))
    assert str(caught.value) == (
        "book.opj looks like an Origin project; expected text in columns, or a file of an "
        "instrument that supra2d knows; export each worksheet in Origin with File > Export > ASCII."
    )
