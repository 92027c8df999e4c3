"""Turns of the field in the plane: harmonics, wobble, and when a two-fold part is believed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from supra2d.core import Result
from supra2d.measure import amplitude_of, harmonics
from supra2d.models import model
from supra2d.plot import inplane as figure
from supra2d.report import Report
from supra2d.study import Options, report

from ._find import checks, inside

AZIMUTHS = np.arange(0.0, 360.0, 10.0)
NOISE = 0.003
WOBBLE = {"a2": 0.0, "a6": 0.0, "B_perp": 1.0, "delta0": 0.1, "wobble": 0.6, "phi_w": 30.0}
AXIS = {"a2": 0.02, "phi2": 20.0, "a6": 0.0}
STATED = Options(criteria=("50%",), tilt=0.15)


def fields(truth: Mapping[str, float], seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    B = model("inplane_harmonics")(AZIMUTHS, B0=10.0, **truth)
    return np.asarray(B * (1.0 + NOISE * rng.normal(size=B.size)))


@cache
def made(folder: Path, kind: str, normal: bool = True, options: Options = STATED) -> Report:
    truth = {"wobble": WOBBLE, "axis": AXIS, "level": {"a2": 0.0, "a6": 0.0}}[kind]
    rows = [f"2,{b},0.03,90,{a}" for a, b in zip(AZIMUTHS, fields(truth), strict=True)]
    rows += ["2,1.0,0.01,0,0"] * normal
    file = folder / f"{kind}.csv"
    names = "T (K),B (T),dB (T),angle (deg),azimuth (deg)"
    file.write_text("\n".join([names, *rows]) + "\n", encoding="utf-8")
    return report(file, options=options)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("turns")


def turn(found: Report) -> Result:
    (result,) = [r for r in found.results if r.kind == "inplane"]
    return result


def test_a_wobble_alone_is_never_called_an_axis(folder: Path) -> None:
    found = made(folder, "wobble")
    (said,) = checks(found, "twofold")
    assert said.status == "warning" and "may be a wobble" in said.message
    assert "Tilt the film by one degree" in said.message
    assert said.value is not None and said.value < 0.95
    two = turn(found).get("anisotropy_twofold")
    assert two.status == "warning" and two.total is not None and two.total[0] == 0.0
    (law,) = [f for f in found.fits if f.model == "wobble"]
    # the prior pulls it a little towards the 0.15 deg that are stated
    assert law["wobble"].value == pytest.approx(0.6, abs=0.05)
    assert law["phi_w"].value == pytest.approx(30.0, abs=5.0)


def test_an_axis_is_found_where_a_wobble_is_excluded(folder: Path) -> None:
    found = made(folder, "axis")
    (said,) = checks(found, "twofold")
    assert said.status == "ok" and "beyond wobble" in said.message
    two = turn(found).get("anisotropy_twofold")
    assert two.status == "ok" and inside(two, 0.02)
    assert inside(turn(found).get("azimuth_twofold"), 20.0)
    assert inside(turn(found).get("anisotropy_sixfold"), 0.0)
    (row,) = turn(found).comparisons
    assert row["candidates"][0]["model"] == "twofold" and row["decisive"]
    assert sum(m["probability"] for m in row["mechanisms"]) == pytest.approx(1.0)
    assert len(row["candidates"]) == len(turn(found).fits) == 8
    assert "two-fold" in figure.caption(turn(found))


@pytest.mark.parametrize(
    ("normal", "options", "why"),
    [
        (False, STATED, "along the normal"),
        (True, Options(criteria=("50%",)), "nothing is stated"),
        (True, Options(criteria=("50%",), tilt=0.5), "0.5 deg is stated"),
    ],
)
def test_an_axis_is_not_claimed_while_a_wobble_may_be_as_large(
    folder: Path, normal: bool, options: Options, why: str
) -> None:
    (said,) = checks(made(folder, "axis", normal, options), "twofold")
    assert said.status == "warning" and why in said.message


def test_a_film_without_a_direction_has_none(folder: Path) -> None:
    found = made(folder, "level")
    (said,) = checks(found, "twofold")
    assert said.status == "ok" and "Nothing changes" in said.message
    assert not turn(found).comparisons and not turn(found).fits
    assert inside(turn(found).get("anisotropy_twofold"), 0.0)
    assert {c.role for c in turn(found).curves} == {"data"}


def test_fields_half_a_turn_apart_show_an_offset() -> None:
    from supra2d.study._inplane_checks import turn_checks
    from supra2d.study._inplane_laws import Turn

    B = fields({**WOBBLE, "delta0": 0.8})
    h = harmonics(AZIMUTHS, B, 0.03)
    said = {c.name: c for c in turn_checks(h, Turn(None, None, 0.3, False), None, "", "", "ok")}
    assert said["half_turn"].status == "warning"
    h = harmonics(AZIMUTHS[:18], B[:18], 0.03)
    said = {c.name: c for c in turn_checks(h, Turn(None, None, 0.3, False), None, "", "", "ok")}
    assert "measure a whole one" in said["half_turn"].message


def rotation(path: Path, *, sweep: bool) -> Path:
    """R at fixed temperature and field over a turn; and R(B) at one azimuth."""
    rng = np.random.default_rng(4)
    phi = np.arange(0.0, 360.0, 2.0)
    power, field = 4.0, 10.0
    truth = model("inplane_harmonics")(phi, B0=field, a2=0.02, phi2=20.0, a6=0.0)
    lines = []
    for a, b in zip(phi, truth, strict=True):
        R = 50.0 * (field / b) ** power + 0.1 * rng.normal()
        lines.append(f"{2 + 1e-4 * rng.normal():.6f}\t{field}\t{R:.5f}\t90\t{a}")
    if sweep:
        for b in np.linspace(0.0, 14.0, 281):
            R = min(50.0 * (b / field) ** power, 100.0) + 0.1 * rng.normal()
            lines.append(f"{2 + 1e-4 * rng.normal():.6f}\t{b:.4f}\t{R:.5f}\t90\t0")
    path.mkdir()
    names = "T (K)\tB (T)\tR (ohm)\tangle (deg)\tazimuth (deg)"
    (path / "turn.txt").write_text("\n".join([names, *lines]) + "\n", encoding="utf-8")
    return path


def test_resistances_over_a_turn_become_fields_by_their_slope(tmp_path: Path) -> None:
    found = report(rotation(tmp_path / "a", sweep=True), options=STATED)
    result = turn(found)
    two = result.get("anisotropy_twofold")
    assert inside(two, 0.02) and two.error < 0.002
    assert two.where["field"] == pytest.approx(10.0)
    assert inside(result.get("azimuth_twofold"), 20.0)


def test_without_a_slope_only_the_resistance_is_told(tmp_path: Path) -> None:
    result = turn(report(rotation(tmp_path / "b", sweep=False), options=STATED))
    two = result.get("resistance_twofold")
    assert inside(two, 0.08)  # the power of 4 times the part of the field
    assert not any(q.name.startswith("anisotropy") for q in result.quantities)
    assert "Sweep the field" in result.text[0]


def test_amplitudes_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(2)
    for truth in (0.0, 2.0, 20.0):
        ends = [amplitude_of(np.array([truth, 0.0]) + rng.normal(size=2), np.eye(2))[1]
                for _ in range(200)]  # fmt: skip
        held = np.mean([low <= truth <= high for low, high in ends])
        # 68 +- 3.3 %, and above where an amplitude cannot be below zero
        assert held > 0.58 and (truth < 1.0 or held < 0.78)
