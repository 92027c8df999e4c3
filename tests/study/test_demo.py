"""The shipped example, end to end, against the truth it was simulated from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from supra2d.report import Report
from supra2d.simulate import critical_field, sample
from supra2d.study import report

from ._find import checks, inside, the

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo"
FILM = sample("thin_film").film


#: one process makes the report, not each of those that share the tests
pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    out = tmp_path_factory.mktemp("demo") / "out"
    return report(DEMO, out), out


def test_numbers_of_the_film(made: tuple[Report, Path]) -> None:
    demo = made[0]
    for name, truth in (("Tc", FILM.Tc), ("xi_GL", FILM.xi), ("d_sc", FILM.d)):
        found = the(demo, name)
        assert found.status in ("ok", "warning")
        assert inside(found, truth), (name, found.value, found.total)
        # a hundredth: what a measurement of this quality gives is far better
        assert found.error < 0.01 * truth


@pytest.mark.parametrize("temperature", [2.0, 2.7, 3.4])
def test_critical_fields_of_the_film(made: tuple[Report, Path], temperature: float) -> None:
    found = the(made[0], "Bc2", channel="ch1", direction="perpendicular", temperature=temperature)
    assert inside(found, float(critical_field(FILM, temperature)))


@pytest.mark.parametrize("direction", ["perpendicular", "parallel"])
def test_extrapolations_say_so(made: tuple[Report, Path], direction: str) -> None:
    found = the(made[0], "Bc2", temperature=0.0, direction=direction)
    assert inside(found, float(critical_field(FILM, 0.0, direction)))
    assert found.status == "warning"
    assert found.message.startswith("Extrapolated from T/Tc = ")


def test_ratio_of_the_resistances(made: tuple[Report, Path]) -> None:
    found = the(made[0], "RRR", channel="ch1", direction="perpendicular")
    assert inside(found, FILM.rrr)


def test_nothing_is_refused_and_the_law_describes_the_data(made: tuple[Report, Path]) -> None:
    demo = made[0]
    (fit,) = [f for f in demo.fits if f.data.startswith("50%")]
    assert fit.model == "gl_perpendicular+gl_parallel"
    # five standard deviations of chi2
    assert fit.chi2 < fit.dof + 5 * (2 * fit.dof) ** 0.5
    for name in ("thin_film", "thickness", "criterion_dependence"):
        assert [c.status for c in checks(demo, name)] == ["ok"]


def test_the_report_is_complete(made: tuple[Report, Path]) -> None:
    demo, out = made
    written = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert written["schema"] == "supra2d.results/1"
    assert len(written["quantities"]) == len(demo.quantities)
    assert {f.suffix for f in (out / "figures").iterdir()} == {".svg", ".png"}
    assert list((out / "tables").iterdir())
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "thin_film (simulated)" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
