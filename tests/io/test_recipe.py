"""Recipes of ``supra2d.toml`` on small logs: what is made, what is said, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from supra2d.core import InputError, SupraError
from supra2d.io import Settings, discover, draft_recipe, measurements, read, settings_beside
from supra2d.measure import split

START = 1706700000.0
ROWS = 120

RECIPE = """\
[join]
files = ["thermometer.csv", "lockin.csv", "magnet.csv"]
on = "time"
max_gap = "5 s"

[lockin]
x = "X"
y = "Y"
current = "5 nA"
gain = 100
phase = "auto"
"""

CURVE = """\
Sensor Model:   CX-1050
Serial Number:  X1234
Data Format:    4      (Log Ohms/Kelvin)
SetPoint Limit: 325.      (Kelvin)
Temperature coefficient:  1 (Negative)
Number of Breakpoints:   3

No.   Units      Temperature (K)

  1  2.00000       300.0
  2  3.00000        10.0
  3  4.00000         1.0
"""


@pytest.fixture
def fridge(tmp_path: Path) -> Callable[..., Path]:
    """Three logs with clocks of their own; ``changed`` replaces files, None leaves one out."""

    def write(recipe: str = RECIPE, **changed: str | None) -> Path:
        t = np.arange(ROWS, dtype=float)
        signal = np.where(t < 60, 0.0, 1e-4)  # 200 ohm at 5 nA and a gain of 100
        lockin = [
            f"{START + s:.2f},{0.8 * v:.6e},{0.6 * v:.6e}" for s, v in zip(t, signal, strict=True)
        ]
        stamps = [np.datetime64(int(START + s), "s") for s in range(-10, ROWS + 10)]
        thermometer = [f"{s},{2.0 + 0.01 * k:.4f}" for k, s in enumerate(stamps, start=-10)]
        magnet = [f"{START + 2082844800 + s:.1f}\t{0.5 + 0.001 * s:.6f}" for s in range(-4, 130, 2)]
        files = {
            "lockin": "Timestamp,X (V),Y (V)\n" + "\n".join(lockin) + "\n",
            "thermometer": "time,T (K)\n" + "\n".join(thermometer) + "\n",
            "magnet": "Time\tB (T)\n" + "\n".join(magnet) + "\n",
        } | changed
        for name, text in files.items():
            if text is not None:
                (tmp_path / f"{name}.csv").write_text(text)
        (tmp_path / "supra2d.toml").write_text(recipe)
        return tmp_path

    return write


def joined(folder: Path, name: str = "lockin.csv") -> xr.Dataset:
    return read(folder / name, settings=settings_beside(folder))


def sources(log: xr.Dataset) -> dict[str, dict]:
    return {Path(found["path"]).name: found for found in json.loads(log.attrs["joined"])}


def test_three_logs_are_one(fridge: Callable[..., Path]) -> None:
    log = joined(fridge())
    t = np.arange(ROWS)
    # printed with six digits
    np.testing.assert_allclose(log.resistance, np.where(t < 60, 0.0, 200.0), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(log.temperature, 2.0 + 0.01 * t, atol=1e-6)
    np.testing.assert_allclose(log.field, 0.5 + 0.001 * t, atol=1e-6)
    np.testing.assert_allclose(log.current, 5e-9)
    assert log.time.values[:3].tolist() == [0, 1, 2]
    assert "phase 36.87" in log.attrs["message"]
    assert log.attrs["source"].endswith("lockin.csv")


def test_each_value_leads_back_to_lines_and_files(fridge: Callable[..., Path]) -> None:
    folder = fridge()
    log = joined(folder)
    assert log.row.values[[0, -1]].tolist() == [2, ROWS + 1]
    assert log.row_thermometer.values[[0, -1]].tolist() == [12, ROWS + 11]
    assert log.row_magnet.values[:4].tolist() == [4, 4, 5, 5]
    found = sources(log)
    assert set(found) == {"thermometer.csv", "magnet.csv"}
    assert all(len(one["sha256"]) == 64 and one["rows"] for one in found.values())


def test_any_file_of_a_join_gives_the_same_log(fridge: Callable[..., Path]) -> None:
    folder = fridge()
    assert joined(folder).identical(joined(folder, "magnet.csv"))
    assert [p.name for p in measurements(discover([folder]))] == ["lockin.csv"]


def test_formulas_see_the_rotated_signal_and_its_constants(fridge: Callable[..., Path]) -> None:
    formulas = (
        'resistance = "X / gain / current"\ntemperature = "T + shift"\nshift = "5 mK"\n',
        'resistance = "X * 1e3 [kohm]"\n',
    )
    folder = fridge(f"{RECIPE}[expressions]\n{formulas[0]}")
    log = joined(folder)
    np.testing.assert_allclose(log.resistance.values[60:], 200.0, rtol=1e-6)
    assert log.temperature.values[0] == pytest.approx(2.005, abs=1e-6)
    (folder / "supra2d.toml").write_text(f"{RECIPE}[expressions]\n{formulas[1]}")
    # X with a unit at the end: as it stands in the file, in volts
    assert joined(folder).resistance.values[-1] == pytest.approx(100.0, rel=1e-6)


def test_gaps_and_ends_are_dropped_and_counted(fridge: Callable[..., Path]) -> None:
    magnet = "Time\tB (T)\n" + "".join(
        f"{START + s:.1f}\t0.5\n" for s in range(0, 100, 2) if not 30 < s < 50
    )
    log = joined(fridge(magnet=magnet))
    assert log.sizes["row"] == ROWS - 19 - 21
    assert log.attrs["dropped_rows"] == 40
    assert "19 in gaps longer than 5 s, 21 beyond its ends" in sources(log)["magnet.csv"]["message"]


def test_a_clock_that_jumps_is_told(fridge: Callable[..., Path]) -> None:
    stamps = [START + s - (20 if s > 60 else 0) for s in range(ROWS)]
    lockin = "Timestamp,X (V),Y (V)\n" + "".join(f"{s:.1f},1e-4,0\n" for s in stamps)
    log = joined(fridge(lockin=lockin))
    assert log.sizes["row"] == ROWS - 19
    assert "jumps back by 19 s at line 63; 19 rows" in log.attrs["message"]
    assert "the rest before or after may be off by as much" in log.attrs["message"]


def test_a_clock_that_leaps_ahead_is_told(fridge: Callable[..., Path]) -> None:
    stamps = [START + s + (6 if s > 60 else 0) for s in range(ROWS)]
    lockin = "Timestamp,X (V),Y (V)\n" + "".join(f"{s:.1f},1e-4,0\n" for s in stamps)
    log = joined(fridge(lockin=lockin))
    assert "leaps ahead 1 time, by 7 s at line 63: pauses, unless" in log.attrs["message"]
    assert "leaps" not in joined(fridge()).attrs["message"]


def test_the_error_of_the_lag_goes_with_the_sweeps(fridge: Callable[..., Path]) -> None:
    """Rows at 1 s of a temperature that rises to 3 K and falls again, read 3 s late."""
    t = np.arange(-10.0, ROWS + 10)
    rng = np.random.default_rng(2)
    true = 3.0 - np.abs(t - 60.0) / 60.0
    late = 3.0 - np.abs(t - 3.0 - 60.0) / 60.0 + rng.normal(0, 2e-3, t.size)
    signal = 1e-4 / (1 + np.exp((2.5 - true[10:-10]) / 0.05))
    clock = [START + s for s in t]
    log = joined(fridge(
        RECIPE.replace('max_gap = "5 s"', 'lag = "auto"'),
        lockin="Timestamp,X (V),Y (V)\n"
        + "".join(f"{s},{v:.6e},0\n" for s, v in zip(clock[10:-10], signal, strict=True)),
        thermometer="time,T (K)\n"
        + "".join(f"{s},{v:.5f}\n" for s, v in zip(clock, late, strict=True)),
        magnet="Time\tB (T)\n" + "".join(f"{s}\t0\n" for s in clock),
    ))  # fmt: skip
    error = log.temperature.attrs["lag_error"]
    assert 0.0 < error < 0.5
    up, down = split(log)
    # 1 K a minute
    assert up.attrs["lag_shift"] == pytest.approx(error / 60.0, rel=0.05)
    assert down.attrs["lag_shift"] == pytest.approx(-error / 60.0, rel=0.05)


def test_newest_rows_first_are_put_in_order(fridge: Callable[..., Path]) -> None:
    stamps = range(ROWS + 4, -5, -1)
    log = joined(fridge(magnet="Time\tB (T)\n" + "".join(f"{START + s}\t{s}\n" for s in stamps)))
    np.testing.assert_allclose(log.field, np.arange(ROWS), atol=1e-6)
    assert log.row_magnet.values[0] == ROWS + 6
    assert "newest rows come first" in sources(log)["magnet.csv"]["message"]


def test_a_formula_may_correct_the_channel_that_it_names(fridge: Callable[..., Path]) -> None:
    log = joined(fridge(f'{RECIPE}[expressions]\ntemperature = "temperature * 2"\n'))
    assert log.temperature.values[0] == pytest.approx(4.0, abs=1e-6)


def test_logs_of_other_readers_join_as_well(fridge: Callable[..., Path], qd_text: str) -> None:
    header = qd_text.partition("\n,")[0]
    rows = [f",{START + s},{4 - 0.01 * s:.2f},100,1e-5,,,4.0" for s in range(-5, 130)]
    folder = fridge(RECIPE.replace("thermometer.csv", "qd.dat") + '[columns]\nfield = "B [T]"\n')
    (folder / "qd.dat").write_text("\n".join([header, *rows]) + "\n")
    log = joined(folder)
    np.testing.assert_allclose(log.temperature, 4 - 0.01 * np.arange(ROWS), atol=1e-9)
    # the user's word for the field is of another log than this one, which has a field too
    assert log.field.values[0] == pytest.approx(0.5, abs=1e-6)
    assert sources(log)["qd.dat"]["reader"] == "quantum_design"


def test_rows_that_do_not_parse_are_dropped_and_counted(fridge: Callable[..., Path]) -> None:
    lockin = "Timestamp,X (V),Y (V)\n" + "".join(
        f"{START + s:.1f},{'OVERLOAD' if s == 50 else '1e-4'},1e-5\n" for s in range(ROWS)
    )
    log = joined(fridge(lockin=lockin + f"{START + ROWS:.1f},1e-4"))
    assert log.sizes["row"] == ROWS - 1
    assert 52 not in log.row.values


@pytest.mark.parametrize(
    ("recipe", "changed", "sentence"),
    [
        (RECIPE, {"magnet": None}, "names 'magnet.csv', which is not in"),
        (
            RECIPE,
            {"magnet": "t\tB (T)\n0\t1\n1\t1\n2\t1\n"},
            "magnet.csv counts its time from its own",
        ),
        (
            RECIPE,
            {"magnet": "t\tB (T)\n" + "".join(f"{START - 7200 + s}\t1\n" for s in range(200))},
            'magnet.csv does not overlap.*offsets = { "magnet.csv" = "7200 s" }',
        ),
        (RECIPE, {"magnet": "a\tB (T)\nx\t1\ny\t1\n"}, "magnet.csv"),
        (RECIPE.replace('"X"', '"Xx"'), {}, "no log has a column 'Xx'"),
        (
            RECIPE + '[expressions]\nresistance = "X / gian"',
            {},
            "names 'gian'.*gain, .*did you mean gain",
        ),
        (RECIPE.replace('"5 nA"', '"I_ac"'), {}, "no log has a column 'I_ac'"),
        (
            RECIPE,
            {"lockin": "Timestamp,X,Y\n" + "".join(f"{START + s},1,1\n" for s in range(9))},
            "'X' of lockin.csv has no unit.*write \\[lockin\\] x = \"X \\[V\\]\"",
        ),
        (RECIPE + '[columns]\nfield = "Bz [T]"', {}, "no log has a column 'Bz'"),
        (RECIPE + '[expressions]\nresistance = "X / Q"', {}, "names 'Q', which no log has"),
        (
            RECIPE.replace("5 s", "0.1 s") + '[join.offsets]\n"magnet.csv" = "0.5 s"',
            {},
            "no row of lockin.csv has a reading of all logs.*1 s in thermometer.csv, 2 s in magnet",
        ),
    ],
)
def test_what_cannot_be_joined_is_one_sentence(
    fridge: Callable[..., Path], recipe: str, changed: dict[str, str | None], sentence: str
) -> None:
    with pytest.raises(SupraError, match=sentence):
        joined(fridge(recipe, **changed))


def test_a_lag_that_is_stated(fridge: Callable[..., Path]) -> None:
    log = joined(fridge(RECIPE.replace('max_gap = "5 s"', 'max_gap = "5 s"\nlag = "3 s"')))
    np.testing.assert_allclose(log.temperature, 2.0 + 0.01 * (np.arange(ROWS) + 3), atol=1e-6)


def test_a_lag_that_cannot_be_estimated_is_told(fridge: Callable[..., Path]) -> None:
    log = joined(fridge(RECIPE.replace('max_gap = "5 s"', 'lag = "auto"')))
    assert "its lag could not be estimated" in sources(log)["thermometer.csv"]["message"]
    assert log.temperature.values[0] == pytest.approx(2.0, abs=1e-6)


def test_a_calibration_curve(fridge: Callable[..., Path]) -> None:
    text = '\n[calibration]\ntemperature = { column = "R_cx [ohm]", file = "X1234.340" }\n'
    thermometer = "time;R_cx\n" + "".join(
        f"{np.datetime64(int(START + s), 's')};{10 ** (3 + s / ROWS):.6f}\n"
        for s in range(ROWS + 9)
    )
    folder = fridge(RECIPE + text, thermometer=thermometer)
    (folder / "X1234.340").write_text(CURVE)
    log = joined(folder)
    # straight between breakpoints, as the instrument does; 1 s of a smooth curve is interpolated
    expected = np.interp(np.arange(ROWS) / ROWS, [0, 1], [10.0, 1.0])
    np.testing.assert_allclose(log.temperature, expected, atol=1e-5)
    assert "8 readings lie outside" in sources(log)["thermometer.csv"]["message"]
    assert [p.name for p in measurements(discover([folder]))] == ["lockin.csv"]
    (folder / "X1234.340").write_text("Sensor Model: CX\n")
    with pytest.raises(InputError, match="no calibration curve that we know"):
        joined(folder)


def test_a_current_that_is_reversed(tmp_path: Path) -> None:
    text = "T (K),V_dc (uV),I_dc (uA)\n" + "".join(
        f"{2 + 0.01 * k:.3f},{7.0 + sign * 50 * (k >= 15):.3f},{sign}\n"
        for k in range(30)
        for sign in (1, -1)
    )
    (tmp_path / "delta.csv").write_text(text + "2.3,57,1\n")
    settings = Settings.parse('[reversal]\nvoltage = "V_dc"\ncurrent = "I_dc"')
    log = read(tmp_path / "delta.csv", settings=settings)
    np.testing.assert_allclose(log.resistance, np.where(np.arange(30) < 15, 0.0, 50.0), atol=1e-9)
    np.testing.assert_allclose(log.temperature, 2 + 0.01 * np.arange(30), atol=1e-9)
    assert log.row.values[:2].tolist() == [2, 4]
    assert log.attrs["dropped_rows"] == 1


def test_a_recipe_of_one_file_leaves_others_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("T (K),V_xx (uV)\n" + "".join(f"{k},{k}\n" for k in range(9)))
    (tmp_path / "b.csv").write_text("T (K),R (ohm)\n" + "".join(f"{k},{k}\n" for k in range(9)))
    settings = Settings.parse('[expressions]\nresistance = "V_xx / 1e-6 / 2"')
    assert read(tmp_path / "a.csv", settings=settings).resistance.values[-1] == pytest.approx(4.0)
    assert read(tmp_path / "b.csv", settings=settings).resistance.values[-1] == 8.0


def test_a_draft_is_a_recipe_that_works(fridge: Callable[..., Path]) -> None:
    folder = fridge()
    before = sorted(folder.iterdir())
    text = draft_recipe(discover([folder]))
    assert sorted(folder.iterdir()) == before
    settings = Settings.parse(text)
    recipe = settings.recipe()
    assert recipe is not None and recipe.join is not None and recipe.lockin is not None
    assert recipe.join.lag is None and recipe.join.max_gap == 20.0
    assert settings.columns == {"field": "B [T]", "temperature": "T [K]"}
    log = read(folder / "lockin.csv", settings=settings)
    assert {"temperature", "field", "resistance"} <= set(log.data_vars)


def test_a_draft_says_what_stays_open(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Time (s),foo,bar\n" + "".join(f"{k},1,2\n" for k in range(9)))
    text = draft_recipe([tmp_path / "a.csv"])
    assert "# no column looks like the temperature" in text
    assert Settings.parse(text).recipe() is None
    with pytest.raises(InputError, match="can be read as a log"):
        draft_recipe([tmp_path / "none.csv"])
