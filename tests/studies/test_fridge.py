"""A run of a dilution fridge in three logs, against the same run in one file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from supra2d.cli import main
from supra2d.simulate import Film, critical_field, resistance
from supra2d.study import report

pytestmark = pytest.mark.slow

FILM = Film(Tc=4.2, xi=10e-9, d=8e-9, width_T=0.08)
FIELDS = np.array([0.0, 0.4, 0.8, 1.2])
START = 1706700000.0
HALF, STAY = 300.0, 30.0  # s of one sweep, and of the rest between two
LAG, PHASE = 4.0, 23.0  # s, deg
CURRENT, GAIN = 5e-9, 100.0

RECIPE = """\
[sample]
name = "film"
direction = "perpendicular"

[join]
files = ["thermometer.csv", "lockin.csv", "magnet.csv"]
on = "time"
max_gap = "5 s"
lag = "auto"

[lockin]
x = "X"
y = "Y"
current = "5 nA"
gain = 100
phase = "auto"

[columns]
temperature = "T_MXC [K]"
"""


def temperature(t: np.ndarray) -> np.ndarray:
    """Up and down at each field."""
    u = np.mod(t, 2 * (HALF + STAY))
    knots = [0.0, HALF, HALF + STAY, 2 * HALF + STAY, 2 * (HALF + STAY)]
    return np.interp(u, knots, [1.8, 5.0, 5.0, 1.8, 1.8])


def field(t: np.ndarray) -> np.ndarray:
    """Held during both sweeps, then moved to the next value."""
    period = 2 * (HALF + STAY)
    k = np.clip(t // period, 0, FIELDS.size - 1).astype(int)
    share = np.clip((np.mod(t, period) - 2 * HALF - STAY) / (STAY - 5.0), 0.0, 1.0)
    return FIELDS[k] + share * (FIELDS[np.minimum(k + 1, FIELDS.size - 1)] - FIELDS[k])


def write_logs(folder: Path, rng: np.random.Generator) -> None:
    """Three programs, three clocks: seconds since 1970, a date and a time, LabVIEW."""
    end = FIELDS.size * 2 * (HALF + STAY)
    t = np.arange(0.0, end, 0.7)
    signal = resistance(FILM, temperature(t), field(t)) * CURRENT * GAIN
    outputs = signal * np.exp(1j * np.deg2rad(PHASE)) + rng.normal(0, 1e-6, (2, t.size)).T @ [1, 1j]
    (folder / "lockin.csv").write_text("Timestamp,X (V),Y (V)\n" + "".join(
        f"{START + s:.3f},{z.real:.6e},{z.imag:.6e}\n" for s, z in zip(t, outputs, strict=True)
    ))  # fmt: skip
    t = np.arange(-30.0, end + 30.0) + 0.31
    read = temperature(t - LAG) + rng.normal(0, 2e-3, t.size)
    stamps = [str(np.datetime64(round((START + s) * 1000), "ms")) for s in t]
    (folder / "thermometer.csv").write_text("Date;Clock;T_MXC (K)\n" + "".join(
        f"{s[:10]};{s[11:]};{v:.5f}\n" for s, v in zip(stamps, read, strict=True)
    ))  # fmt: skip
    t = np.arange(-20.0, end + 20.0, 2.0) + 0.1
    read = field(t) + rng.normal(0, 1e-4, t.size)
    (folder / "magnet.csv").write_text("time\tB (T)\n" + "".join(
        f"{START + 2082844800 + s:.2f}\t{v:.6f}\n" for s, v in zip(t, read, strict=True)
    ))  # fmt: skip
    (folder / "supra2d.toml").write_text(RECIPE)


def write_twin(folder: Path, rng: np.random.Generator) -> None:
    """The same run as one instrument would have written it: no lag, no phase, one clock."""
    t = np.arange(0.0, FIELDS.size * 2 * (HALF + STAY), 0.7)
    columns = (
        t,
        temperature(t) + rng.normal(0, 2e-3, t.size),
        field(t) + rng.normal(0, 1e-4, t.size),
        resistance(FILM, temperature(t), field(t)) + rng.normal(0, 2.0, t.size),
    )
    rows = ["\t".join(f"{v:.5f}" for v in row) for row in zip(*columns, strict=True)]
    (folder / "twin.dat").write_text("\n".join(["Time (s)\tT (K)\tB (T)\tR (ohm)", *rows]) + "\n")
    (folder / "supra2d.toml").write_text('[sample]\ndirection = "perpendicular"\n')


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    fridge, twin = (tmp_path_factory.mktemp(name) for name in ("fridge", "twin"))
    rng = np.random.default_rng(8)
    write_logs(fridge, rng)
    write_twin(twin, rng)
    return fridge, twin


@pytest.fixture(scope="module")
def written(runs: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command makes of the folder of three logs."""
    out = tmp_path_factory.mktemp("out") / "report"
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as stopped:
        patch.setattr("sys.argv", ["supra2d", "report", str(runs[0]), "-o", str(out)])
        main()
    assert stopped.value.code == 0
    return out


@pytest.fixture(scope="module")
def results(written: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((written / "results.json").read_text())
    return found


def preferred(quantities: list[dict[str, Any]], name: str) -> dict[str, dict[str, Any]]:
    """Quantities of one name that are quoted, by where they belong."""
    return {
        str({**q["where"], "criterion": q["criterion"]}): q
        for q in quantities
        if q["name"] == name and q["preferred"] and q["value"] is not None
    }


def test_the_joined_run_gives_what_its_twin_gives(
    results: dict[str, Any], runs: tuple[Path, Path]
) -> None:
    twin = [asdict(q) for r in report(runs[1]).results for q in r.quantities]
    for name in ("Tc", "Bc2", "xi_GL"):
        fridge, single = preferred(results["quantities"], name), preferred(twin, name)
        assert set(fridge) & set(single), name
        for key in set(fridge) & set(single):
            one, other = fridge[key], single[key]
            reach = sum(0.5 * (q["total"][1] - q["total"][0]) for q in (one, other))
            # two independent intervals of 68 %: none of a dozen is beyond twice their sum
            assert abs(one["value"] - other["value"]) <= 2.0 * reach, key


def test_the_critical_field_is_the_true_one(results: dict[str, Any]) -> None:
    found = [q for q in preferred(results["quantities"], "Bc2").values() if q["criterion"] == "50%"]
    assert found
    for q in found:
        true = float(critical_field(FILM, q["where"]["temperature"]))
        # three times the total: none of a handful of numbers is beyond it
        assert abs(q["value"] - true) <= 1.5 * (q["total"][1] - q["total"][0]), q


def test_the_lag_and_the_phase_are_told(results: dict[str, Any], written: Path) -> None:
    told = {Path(s["path"]).name: s for s in results["sources"]}
    assert set(told) == {"thermometer.csv", "lockin.csv", "magnet.csv"}
    assert all(len(s["sha256"]) == 64 and s["rows"] > 1000 for s in told.values())
    words = told["thermometer.csv"]["message"].split()
    lag, error = float(words[3]), float(words[5])
    assert abs(lag - LAG) <= 3.0 * error
    phase = float(told["lockin.csv"]["message"].split("phase ")[1].split()[0])
    assert phase == pytest.approx(PHASE, abs=0.1)  # five errors of 0.02 degrees
    # the recipe is quoted on the page
    assert "lag = &#34;auto&#34;" in (written / "report.html").read_text()
