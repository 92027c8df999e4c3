"""A figure is one file: found by being there, refused with a sentence when it is not whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from supra2d import plot
from supra2d.core import NameUnknownError, Result, SupraError

NEW = """
draws = ("new_kind",)
order = 5

def caption(result):
    return "A new figure."

def draw(result, *, ax=None):
    from matplotlib.figure import Figure
    ax = ax if ax is not None else Figure().add_subplot()
    ax.plot(result.curves[0].x, result.curves[0].y)
    return ax
"""


@pytest.fixture
def extra_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(plot, "__path__", [*plot.__path__, str(tmp_path)])
    return tmp_path


def test_figures_in_report_order() -> None:
    ours = [
        "resistance_temperature",
        "resistance_field",
        "critical_field",
        "angular",
        "comparison",
        "mechanisms",
        "corner",
        "residuals",
    ]
    assert [name for name in plot.figures() if name in ours] == ours


def test_dropping_a_file_in_is_enough(extra_folder: Path, synthetic: dict[str, Any]) -> None:
    (extra_folder / "dropped_in.py").write_text(NEW)
    curves = synthetic["angular"]().curves
    result = Result("new_kind", "new", curves=curves)
    assert plot.figures()[0] == "dropped_in"
    assert plot.figures_for(result) == ["dropped_in"]
    assert plot.caption("dropped_in", result) == "A new figure."
    assert len(plot.draw("dropped_in", result).lines) == 1


def test_a_file_without_a_part_is_named(extra_folder: Path) -> None:
    (extra_folder / "unfinished.py").write_text("draws = ()\norder = 1\n")
    with pytest.raises(SupraError, match=r"unfinished.py without caption, draw"):
        plot.figures()


def test_unknown_figure_gives_near_matches() -> None:
    with pytest.raises(NameUnknownError, match="did you mean critical_field"):
        plot.draw("critical_fields", Result("critical_field", ""))


def test_kinds_and_roles_decide(synthetic: dict[str, Any]) -> None:
    assert {"critical_field", "residuals"} <= set(plot.figures_for(synthetic["critical_field"]()))
    assert "residuals" not in plot.figures_for(synthetic["critical_field"](fits=False))
    assert plot.figures_for(Result("critical_field", "")) == []
    assert plot.figures_for(Result("something_else", "", curves=())) == []
