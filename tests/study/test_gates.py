"""From files at several gate voltages to dome, capacitance and lines: the whole way."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from supra2d.core import Quantity, Result
from supra2d.io import read
from supra2d.plot import caption, draw, figures_for
from supra2d.report import Report, schema, to_dict
from supra2d.study import Options, gate_results, measured_groups, report
from supra2d.study._transport import _by_gate

from ._gated import GatedFilm, hall_rows, resistance_rows, write

GATES = np.linspace(-150.0, 150.0, 13)
COOLING, LOOP = "T (K)\tVg (V)\tRs (ohm/sq)", "T (K)\tB (T)\tVg (V)\tRxy (ohm)"


def results(*paths: Path) -> list[Result]:
    logs = [read(path) for path in paths]
    return gate_results(measured_groups(logs, Options()), logs)


def valid(*found: Result) -> None:
    content = to_dict(Report("Gate", results=found))
    json.dumps(content, allow_nan=False)
    jsonschema.Draft202012Validator(schema()).validate(content)


def near(q: Quantity, truth: float, sigmas: float = 4.0) -> bool:
    assert q.value is not None, q.message
    return abs(q.value - truth) < sigmas * q.error


@pytest.fixture(scope="module")
def film_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder, rng = tmp_path_factory.mktemp("film"), np.random.default_rng(7)
    film = GatedFilm()
    return (
        write(folder / "cooling.txt", COOLING, resistance_rows(film, GATES, rng)),
        write(folder / "hall.txt", LOOP, hall_rows(film, GATES, rng, along=False)),
    )


def test_dome_capacitance_and_mobility(film_files: tuple[Path, Path]) -> None:
    film = GatedFilm()
    (result,) = results(*film_files)
    assert result.kind == "gate"
    q = result.get("dome_gate")
    assert near(q, film.top) and q.error < 3.0 and q.unit == "V" and q.criterion == "50%"
    assert near(result.get("dome_Tc"), film.tc)
    whole = next(r for r in result.quantities if r.name == "capacitance" and "gate" not in r.where)
    assert near(whole, film.farad) and whole.convention == "density rises with V_G"
    local = [r for r in result.quantities if r.name == "capacitance" and "gate" in r.where]
    assert [r.where["gate"] for r in local] == GATES.tolist()
    # R_s comes from R(T), the density from a Hall sweep that has no R_xx: both are named
    mobility = result.get("mobility", gate=150.0)
    assert near(mobility, film.mobility) and "n_s at 2 K, R_s just above Tc" in mobility.convention
    assert result.get("mean_free_path", gate=-150.0).value is not None
    # over the top of the dome Tc is no line in the density
    slope = result.get("Tc_slope")
    assert slope.status == "refused" and "no straight line" in slope.message
    assert {c.name: c.status for c in result.checks}["gate_capacitance"] == "ok"
    assert figures_for(result) == ["gate_dome", "tc_density"]
    assert draw("gate_dome", result).get_ylabel() == r"$T_\mathrm{c}$ (K)"
    assert caption("gate_dome", result).startswith("Critical temperature, sheet density")
    valid(result)


def test_a_report_keeps_gates_apart(film_files: tuple[Path, Path]) -> None:
    found = report(film_files)
    (cooling,) = [r for r in found.results if r.kind == "resistance_temperature"]
    # one figure for all gates, a row for each of them
    assert {c.where["gate"] for c in cooling.curves} == set(GATES)
    at = {q.where["gate"]: q for q in cooling.quantities
          if q.name == "Tc" and q.criterion == "50%" and "branch" not in q.where}  # fmt: skip
    film = GatedFilm()
    assert set(at) == set(GATES)
    assert all(near(q, film.critical(gate), 5.0) for gate, q in at.items())


def test_boundaries_of_two_gates_are_not_mixed(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    rows = []
    for gate, tc in ((-50.0, 4.0), (50.0, 5.0)):
        for b in (0.0, 0.3, 0.6, 0.9):
            t = np.linspace(1.0, 7.0, 120)
            r = 100.0 / (1.0 + np.exp(-(t - tc * (1 - b / 2.0)) / 0.06))
            r += rng.normal(0, 0.2, t.size)
            rows += list(zip(t, 0 * t + b, 0 * t + gate, r, strict=True))
    path = write(tmp_path / "film.txt", "T (K)\tB (T)\tVg (V)\tRs (ohm/sq)", rows)
    found = report(path, options=Options(direction="perpendicular"))
    boundaries = [r for r in found.results if r.kind == "critical_field"]
    assert [r.title for r in boundaries] == [f"Critical field (gate {g} V)" for g in (-50, 50)]
    for result, gate, tc in zip(boundaries, (-50.0, 50.0), (4.0, 5.0), strict=True):
        assert near(result.get("Tc", gate=gate, criterion="50%"), tc)
        # Bc2(0) = Phi_0 / 2 pi xi^2 = 2 T
        assert near(result.get("xi_GL", gate=gate), np.sqrt(2.067833848e-15 / (4 * np.pi)))
    preferred = [(q.name, str(sorted(q.where.items()))) for q in found.quantities if q.preferred]
    assert len(preferred) == len(set(preferred))


def test_one_file_for_each_gate(tmp_path: Path) -> None:
    rng, film = np.random.default_rng(4), GatedFilm()
    gates = GATES[::2]
    paths = []
    for i, gate in enumerate(gates):
        rows = [(t, r) for t, _, r in resistance_rows(film, [gate], rng)]
        title = f"# Gate voltage: {gate:g} V\n" if i % 2 else ""
        paths.append(write(tmp_path / f"cooling_{i}.dat", title + "T (K)\tRs (ohm/sq)", rows))
    lines = [
        f'"cooling_{i}.dat" = {{ gate = "{g:g} V" }}' for i, g in enumerate(gates) if not i % 2
    ]
    (tmp_path / "supra2d.toml").write_text("\n".join(["[files]", *lines]))
    found = report(paths)
    (cooling,) = [r for r in found.results if r.kind == "resistance_temperature"]
    assert {q.where["gate"] for q in cooling.quantities if q.name == "Tc"} == set(gates)


def test_a_gate_without_unit_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.dat", "T (K)\tRs (ohm/sq)", [(t, t) for t in range(2, 30)])
    (tmp_path / "supra2d.toml").write_text('[files]\n"a.dat" = { gate = "30" }\n')
    with pytest.raises(ValueError, match="cannot read '30'"):
        report(path)


def test_line_of_tc_against_density(tmp_path: Path) -> None:
    # the numbers of the oxide interface: 0.25e-14 K cm^2, 0.76e13 cm^-2
    class Line(GatedFilm):
        def critical(self, gate: float) -> float:
            return 0.25e-18 * (self.density(gate) - 0.76e17)

    film, rng = Line(tc=0.17), np.random.default_rng(5)
    gates = np.linspace(-150.0, 150.0, 9)
    (result,) = results(
        write(tmp_path / "cooling.txt", COOLING, resistance_rows(film, gates, rng)),
        write(tmp_path / "hall.txt", LOOP, hall_rows(film, gates, rng)),
    )
    assert near(result.get("Tc_slope"), 0.25e-18)
    assert near(result.get("Tc_intercept"), -0.019)
    onset = result.get("n_sheet_Tc0")
    assert near(onset, 0.76e17) and onset.error < 0.4e17
    assert "york2004" in onset.cites
    # the numbers of a monotonic Tc: no maximum, said plainly
    dome = result.get("dome_gate")
    assert dome.status == "refused" and "still rises towards +150 V" in dome.message
    (fit,) = result.fits
    assert fit.model == "straight_line" and "correlation" in fit.message
    valid(result)


def test_forming_and_hysteresis_keep_their_branches(tmp_path: Path) -> None:
    film, rng = GatedFilm(), np.random.default_rng(6)
    first, down, up = GATES, GATES[-2::-1], GATES[1:]
    at = np.concatenate([first, down, up])
    # felt: 80 V more before the gate has been at its end, 10 V of lag afterwards
    felt = np.concatenate([first + 80.0, down + 10.0, up - 10.0])
    (result,) = results(
        write(tmp_path / "hall.txt", LOOP, hall_rows(film, at, rng, true=felt, along=False)),
        write(tmp_path / "cooling.txt", COOLING, resistance_rows(film, GATES, rng)),
    )
    assert {q.where.get("branch") for q in result.quantities if q.name == "capacitance"} == {
        "forming", "gate up", "gate down",
    }  # fmt: skip
    checks = {
        c.name: c for c in result.checks if c.name.startswith("gate_") and "ensity" in c.message
    }
    assert checks["gate_forming"].status == "warning"
    assert "formed the sample" in checks["gate_forming"].message
    assert checks["gate_hysteresis"].status == "warning"
    assert checks["gate_hysteresis"].value == pytest.approx(20.0, abs=4.0)
    assert "first sweep" in caption("gate_dome", result)
    # exactly one row of each name and gate is preferred
    for gate in GATES:
        rows = [q for q in result.quantities if q.name == "capacitance" and q.preferred]
        assert sum(q.where.get("gate") == gate for q in rows) == 1
    valid(result)


def test_sweeps_of_the_gate(tmp_path: Path) -> None:
    rng, up = np.random.default_rng(8), np.linspace(-100.0, 100.0, 161)
    rows = []
    for t in (1.0, 5.0):
        for gate in (up, up[::-1]):
            r = 9000.0 * np.exp(-(gate + 20.0) / (25.0 + 10.0 * t))
            rows += list(zip(0 * up + t, gate, r + rng.normal(0, 20.0, up.size), strict=True))
    (result,) = results(write(tmp_path / "gate.txt", COOLING, rows))
    assert result.kind == "resistance_gate"
    assert near(result.get("gate_critical"), -20.0)
    assert near(result.get("R_critical"), 9000.0)
    assert "falls on cooling above" in result.get("gate_critical").convention
    assert any("more than h/e^2" in text for text in result.text)
    assert figures_for(result) == ["resistance_gate"]
    assert "4 sweeps" in caption("resistance_gate", result)
    assert draw("resistance_gate", result).get_yscale() == "log"
    valid(result)


def test_critical_currents_have_a_dome_of_their_own() -> None:
    currents = [(g, 3.1e-6 - 5e-11 * (g - 30.0) ** 2, 2e-8) for g in GATES]
    (result,) = gate_results([], [], critical_currents=currents)
    assert near(result.get("dome_gate_Ic"), 30.0)
    assert near(result.get("dome_Ic"), 3.1e-6)
    valid(result)


def test_ratio_and_tc_of_several_films(tmp_path: Path) -> None:
    rng = np.random.default_rng(9)
    rows = []
    for gate, ratio in zip(np.linspace(-60.0, 60.0, 7), np.linspace(3.0, 9.0, 7), strict=True):
        tc = 1.0 + 0.5 * ratio
        t = np.concatenate([np.linspace(0.5, 10.0, 150), np.linspace(11.0, 305.0, 150)])
        metal = 100.0 * (1.0 + (ratio - 1.0) * np.clip(t - 30.0, 0.0, None) / 270.0)
        r = metal / (1.0 + np.exp(-(t - tc) / 0.05)) + rng.normal(0, 0.05, t.size)
        rows += list(zip(t, 0 * t + gate, r, strict=True))
    found = results(write(tmp_path / "ratio.txt", COOLING, rows))
    (result,) = [r for r in found if r.kind == "ratio"]
    assert result.get("RRR_Tc_correlation").value == pytest.approx(1.0)
    assert near(result.get("Tc_RRR_slope"), 0.5)
    valid(*found)


def test_one_gate_is_no_gate_study(tmp_path: Path) -> None:
    rng, film = np.random.default_rng(10), GatedFilm()
    path = write(tmp_path / "one.txt", COOLING, resistance_rows(film, [30.0], rng))
    assert results(path) == []


def test_files_without_an_order_say_so(tmp_path: Path) -> None:
    rng, film = np.random.default_rng(11), GatedFilm()
    paths = []
    for i, gate in enumerate(GATES[::2]):
        rows = resistance_rows(film, [gate], rng)
        paths.append(write(tmp_path / f"cooling_{i}.txt", COOLING, rows))
    (result,) = results(*paths)
    (check,) = [c for c in result.checks if c.name == "gate_order"]
    assert "forming and hysteresis cannot be told" in check.message


def test_nothing_but_noise_is_refused_with_reasons(tmp_path: Path) -> None:
    rng, film = np.random.default_rng(12), GatedFilm()
    path = write(
        tmp_path / "noise.txt", LOOP, hall_rows(film, GATES[::4], rng, noise=300.0, along=False)
    )
    found = results(path)
    assert all(q.status == "refused" for r in found for q in r.quantities)
    assert report(path).results  # the rest of the report is still made


def test_critical_currents_are_compared_at_one_set_point() -> None:
    # held within 1 % from gate to gate; a second set point lies 0.1 K higher
    rows = tuple(
        Quantity("Ic", "A", value, (0.9 * value, 1.1 * value), preferred=True,
                 where={"gate": gate, "temperature": temperature})
        for gate, temperature, value in (
            (0.0, 0.0300, 3e-6), (10.0, 0.0303, 4e-6), (20.0, 0.0298, 2e-6), (0.0, 0.1300, 1e-6),
        )
    )  # fmt: skip
    found = _by_gate([Result("critical_current", "", quantities=rows)])
    assert [(gate, value) for gate, value, _ in found] == [(0.0, 3e-6), (10.0, 4e-6), (20.0, 2e-6)]
    assert all(error == pytest.approx(0.1 * value) for _, value, error in found)
