"""A new reader, law or figure works by adding only its own files, in a folder of its own."""

from __future__ import annotations

import importlib
import json
import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import supra2d
import supra2d.io
import supra2d.models.criticalfield
import supra2d.plot
from supra2d.core import Axis, Curve, Result, Source, make_table
from supra2d.fit import fit_table
from supra2d.report import Report, write

from ._source import ROOT

Newcomer = Callable[[str, dict[str, str]], Path]


@pytest.fixture
def newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newcomer]:
    """Writes files into a temporary folder that a package then finds as one of its own."""
    before = set(sys.modules)

    def add(package: str, files: dict[str, str]) -> Path:
        folder = tmp_path / package.rpartition(".")[2]
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        module = sys.modules[package]
        monkeypatch.setattr(module, "__path__", [*module.__path__, str(folder)])
        importlib.invalidate_caches()
        return folder

    yield add
    for name in set(sys.modules) - before:
        parent, _, child = name.rpartition(".")
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            vars(sys.modules[parent]).pop(child, None)
            del sys.modules[name]


READER = '''
"""Files of a bridge that writes one reading per line after its mark."""

import numpy as np

from supra2d.core import Column, make_log, sha256


def matches(head):
    return head.startswith(b"BRIDGE 7")


def read(path, request):
    rows = np.loadtxt(path, skiprows=1)
    columns = [Column("temperature", rows[:, 0], "T"), Column("resistance", rows[:, 1], "R")]
    lines = np.arange(2, len(rows) + 2)
    return make_log(
        columns, lines=lines, source=str(path), sha256=sha256(path), reader="bridge_seven"
    )
'''


def test_a_new_reader(newcomer: Newcomer, tmp_path: Path) -> None:
    newcomer(
        "supra2d.io",
        {
            "bridge_seven/reader.py": READER,
            "bridge_seven/spec.toml": 'name = "Bridge 7"\ndescription = "A bridge"\n'
            'extensions = [".b7"]\npriority = 5\n',
        },
    )
    t = np.linspace(2.0, 6.0, 200)
    r = 1000.0 / (1.0 + np.exp((4.0 - t) / 0.05)) + np.sin(np.arange(200.0))
    file = tmp_path / "film.b7"
    file.write_text("BRIDGE 7\n" + "\n".join(f"{a:.6f} {b:.6f}" for a, b in zip(t, r, strict=True)))
    assert "bridge_seven" in supra2d.io.readers()
    supra2d.report([file], tmp_path / "out")
    results = json.loads((tmp_path / "out" / "results.json").read_text())
    assert [source["reader"] for source in results["sources"]] == ["bridge_seven"]
    tc = next(q for q in results["quantities"] if q["name"] == "Tc" and q["preferred"])
    assert tc["value"] == pytest.approx(4.0, abs=0.01)  # a tenth of the width


LAW = '''
r"""A power law with a free exponent.

Between the straight line of vortices and the root of a thin film.
"""

import numpy as np

from supra2d.core import CheckRow, Model, Parameter, Variable


def power_law(T, Tc0, B0, exponent):
    """Critical field in T."""
    return B0 * np.clip(1.0 - T / Tc0, 0.0, 1.0) ** exponent


def guess(T, B):
    return {"Tc0": 1.1 * float(np.max(T)), "B0": float(np.max(B)), "exponent": 0.8}


MODEL = Model(
    name="power_law",
    title="Power law",
    mechanism="orbital",
    variables=(Variable("temperature", "K"),),
    result=Variable("field", "T"),
    parameters=(
        Parameter("Tc0", "K", 5.0, 1e-3, 500.0, "critical temperature"),
        Parameter("B0", "T", 3.0, 1e-6, 1e4, "field at zero temperature"),
        Parameter("exponent", "", 1.0, 0.1, 3.0, "exponent"),
    ),
    function=power_law,
    guess=guess,
    equation=r"B = B_0 (1 - T/T_{c0})^p",
    limits="None in particular.",
    references=("tinkham1996",),
    checks=(CheckRow({"Tc0": 4.0, "B0": 2.0, "exponent": 2.0}, 2.0, 0.5, "by hand"),),
    edge="Tc0",
)
'''


def test_a_new_law(newcomer: Newcomer, tmp_path: Path) -> None:
    newcomer("supra2d.models.criticalfield", {"power_law.py": LAW})
    law = supra2d.model("power_law")
    assert "power_law" in supra2d.models.names("criticalfield")
    for row in law.checks:
        assert float(law(row.x, **row.parameters)) == pytest.approx(row.expected, rel=row.rtol)

    t = np.linspace(1.0, 3.6, 12)
    truth = {"Tc0": 4.0, "B0": 2.0, "exponent": 0.7}
    table = make_table(t, law(t, **truth), field_error=1e-3)
    found = fit_table(law, table).values
    # exact data: the minimum is met far inside its error of 1e-3
    assert found == pytest.approx(truth, rel=1e-4)

    page = runpy.run_path(str(ROOT / "docs" / "_ext" / "pages.py"))["law_page"](law)
    assert "Between the straight line" in page and "``exponent``" in page


FIGURE = '''
"""Points as bars: a figure that only this test knows."""

draws = ("critical_field",)
order = 35


def caption(result):
    return "Critical fields as bars."


def draw(result, *, ax=None):
    from matplotlib.figure import Figure

    ax = ax if ax is not None else Figure().add_subplot()
    for curve in result.curves:
        ax.bar(curve.x, curve.y, width=0.05)
    return ax
'''


def test_a_new_figure(newcomer: Newcomer, tmp_path: Path) -> None:
    newcomer("supra2d.plot", {"field_bars.py": FIGURE})
    assert "field_bars" in supra2d.plot.figures()
    t = np.linspace(1.0, 3.6, 12)
    result = Result(
        kind="critical_field",
        title="Critical field",
        curves=(Curve("data", t, 4.0 - t),),
        x_axis=Axis("temperature", "K"),
        y_axis=Axis("field", "T"),
    )
    source = Source("film.dat", "0" * 64, "quantum_design", 12, 0)
    out = write(Report("A film", sources=(source,), results=(result,)), tmp_path / "out")
    assert "Critical fields as bars." in (out / "report.html").read_text(encoding="utf-8")
    drawn = [path.name for path in (out / "figures").iterdir()]
    assert any("bars" in name and name.endswith(".svg") for name in drawn)
