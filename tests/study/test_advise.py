"""Advice on made tables: what it says, and where it says nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from supra2d import plot
from supra2d.core import InputError, NameUnknownError, Result, SupraError
from supra2d.models import model
from supra2d.report import Report, write
from supra2d.study import Options, advise
from supra2d.study._advise_inputs import given
from supra2d.study._advise_measurements import Measurement, Reach, checked_angles

from ._comparisons import table

LAWS = ("ising", "klb", "pauli")
T = 3.0 * np.linspace(0.78, 0.98, 9)


@pytest.fixture(scope="module")
def near_tc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ising pairing near Tc alone: one curve with spin-orbit scattering."""
    path = tmp_path_factory.mktemp("advise") / "near.csv"
    return table(path, "ising", T, 0.02, seed=1, Tc0=3.0, beta=1.0)


@pytest.fixture(scope="module")
def made(near_tc: Path) -> Report:
    return advise(near_tc, field_max=14.0, t_min=0.3, models=LAWS)


def last(report: Report) -> Result:
    return report.results[-1]


def test_cold_parallel_fields_tell(made: Report) -> None:
    advice = last(made)
    assert advice.text[0].startswith("Undecided: ")
    assert advice.text[1].startswith("1. Parallel field at 0.") and "bit" in advice.text[1]
    first = advice.get("information_gain", step=1)
    assert first.where["direction"] == "parallel"
    assert first.where["temperature"] < 1.8
    assert first.total is not None and first.total[0] <= (first.value or 0) <= 1.6


def test_expected_fields_are_those_of_the_laws(made: Report) -> None:
    advice = last(made)
    where = {"step": 1, "mechanism": "ising"}
    row = advice.get("Bc2_expected", **where)
    fit = next(f for f in made.fits if f.model == "ising")
    expected = model("ising")(
        row.where["temperature"], Tc0=fit["Tc0"].value, beta=fit["beta"].value
    )
    # the tilt lowers it, by less than what the draws span
    assert row.value == pytest.approx(float(expected), rel=0.12)


def test_every_row_has_an_interval_and_a_source(made: Report) -> None:
    for q in last(made).quantities:
        assert q.interval is not None and q.cites, q.name
    assert {q.name for q in last(made).quantities} >= {"information_gain", "decided_share"}


def test_gains_are_within_what_is_open(made: Report) -> None:
    gains = [c for c in last(made).curves if c.role == "gain"]
    assert {c.where.get("direction", c.where.get("angle", "Tc")) for c in gains} == {
        "parallel",
        "perpendicular",
        89.0,
        91.0,
        "Tc",
    }
    assert all(0.0 <= c.y.min() and c.y.max() <= np.log2(3.0) for c in gains)


def test_a_report_is_as_good_as_its_table(
    made: Report, near_tc: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plot, "figures_for", lambda result: [])
    write(made, tmp_path / "out")
    one, other = (given(path, Options()) for path in (near_tc, tmp_path / "out"))
    assert list(one.tables) == list(other.tables) == ["parallel"]
    for name in ("temperature", "field", "temperature_error", "field_error"):
        assert np.allclose(one.tables["parallel"][name], other.tables["parallel"][name])
    assert other.inputs.sources[0].reader == "supra2d report"


def test_one_curve_by_mathematics(near_tc: Path) -> None:
    made = advise(near_tc, field_max=14.0, t_min=0.5, angles=["parallel"],
                  models=("klb", "film_orbital"))  # fmt: skip
    text = " ".join(last(made).text)
    assert "No measurement up to 14 T and down to 0.5 K" in text
    assert "Nor would 60 T" in text and "state the thickness" in text
    assert not last(made).quantities


def test_decided_already(tmp_path: Path) -> None:
    cold = table(tmp_path / "cold.csv", "ising", 3.0 * np.linspace(0.2, 0.97, 16), 0.01,
                 Tc0=3.0, beta=1.0)  # fmt: skip
    made = advise(cold, field_max=14.0, t_min=0.3, models=LAWS)
    (line,) = last(made).text
    assert line.startswith("Decided: Ising pairing")
    assert line.endswith("nothing more is needed to separate mechanisms.")


WRONG: dict[str, tuple[type[SupraError], str, dict[str, Any]]] = {
    "warm": (InputError, "lower --t-min", {"t_min": 2.95}),
    "field": (InputError, "--field-max", {"field_max": -1.0}),
    "not a number": (InputError, "--t-min", {"t_min": float("nan")}),
    "angle": (InputError, "0 to 180", {"angles": [200.0]}),
    "direction": (NameUnknownError, "did you mean parallel", {"angles": ["paralel"]}),
    "count": (InputError, "1 to 20", {"count": 0}),
    "law": (NameUnknownError, "did you mean ising", {"models": "isin"}),
    "one mechanism": (InputError, "two mechanisms", {"models": "ising"}),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_used_is_said(near_tc: Path, case: str) -> None:
    error, said, options = WRONG[case]
    with pytest.raises(error, match=said):
        advise(near_tc, **({"field_max": 14.0, "t_min": 0.3, "models": LAWS[:2]} | options))


def test_tables_without_a_field_in_the_plane(tmp_path: Path) -> None:
    rows = ["T (K),B (T),dB (T),direction"] + [
        f"{t:.3f},{3.0 - t:.3f},0.01,perpendicular" for t in (1.0, 1.5, 2.0, 2.5)
    ]
    path = tmp_path / "across.csv"
    path.write_text("\n".join(rows) + "\n")
    with pytest.raises(InputError, match="measure the parallel field"):
        advise(path)
    path.write_text("\n".join(row.replace("perpendicular", "") for row in rows) + "\n")
    with pytest.raises(InputError, match="--direction"):
        advise(path)


def test_a_law_that_does_not_describe_the_points(tmp_path: Path) -> None:
    rows = [f"{t:.3f},{5.0 + 4.0 * (-1) ** i:.3f},0.01,parallel" for i, t in enumerate(T)]
    path = tmp_path / "noise.csv"
    path.write_text("\n".join(["T (K),B (T),dB (T),direction", *rows]) + "\n")
    with pytest.raises(InputError, match="supra2d compare"):
        advise(path, models=LAWS[:2])


def test_what_is_offered() -> None:
    reach = Reach(14.0, 0.3, (90.0, 0.0))
    offered = reach.measurements(3.0)
    temperatures = [m.temperature for m in offered if m.angle == 90.0]
    assert temperatures[0] == 0.3 and temperatures == sorted(temperatures)
    assert temperatures[-1] == pytest.approx(0.95 * 3.0, rel=1e-2)  # three digits
    assert offered[-1] == Measurement(3.0, None)
    assert "0.3 K" in offered[0].words and "Tc" in offered[-1].words
    turned = replace(offered[0], angle=91.0)
    assert "+1" in turned.words and turned.where["angle"] == 91.0
    assert checked_angles(["Parallel", "45deg", 0.0]) == (90.0, 45.0, 0.0)
