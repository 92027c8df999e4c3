"""The state of a law as a report: rows, curves, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from supra2d.core import InputError, NameUnknownError, Result, SupraError, UnitError
from supra2d.models import model
from supra2d.report import Report
from supra2d.study import PhaseDiagramOptions, phase_diagram

SMALL = PhaseDiagramOptions(points=9, exchange=0.1, interaction=0.5)


@pytest.fixture(scope="module")
def ising() -> Report:
    return phase_diagram("ising", {"beta": "4.1meV"}, "3K", options=SMALL)


@pytest.fixture(scope="module")
def pauli() -> Report:
    return phase_diagram("pauli", tc=3.0, options=PhaseDiagramOptions(points=9, exchange=0.4))


def kinds(report: Report) -> list[str]:
    return [result.kind for result in report.results]


def result(report: Report, kind: str, place: int = 0) -> Result:
    return [r for r in report.results if r.kind == kind][place]


def test_the_pages(ising: Report) -> None:
    assert kinds(ising) == ["phase_diagram"] * 2 + [
        "spin_susceptibility",
        "mirage_gap",
        "exchange_spectrum",
    ]
    assert all(r.text and r.citations for r in ising.results)
    for q in ising.quantities:
        assert q.status == "refused" or (q.interval is not None and q.cites), q.name


def test_critical_fields_are_those_of_the_law(ising: Report) -> None:
    law = model("ising")
    rows = [q for q in result(ising, "phase_diagram").quantities if q.name == "Bc2"]
    assert len(rows) == 5
    for q in rows:
        assert q.value == pytest.approx(float(law(q.where["temperature"], Tc0=3.0, beta=4.1)))
        assert q.where["direction"] == "parallel" and "second order" in q.message


def test_scattering_between_valleys_closes_the_gap_at_the_field_of_its_law() -> None:
    options = PhaseDiagramOptions(points=8, temperature=1.5, intervalley=0.5)
    report = phase_diagram("ising", {"beta": "1.2meV"}, "3K", options=options)
    with_it = result(report, "mirage_gap", 1)
    law = model("ising_intervalley")
    ends = float(law(1.5, Tc0=3.0, beta=1.2, gamma_iv=0.5))
    gaps = {q.where["field"]: q.value or 0.0 for q in with_it.quantities}
    assert len(gaps) == 4 and min(gaps) == 0.0
    for B, gap in gaps.items():
        assert (gap > 0.0) == (B < ends), B
    # without field scattering does nothing
    assert gaps[0.0] == pytest.approx(result(report, "mirage_gap").get("Delta", field=0.0).value)
    assert "no gap is left" in with_it.text[0]
    with pytest.raises(InputError, match="Rashba"):
        phase_diagram("ising_rashba", {"beta": 1.2, "alpha_r": 0.1}, 3.0, options=options)


def test_pauli_jumps(pauli: Report) -> None:
    first = result(pauli, "phase_diagram")
    assert first.get("T_tricritical").value == pytest.approx(0.56149316612658147 * 3.0)
    where = {"temperature": 0.3}
    low, high = first.get("B_supercooling", **where), first.get("B_superheating", **where)
    field = first.get("Bc2", **where)
    assert (low.value or 0) < (field.value or 0) < (high.value or 0)
    expected = float(model("pauli_first_order")(0.3, Tc0=3.0))
    assert field.value == pytest.approx(expected, rel=1e-9)
    lines = {c.where["line"] for c in first.curves if c.role in ("transition", "spinodal")}
    assert lines == {"first order", "second order", "supercooling", "superheating"}
    assert "jumps" in first.text[0]


def test_pairs_with_a_momentum_are_not_forgotten(ising: Report, pauli: Report) -> None:
    assert [c.name for c in pauli.checks] == ["uniform_state"]
    assert "momentum" in pauli.checks[0].message
    assert not ising.checks


def test_the_map_ends_at_the_line(pauli: Report) -> None:
    first = result(pauli, "phase_diagram")
    (places,) = (c for c in first.curves if c.role == "gap_map")
    (value,) = (c for c in first.curves if c.role == "gap_map_value")
    T, field = np.unique(places.x), model("pauli_first_order")
    line = dict(zip(T.tolist(), field(T, Tc0=3.0).tolist(), strict=True))
    ends = np.array([line[t] for t in places.x.tolist()])
    assert np.array_equal(value.y > 0.0, places.y < ends)


def test_what_a_law_has_not_is_refused(pauli: Report) -> None:
    row = result(pauli, "mirage_gap").get("mirage_low")
    assert row.status == "refused" and "beta alone" in row.message
    # an exchange energy of 0.4 meV is above the jump at 0.69 gaps
    rows = result(pauli, "exchange_spectrum").quantities
    assert {q.status for q in rows} == {"refused"}


def test_a_magnet_is_seen_along_the_normal_alone(ising: Report) -> None:
    found = result(ising, "exchange_spectrum")
    along, across = (
        found.get("exchange_splitting", direction=way) for way in ("perpendicular", "parallel")
    )
    assert along.value == pytest.approx(0.2, rel=1e-9)
    assert across.value == pytest.approx(0.1**2 / 4.1**2 * 0.456, rel=2e-3)  # gap J^2/beta^2


def test_interaction_lowers_the_estimate(ising: Report) -> None:
    rows = [
        q
        for q in result(ising, "spin_susceptibility").quantities
        if q.name == "B_thermodynamic" and q.where["direction"] == "parallel"
    ]
    bare, dressed = (q.value or 0.0 for q in rows)
    assert bare > dressed > 5.57  # the Pauli limit


def test_rashba_turns_with_the_field() -> None:
    options = PhaseDiagramOptions(points=8, temperature=1.5)
    parameters: dict[str, Any] = {"alpha_r": 0.5, "theta": 60.0, "phi": 30.0}
    made = phase_diagram("rashba", parameters, 3.0, options=options)
    rows = [q for q in result(made, "phase_diagram").quantities if q.name == "Bc2"]
    assert all(q.where["angle"] == 60.0 and q.where["azimuth"] == 30.0 for q in rows)
    refused = result(made, "mirage_gap").get("mirage_low")
    assert refused.status == "refused"


WRONG: dict[str, tuple[type[SupraError], str, tuple[Any, ...], dict[str, Any]]] = {
    "no such law": (NameUnknownError, "did you mean ising", ("isng", {}, 3.0), {}),
    "a law without a state": (InputError, "ising_rashba", ("klb", {}, 3.0), {}),
    "no splitting": (InputError, "--param beta", ("ising", {}, 3.0), {}),
    "no such parameter": (NameUnknownError, "beta", ("ising", {"beat": 1.0}, 3.0), {}),
    "orbital": (InputError, "leave it out", ("ising", {"beta": 1.0, "Dd2": 1e-20}, 3.0), {}),
    "Tc twice": (InputError, "--tc", ("ising", {"beta": 1.0, "Tc0": 3.0}, 3.0), {}),
    "a unit of something else": (UnitError, "meV", ("ising", {"beta": "4 T"}, 3.0), {}),
    "a unit without need": (InputError, "without unit", ("pauli", {"g": "2 T"}, 3.0), {}),
    "out of bounds": (InputError, "between", ("ising", {"beta": -1.0}, 3.0), {}),
    "an angle outside": (InputError, "between 0 and 180", ("pauli", {"theta": 200.0}, 3.0), {}),
    "no number": (InputError, "finite", ("ising", {"beta": "nan"}, 3.0), {}),
    "Tc zero": (InputError, "positive", ("pauli", {}, 0.0), {}),
    "Tc below zero": (InputError, "positive", ("pauli", {}, "-3K"), {}),
    "Tc of no unit": (UnitError, "K", ("pauli", {}, "3 parsec"), {}),
    "above Tc": (InputError, "below Tc", ("pauli", {}, 3.0), {"temperature": 3.0}),
    "cold": (InputError, "positive", ("pauli", {}, 3.0), {"temperature": 0.0}),
    "field": (InputError, "field max", ("pauli", {}, 3.0), {"field_max": float("inf")}),
    "magnet": (InputError, "exchange", ("pauli", {}, 3.0), {"exchange": -0.1}),
    "magnetic metal": (InputError, "magnetic", ("pauli", {}, 3.0), {"interaction": 1.0}),
    "points": (InputError, "8 to 400", ("pauli", {}, 3.0), {"points": 3}),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_used_is_said(case: str) -> None:
    error, words, arguments, options = WRONG[case]
    with pytest.raises(error, match=words):
        phase_diagram(*arguments, options=PhaseDiagramOptions(**options))
