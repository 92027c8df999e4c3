"""The AC-transport file of a misfit crystal: R(B) at eight temperatures, two channels."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from supra2d.report import Report
from supra2d.study import Options, report

from ._find import checks, rows, the

TEMPERATURES = (2.0, 2.2, 2.4, 2.6, 2.8, 3.0, 3.2)
#: Read off the file by eye, mean of both field signs: T.
BY_EYE = {
    "10%": (0.603, 0.505, 0.405, 0.308, 0.213, 0.123, 0.038),
    "50%": (0.673, 0.558, 0.448, 0.338, 0.233, 0.138, 0.045),
}
#: The sweeps have a point every 5 mT, and readings by eye are good to two of those.
AS_READ = 0.01


@pytest.fixture(scope="module")
def file(data_dir: Path) -> Path:
    return data_dir / "FAIRmat-nomad-measurements" / "ACT_Ch1_Hall_Ch2_TMR.dat"


@pytest.fixture(scope="module")
def made(file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path]:
    out = tmp_path_factory.mktemp("misfit") / "out"
    return report(file, out), out


@pytest.mark.parametrize("criterion", ["10%", "50%"])
@pytest.mark.parametrize("i", range(7))
def test_critical_fields_of_channel_2(made: tuple[Report, Path], i: int, criterion: str) -> None:
    (found,) = rows(made[0], "Bc2", channel="ch2", temperature=TEMPERATURES[i], criterion=criterion)
    assert found.status == "ok"
    assert found.value == pytest.approx(BY_EYE[criterion][i], abs=AS_READ)
    assert "mean of both field signs" in found.method
    assert 0 < found.error < AS_READ
    assert found.source.endswith("ACT_Ch1_Hall_Ch2_TMR.dat")
    assert found.cites


def test_single_passes_stand_beside_their_mean(made: tuple[Report, Path]) -> None:
    for branch in ("down+", "down-"):
        (one,) = rows(made[0], "Bc2", channel="ch2", temperature=2.0, branch=branch)
        assert not one.preferred
        # the passes lie to either side of their mean, by the lag of the field
        assert one.value == pytest.approx(BY_EYE["50%"][0], abs=2 * AS_READ)


def test_the_normal_state_comes_from_the_sweep_above_tc(made: tuple[Report, Path]) -> None:
    (result,) = [r for r in made[0].results if r.kind == "resistance_field" and "ch2" in r.title]
    (sentence,) = result.text
    assert "taken from the R(B) sweep at 3.4 K" in sentence
    (line,) = [
        c for c in result.curves if c.role == "normal_state" and "temperature" not in c.where
    ]
    # 4.45e-5 ohm cm; the noise of one reading is 0.5 %, its mean over the sweep far better
    assert line.y == pytest.approx(np.full(line.y.size, 4.45e-7), rel=0.01)


@pytest.mark.parametrize("temperature", [2.0, 2.2])
def test_90_percent_is_refused_where_1_tesla_falls_short(
    made: tuple[Report, Path], temperature: float
) -> None:
    (found,) = rows(made[0], "Bc2", channel="ch2", temperature=temperature, criterion="90%")
    assert found.status == "refused"
    assert found.value is None
    assert found.message.startswith("The sweep ends at ")
    assert found.message.endswith("sweep further to use the 90% criterion.")


@pytest.mark.parametrize("temperature", [2.6, 2.8, 3.0, 3.2])
def test_90_percent_is_given_where_it_is_reached(
    made: tuple[Report, Path], temperature: float
) -> None:
    (found,) = rows(made[0], "Bc2", channel="ch2", temperature=temperature, criterion="90%")
    half = the(made[0], "Bc2", channel="ch2", temperature=temperature)
    assert found.status == "ok"
    assert found.value is not None and half.value is not None
    assert half.value < found.value < 1.0


def test_critical_temperature_by_extrapolation(made: tuple[Report, Path]) -> None:
    found = the(made[0], "Tc", channel="ch2")
    assert found.value is not None and found.total is not None
    # 45 mT are left at 3.2 K of 0.55 T per K; at 3.4 K there is no superconductivity left
    assert 3.2 < found.total[0] < found.value < found.total[1] < 3.35
    assert found.criterion == "50%"


def test_the_direction_is_not_in_the_file(made: tuple[Report, Path]) -> None:
    (check,) = checks(made[0], "direction")
    assert check.status == "warning"
    assert "direction is not in the file" in check.message
    assert "rotator" in check.message
    assert "along the film normal" in check.message
    assert "--direction" in check.message
    xi = the(made[0], "xi_GL", channel="ch2")
    assert xi.status == "warning"
    assert "along the film normal" in xi.message
    assert not [q for q in made[0].quantities if "angle" in q.where]


def test_coherence_length_follows_from_the_slope(made: tuple[Report, Path]) -> None:
    # by eye: 0.673 T at 2.0 K falls to 0.045 T at 3.2 K, so Bc2(0) = 0.523 T/K times 3.28 K and
    # xi = sqrt(Phi0/2 pi Bc2); the boundary curves, and a tenth is what its ends differ by
    slope = (0.673 - 0.045) / 1.2
    xi = the(made[0], "xi_GL", channel="ch2")
    assert xi.value == pytest.approx(np.sqrt(2.0678e-15 / (2 * np.pi * slope * 3.28)), rel=0.1)


def test_a_stated_direction_settles_it(file: Path) -> None:
    stated = report(file, options=Options(direction="perpendicular"))
    assert not checks(stated, "direction")
    # what is left to warn of is the law, which a tail in the transition bends
    assert "direction" not in the(stated, "xi_GL", channel="ch2").message
    assert the(stated, "Bc2", channel="ch2", temperature=2.0, direction="perpendicular").value


def test_channel_1_is_no_plain_transition(made: tuple[Report, Path]) -> None:
    found = [q for q in made[0].quantities if q.where.get("channel") == "ch1"]
    assert [q.status for q in found] == ["refused"]
    assert found[0].name == "Bc2"
    assert "peaks" in found[0].message
    assert "Check the wiring" in found[0].message


def test_what_is_written_is_what_was_found(made: tuple[Report, Path]) -> None:
    result, out = made
    assert sorted(p.name for p in out.iterdir()) == [
        "figures",
        "report.html",
        "results.json",
        "tables",
    ]
    written = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert len(written["quantities"]) == len(result.quantities)
    usable = [q for q in written["quantities"] if q["status"] != "refused"]
    keys = [
        (q["name"], *sorted((k, v) for k, v in q["where"].items() if k not in ("branch", "method")))
        for q in usable
    ]
    preferred = [
        (q["name"], *sorted((k, v) for k, v in q["where"].items() if k not in ("branch", "method")))
        for q in usable
        if q["preferred"]
    ]
    assert sorted(map(str, preferred)) == sorted({str(k) for k in keys})
    assert written["sources"][0]["sha256"] == result.sources[0].sha256
