"""Small files that the tests of the readers share."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import strategies as st

from supra2d.core import SupraError, validate
from supra2d.io import read

#: An AC-transport file in small: two channels in turn, a comment row, a blank line.
QD = """[Header]
; AC Transport Data File (default extension .dat)
TITLE,film A, second cooldown
FILEOPENTIME,12212238.42,,1/10/2022 15:29:28
BYAPP,ACTRANSPORT,2.0,1.1
INFO,NbSe2, two layers,SAMPLE1_MATERIAL
INFO,0.1393,SAMPLE1_LEAD_SEPARATION
INFO,0.0011144,SAMPLE1_CROSS_SECTION
INFO,0,SAMPLE2_LEAD_SEPARATION
[Data]
Comment,Time Stamp (sec),Temperature (K),Magnetic Field (Oe),Res. ch1 (ohm-cm),Res. ch2 (ohm-cm),\
Bridge 1 Resistance (ohms),Map 20 ()
,1.0,4.0,100,1e-5,,,4.0

cooling,2.0,,,,,,
,3.0,3.5,100,,2e-5,,3.5
,4.0,3.0,100,1.5e-5,,,3.0
"""

#: Plain text with a header of two lines.
TEXT = "T\tB\tR\nK\tT\tohm\n2.0\t0.0\t10.0\n3.0\t0.5\t11.5\n4.0\t1.0\t12.0\n"


@pytest.fixture(scope="session")
def survive() -> Callable[[bytes, str, st.DataObject], None]:
    """Read a whole file, then with some bytes changed and its end cut: a log or one sentence."""

    def _survive(whole: bytes, name: str, data: st.DataObject) -> None:
        content = bytearray(whole)
        for _ in range(data.draw(st.integers(0, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        kept = data.draw(st.integers(0, len(content)))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_bytes(whole)
            validate(read(path))
            path.write_bytes(content[:kept])
            try:
                log = read(path)
            except SupraError as error:
                assert "\n" not in str(error) and str(error).endswith(".")
            else:
                validate(log)

    return _survive


@pytest.fixture
def qd_text() -> str:
    return QD


@pytest.fixture
def plain_text() -> str:
    return TEXT


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write content to a file and return its path."""

    def _put(content: str | bytes, name: str = "data.dat") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _put
