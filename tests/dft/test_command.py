"""The command, as far as it goes without the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from supra2d.cli import _dft
from supra2d.core import InputError
from supra2d.dft import _gpaw, dft


def test_input_for_another_engine_is_shown_or_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _dft.run("NbSe2", kmesh="6x6", engine_input="elk")
    shown = capsys.readouterr().out
    assert "ngridk\n6 6 1\n" in shown
    file = tmp_path / "elk.in"
    _dft.run("NbSe2", kmesh="6x6", engine_input="elk", out=file)
    assert file.read_text(encoding="utf-8") == shown


@pytest.mark.parametrize("kmesh", ["twelve", "6x", "6,6", "-6x6"])
def test_a_mesh_that_cannot_be_read_is_refused(kmesh: str) -> None:
    with pytest.raises(InputError, match="12x12"):
        _dft.run("NbSe2", kmesh=kmesh, engine_input="elk")


def test_without_the_engine_the_line_to_type_is_given_and_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(_gpaw, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install 'supra2d\[dft\]'"):
        dft("NbSe2", output=tmp_path / "NbSe2.nc")
    assert not list(tmp_path.iterdir())
