"""Whatever the bytes: a valid log or one sentence, never another exception, never a warning."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supra2d.core import SupraError, validate
from supra2d.io import read, write

Put = Callable[..., Path]

COLUMNS = ("field=magnet [T]", "resistance=lockin_* [ohm]")


def attempt(path: Path, columns: tuple[str, ...] = ()) -> bool:
    """Read what may be unreadable; whether it was read."""
    try:
        log = read(path, columns=columns)
    except SupraError as error:
        assert "\n" not in str(error) and str(error).endswith(".")
        return False
    validate(log)
    return True


def truncated(path: Path, content: bytes) -> int:
    """Read every beginning of a file; how many could be read."""
    path.write_bytes(content)
    count = 0
    for size in range(len(content), -1, -1):
        os.truncate(path, size)
        count += attempt(path)
    return count


def test_quantum_design_truncated(put: Put, qd_text: str) -> None:
    assert truncated(put(""), qd_text.encode()) > 20


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_text_truncated(put: Put, plain_text: str, encoding: str) -> None:
    content = plain_text.replace("R\n", "R (\u00b5)\n").encode(encoding)
    assert truncated(put(""), content) > 5


def test_netcdf_truncated(put: Put, tmp_path: Path) -> None:
    path = tmp_path / "log.nc"
    write(read(put("T (K),R (ohm)\n1,2\n")), path)
    assert truncated(path, path.read_bytes()) >= 1


@given(data=st.data())
def test_netcdf_changed(survive: Callable[..., None], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text, path = Path(folder, "log.csv"), Path(folder, "log.nc")
        text.write_text("T (K),R (ohm)\n1,2\n")
        write(read(text), path)
        survive(path.read_bytes(), "log.nc", data)


def inside(content: bytes, columns: tuple[str, ...] = ()) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "data.dat")
        path.write_bytes(content)
        return attempt(path, columns)


@given(st.binary(max_size=300))
def test_random_bytes(content: bytes) -> None:
    inside(content)
    inside(b"T (K),R (ohm)\n1,2\n" + content)
    inside(b"[Header]\n[Data]\nTemperature (K),Res. ch1 (ohm-cm)\n1,2\n" + content)
    inside(b"\x89HDF\r\n\x1a\n" + content)
    inside(b"CDF\x01" + content)


@given(st.text(alphabet='0123456789.,;+-eETKRB()[]/#"\t\r\n \u00b5nax_=', max_size=200))
def test_random_text(content: str) -> None:
    inside(content.encode())
    inside(content.encode(), COLUMNS)
    inside(f"[Header]\n[Data]\nTemperature (K),Res. ch1 (ohm-cm)\n1,2\n{content}".encode())


@given(st.data())
def test_one_byte_changed(data: st.DataObject) -> None:
    content = bytearray(b"T (K);B (T);R (ohm)\r\n2,0;0,0;10,5\r\n3,0;0,5;11,5\r\n4,0;1,0;12,5\r\n")
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    inside(bytes(content))


NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-6)
HEADERS = (
    ("T (K)", "B (T)", "R (ohm)"),
    ("T/K", "B/T", "R/ohm"),
    ("T_K", "B_T", "R_ohm"),
    ("Temperature [K]", "Magnetic Field [T]", "Resistance [\u03a9]"),
    ("T\nK", "B\nT", "R\nohm"),
    ("T\nK\nfilm", "B\nT\n", "R\nohm\n"),
)


@given(
    rows=st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=12),
    separator=st.sampled_from([",", ";", "\t", "  "]),
    comma=st.booleans(),
    header=st.sampled_from(HEADERS),
    form=st.sampled_from(["{!r}", "{:.17e}", "{:+.17g}"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    preamble=st.sampled_from(["", "# film 7\n", "Sample:\tA\n\n", "\n\n"]),
    mark=st.sampled_from(["", "# "]),
)
def test_rendered_tables_come_back(
    rows: list[tuple[float, float, float]],
    separator: str,
    comma: bool,
    header: tuple[str, str, str],
    form: str,
    encoding: str,
    ending: str,
    preamble: str,
    mark: str,
) -> None:
    if encoding == "latin-1":
        header = (header[0], header[1], header[2].replace("\u03a9", "ohm"))
    if separator == "  ":
        # a blank cell cannot be told from none where white space separates
        header = (header[0], *(h.removesuffix("\n") + "\n-" * h.endswith("\n") for h in header[1:]))
    above = [
        mark + separator.join(line) for line in zip(*(h.split("\n") for h in header), strict=True)
    ]
    lines = [separator.join(form.format(value) for value in row) for row in rows]
    if comma and separator != ",":
        lines = [line.replace(".", ",") for line in lines]
    text = preamble + "\n".join([*above, *lines, ""])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "data.dat")
        path.write_bytes(text.replace("\n", ending).encode(encoding))
        log = read(path)
    expected = np.array(rows).T
    # repr, 17 digits and canonical units: equal to the last bit
    for name, values in zip(("temperature", "field", "resistance"), expected, strict=True):
        np.testing.assert_array_equal(log[name].values, values)
    assert log.attrs["dropped_rows"] == 0
