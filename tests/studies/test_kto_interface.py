"""The KTaO3 interface, from raw files to the printed numbers."""

from __future__ import annotations

from pathlib import Path

import kto_interface
import numpy as np
import pytest
from _study import Rebuilt, find, rebuild, write_columns

import supra2d

pytestmark = pytest.mark.slow

#: Folders that suffice for all numbers but those of the gate sweep.
FOLDERS = ("interface", "gate_plus", "gate_minus", "film_1", "film_3", "film_4", "film_6")
CURRENTS = {
    "gate voltage of the largest Ic",
    "largest Ic of all gate voltages",
    "Ic against gate voltage",
}
GATES = {"top of the dome", "capacitance", *CURRENTS}


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Rebuilt:
    return rebuild(kto_interface.STUDY, tmp_path_factory.mktemp("kto"), only=FOLDERS)


def test_every_printed_number_is_recovered(rebuilt: Rebuilt) -> None:
    # inside of twice the total interval: of 24 numbers with 68 % intervals one lies outside of it
    lost = {
        r.name: r.verdict
        for r in rebuilt.rows
        if not r.verdict.startswith("recovered") and r.name not in GATES
    }
    # what the paper contradicts itself in cannot be recovered, but what was simulated is
    assert all(v.startswith("not recovered: E") for v in lost.values()), lost
    assert all(v.endswith("what was simulated is") for v in lost.values()), lost
    assert {"mobility, +150 V", "mobility, -150 V"} <= set(lost)


def test_unbinding_above_half_of_the_transition_is_raised_with_its_size(rebuilt: Rebuilt) -> None:
    told = [r.says for r in rebuilt.raised if r.erratum == "E18"]
    assert any(s.startswith("check") and "19 %" in s for s in told)
    below = [s for s in told if s.startswith("report, T_BKT_below_half")]
    # the size under each reference: next to the transition, the top of the data, twice Tc
    assert any("19 % above 0.15 K" in s and "half of R at the top" in s for s in below)
    assert any(s.startswith("report, bkt_methods") for s in told)


def test_a_mobility_that_density_and_resistance_exclude_is_raised(rebuilt: Rebuilt) -> None:
    told = [r.says for r in rebuilt.raised if r.erratum == "E20" and r.says.startswith("report")]
    assert len(told) == 2
    assert any("a factor 1.55" in s and "464" in s for s in told)
    assert any("a factor 1.44" in s and "697" in s for s in told)


def test_the_dome_of_the_critical_current_is_recovered(tmp_path: Path) -> None:
    columns = kto_interface.gated_currents(np.random.default_rng(2))
    write_columns(tmp_path / "current_voltage.txt", columns)
    report = supra2d.report(tmp_path)
    found = {r.name: r for r in kto_interface.rows({"gates": report})}
    assert {name: found[name].verdict for name in CURRENTS} == dict.fromkeys(CURRENTS, "recovered")
    assert found["Ic against gate voltage"].printed == "non-monotonic"
    for gate in map(float, kto_interface.GATES):
        q = find(report, "Ic", gate=gate)
        assert q is not None and q.value is not None
        # of eleven numbers with 68 % intervals one may lie outside of twice the interval
        assert abs(q.value - kto_interface.steepest(gate)) < 2.5 * q.error


def test_a_critical_current_that_only_rises_is_no_dome(tmp_path: Path) -> None:
    columns = kto_interface.gated_currents(np.random.default_rng(2))
    rising = {name: values[columns["Vg (V)"] <= 30.0] for name, values in columns.items()}
    write_columns(tmp_path / "current_voltage.txt", rising)
    report = supra2d.report(tmp_path)
    found = {r.name: r.verdict for r in kto_interface.rows({"gates": report})}
    assert found["Ic against gate voltage"].startswith("not recovered")
    (q,) = [q for q in report.quantities if q.name == "dome_gate_Ic"]
    assert q.status == "refused" and "Extend the gate sweep" in q.message


def test_fields_of_ginzburg_and_landau_raise_nothing(rebuilt: Rebuilt) -> None:
    checks = {c.name: c.status for c in rebuilt.reports["interface"].checks}
    assert checks["goodness_of_fit"] == "ok"


def test_consistent_temperatures_and_mobilities_raise_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(5)
    monkeypatch.setattr(kto_interface, "T_R", kto_interface.T_IV)
    monkeypatch.setattr(kto_interface, "T_MEAN", 0.155)
    T = np.concatenate([np.arange(0.35, 0.16, -0.001), np.arange(0.16, 0.125, -0.0001)])
    sheet = kto_interface.unbinding(T)
    write_columns(tmp_path / "cooling.txt", kto_interface.cooling(rng, T, sheet))
    write_columns(tmp_path / "current_voltage.txt", kto_interface.currents(rng))
    write_columns(tmp_path / "hall.txt", kto_interface.hall(rng, 8.1e17, 300.0, 2.0))
    (tmp_path / "supra2d.toml").write_text('[sample]\nmobility = "257 cm^2/(V s)"\n')
    checks = {c.name: c.status for c in supra2d.report(tmp_path).checks}
    assert checks["T_BKT_below_half"] == "ok"
    assert checks["bkt_methods"] == "ok"
    assert checks["drude_consistency"] == "ok"
