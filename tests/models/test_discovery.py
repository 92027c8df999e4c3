import shutil
import sys
from importlib import import_module
from pathlib import Path

import pytest

from supra2d import models
from supra2d.core import NameUnknownError

LAWS = models.names()


def test_step_one_laws_are_there():
    expected = {
        "anisotropic_3d",
        "ellipse_inplane",
        "gl_parallel",
        "gl_perpendicular",
        "tinkham_2d",
        "whh_orbital",
    }
    assert expected <= set(models.names("criticalfield"))


@pytest.mark.parametrize("name", LAWS)
def test_file_name_is_law_name(name):
    assert models.model(name).name == name


def test_unknown_law_lists_near_matches():
    with pytest.raises(NameUnknownError, match="did you mean gl_parallel"):
        models.model("gl_paralel")


def test_unknown_family():
    with pytest.raises(NameUnknownError, match="criticalfield"):
        models.names("criticalfields")


@pytest.fixture
def forget():
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_a_new_law_is_one_file(tmp_path, monkeypatch, forget):
    family = import_module("supra2d.models.criticalfield")
    source = Path(family.__path__[0]) / "gl_perpendicular.py"
    text = source.read_text().replace('name="gl_perpendicular"', 'name="my_law"')
    (tmp_path / "my_law.py").write_text(text)
    monkeypatch.setattr(family, "__path__", [*family.__path__, str(tmp_path)])
    assert "my_law" in models.names()
    assert float(models.model("my_law")(0.0, Tc0=1.0, xi=146.4e-9)) == pytest.approx(
        0.015355134264023887, rel=1e-12
    )


def test_a_new_family_is_one_folder(tmp_path, monkeypatch, forget):
    family = import_module("supra2d.models.criticalfield")
    shutil.copytree(family.__path__[0], tmp_path / "myfamily")
    for path in (tmp_path / "myfamily").glob("[!_]*.py"):
        path.rename(path.with_name(f"my_{path.name}"))
    monkeypatch.setattr(models, "__path__", [*models.__path__, str(tmp_path)])
    assert "myfamily" in models.families()
    assert "my_whh_orbital" in models.names("myfamily")


def test_one_law_does_not_import_the_others(tmp_path):
    import subprocess

    code = (
        "import sys; from supra2d import models; models.model('gl_perpendicular'); "
        "assert 'supra2d.models.criticalfield.whh_orbital' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
