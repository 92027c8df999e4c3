"""From a magnetometer's file to Tc, fractions and the critical field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import supra2d
from supra2d.core import Result
from supra2d.plot import caption, draw
from supra2d.study import magnetisation_results

RNG = np.random.default_rng(8)
VOLUME = 2e-9  # m^3, two cubic millimetres


def qd_file(path: Path, fields: Sequence[float], volume: str = "2") -> Path:
    """M(T) as MultiVu writes it: fully screened when cooled in zero field, a fifth in the field."""
    lines = ["[Header]", "TITLE,stack", "BYAPP,MPMS3,1.0,1.1", f"INFO,{volume},SAMPLE_VOLUME"]
    lines += ["[Data]", "Comment,Time Stamp (sec),Temperature (K),Magnetic Field (Oe),Moment (emu)"]
    clock = 0
    for field in fields:
        for part, kelvin in ((1.0, np.arange(2, 9, 0.05)), (0.2, np.arange(9, 2, -0.05))):
            tc = 6.5 * (1 - 1e-4 * field / 0.8)
            full = 1e-4 * field * VOLUME / (4e-7 * np.pi)  # A m^2
            # a step half a kelvin wide, flat below
            m = -part * full / (1 + np.exp((kelvin - tc + 0.3) / 0.08))
            m += RNG.normal(0, 2e-3 * full, kelvin.size)
            for t, value in zip(kelvin, m, strict=True):
                clock += 1
                lines.append(f",{clock},{t:.5f},{field:.4f},{1e3 * value:.8e}")
    path.write_text("\n".join([*lines, ""]))
    return path


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Result]:
    path = qd_file(tmp_path_factory.mktemp("magnetisation") / "stack.dat", (20, 200, 500, 900))
    return magnetisation_results([supra2d.read(path)])


def test_onsets(found: list[Result]) -> None:
    result = found[0]
    for field in (2e-3, 0.02, 0.05, 0.09):
        q = result.get("Tc", field=field)
        # the tangent at the middle of 1/(1 + exp) meets the normal state two widths above it
        truth = 6.5 * (1 - field / 0.8) - 0.3 + 2 * 0.08
        assert q.total is not None and q.value is not None
        assert abs(q.value - truth) < 4 * q.error
        assert (q.preferred, q.where["branch"], q.criterion) == (True, "zfc", "onset")
    assert not result.checks  # both coolings agree


def test_fractions(found: list[Result]) -> None:
    shielding = found[0].get("shielding_fraction", field=2e-3)
    # 2e-3 of noise on the moment
    assert shielding.value == pytest.approx(1.0, abs=0.01)
    assert found[0].get("meissner_fraction", field=2e-3).value == pytest.approx(0.2, abs=0.01)
    assert shielding.status == "warning" and "demagnetisation" in shielding.message


def test_critical_field(found: list[Result]) -> None:
    boundary = found[1]
    assert boundary.kind == "critical_field"
    tc, xi = boundary.get("Tc"), boundary.get("xi_GL")
    assert tc.value is not None and xi.value is not None
    assert abs(tc.value - 6.36) < 4 * tc.error
    # Bc2(0) = 6.36 K times the slope of 0.8 T over 6.5 K
    expected = np.sqrt(2.067833848e-15 / (2 * np.pi * 6.36 * 0.8 / 6.5))
    assert abs(xi.value - expected) < 4 * xi.error


def test_the_figure_shows_all_sweeps(found: list[Result]) -> None:
    ax = draw("magnetisation", found[0])
    assert len([line for line in ax.lines if line.get_linestyle() == "-"]) >= 4
    assert "emu" in ax.get_ylabel()
    assert "8 sweeps" in caption("magnetisation", found[0])


def test_without_a_volume_there_is_no_fraction(tmp_path: Path) -> None:
    path = qd_file(tmp_path / "stack.dat", (20,), volume="")
    (result,) = magnetisation_results([supra2d.read(path)])
    assert {q.name for q in result.quantities} == {"Tc"}


def test_a_report_of_moments_alone(tmp_path: Path) -> None:
    made = supra2d.report([qd_file(tmp_path / "stack.dat", (20, 500))])
    assert [result.kind for result in made.results] == ["magnetisation", "critical_field"]
    rows = [q for r in made.results for q in r.quantities if q.name == "Tc" and q.preferred]
    keys = {str({k: v for k, v in q.where.items() if k != "branch"}) for q in rows}
    assert len(keys) == len(rows) == 3  # two fields, and what they extrapolate to


def test_measured_paramagnets_are_refused(data_dir: Path) -> None:
    folder = data_dir / "FAIRmat-nomad-measurements"
    (result,) = magnetisation_results([supra2d.read(folder / "MPMS_test.dat")])
    (tc,) = result.quantities
    assert tc.status == "refused"
    assert "1122 readings of a magnetic moment but no sweep of the temperature" in tc.message
    results = magnetisation_results([supra2d.read(folder / "ACMS_test.dat")])
    assert {q.status for r in results for q in r.quantities} == {"refused"}


def test_no_moments_no_result(tmp_path: Path) -> None:
    path = tmp_path / "film.txt"
    path.write_text("T (K)\tR (ohm)\n2\t1\n3\t2\n")
    assert magnetisation_results([supra2d.read(path)]) == []
