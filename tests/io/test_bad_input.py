"""Files that hold nothing, each with the sentence that its user reads."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from supra2d.core import InputError, UnitError
from supra2d.io import read

Put = Callable[..., Path]

RANDOM = random.Random(3).randbytes(5000)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"",
            "data.dat is empty; expected a header and rows of data; export it again.",
        ),
        (b" \n \r\n", "data.dat is empty; expected a header and rows of data; export it again."),
        (
            b"<!doctype html><html><body>404</body></html>",
            "data.dat looks like an HTML page; expected text in columns, or a file of an "
            "instrument that supra2d knows; export the measurement as text.",
        ),
        (
            RANDOM,
            "data.dat looks like a binary file; expected text in columns, or a file of an "
            "instrument that supra2d knows; export the measurement as text.",
        ),
        (
            b"PK\x03\x04" + b"\0" * 300,
            "data.dat looks like a ZIP archive or an Excel or Word document; expected text in "
            "columns, or a file of an instrument that supra2d knows; export the measurement as "
            "text.",
        ),
        (
            b"\x89PNG\r\n\x1a\n" + b"\0" * 300,
            "data.dat looks like a PNG image; expected text in columns, or a file of an "
            "instrument that supra2d knows; export the measurement as text.",
        ),
        (
            b"T (K),R (ohm)\n1,\x00\n",
            "data.dat looks like a binary file; expected text in columns, or a file of an "
            "instrument that supra2d knows; export the measurement as text.",
        ),
        (
            b"T (K),R (ohm)\n" + b"1,1\n" * 2000 + b"\x00\n",
            "data.dat holds binary data; expected text; export the measurement as text.",
        ),
        (
            b"[Header]\nTITLE,x\nBYAPP,ACTRANSPORT,2.0,1.1\n",
            "data.dat has a Quantum Design header but no [Data]; expected a [Data] line, column "
            "names and rows; copy the whole file again.",
        ),
        (
            b"[Header]\nTITLE,x\n[Data]\n",
            "data.dat ends before its first row of data; expected column names and rows after "
            "[Data]; copy the whole file again, or delete it if nothing was measured.",
        ),
        (
            b"T (K),R (ohm)\nfoo,bar\nbaz,1\n",
            "data.dat holds no table of numbers; expected names of columns above rows of "
            "numbers; export the measurement as columns of numbers.",
        ),
        (
            b"T (K),R (ohm)\n",
            "data.dat holds no table of numbers; expected names of columns above rows of "
            "numbers; export the measurement as columns of numbers.",
        ),
        (
            b"T (K),T (K),R (ohm)\n1,1,1\n2,2,2\n",
            "data.dat has 2 columns for temperature: 'T (K)', 'T (K)'; expected different names; "
            "rename all but one, or choose with --columns 'temperature=NAME [unit]'.",
        ),
        (
            b"T (K),R (ohm)\n" + b"nan,nan\n" * 50,
            "data.dat has no column that can be used ('T (K)' holds no number and was left out; "
            "'R (ohm)' holds no number and was left out); expected at least one column of numbers "
            "with a known name and unit; check the export, or map columns with --columns "
            "'field=NAME [T]'.",
        ),
        (
            b"T (K),R (ohm)\n1,nan\nnan,2\n",
            "data.dat has no row in which all needed columns hold a number; expected rows with a "
            "number in each column; check the export.",
        ),
        (
            b"T,R\n1,2\n2,3\n",
            "data.dat does not say what its columns are (T, R); expected names with units, such as "
            '\'T (K)\'; type --columns "temperature=T [K]" --columns "resistance=R [ohm]".',
        ),
    ],
)
def test_sentence(put: Put, content: bytes, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read(put(content))
    assert str(caught.value) == sentence


def test_unknown_unit_is_named(put: Put) -> None:
    rows = b"".join(b"%f,0,1\n" % (2 + i * 0.1) for i in range(40))
    with pytest.raises(UnitError) as caught:
        read(put(b"T (K),B (furlong),R (ohm)\n" + rows))
    assert str(caught.value).startswith(
        "column 'B (furlong)' has the unknown unit 'furlong'; expected a laboratory unit"
    )


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read(tmp_path / "missing.dat")
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path)


def test_unreadable_file(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put("x")

    def refuse(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="cannot be read .Permission denied."):
        read(path)


@pytest.mark.parametrize(
    "content", [b"T (K),R (ohm)\n4.2,1.0\n", b"T (K),R (ohm)\n" + b"4.2,1.0\n" * 50]
)
def test_what_reads_although_it_holds_no_sweep(put: Put, content: bytes) -> None:
    # a single point and a constant temperature are for the analysis to refuse
    log = read(put(content))
    assert set(log.temperature.values) == {4.2}


def test_real_file_cut_in_a_row(data_dir: Path, put: Put) -> None:
    raw = (data_dir / "FAIRmat-nomad-measurements" / "ACT_Ch1_Hall_Ch2_TMR.dat").read_bytes()
    log = read(put(raw[:20011]))
    assert log.sizes["row"] == raw[:20011].count(b"\n") - 27
    assert "ends in the middle of a row" in log.attrs["message"]
