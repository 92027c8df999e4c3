"""From a text file of loops to critical currents, densities and limits, and the refusals."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from supra2d.core import Quantity, Result, Sample
from supra2d.io import read
from supra2d.plot import caption, draw, figures_for
from supra2d.report import Report, schema, to_dict
from supra2d.study import critical_current_results

UP = np.linspace(0.0, 1e-3, 101)
LOOP = np.concatenate([UP, UP[::-1], -UP, -UP[::-1]])
FALLING = np.tile(np.repeat([False, True], UP.size), 2)
HALF = 0.5e-5  # half a step of the current

Film = Callable[..., Path]


@pytest.fixture
def film(tmp_path: Path) -> Film:
    """Write loops of a film that switches at ``critical(t)``, in four columns."""

    def write(
        temperatures: Sequence[float],
        *,
        critical: Callable[[float], float] = lambda t: 0.9e-3 * (1.0 - t / 8.0) ** 1.5,
        back: float = 0.7,
        leads: float = 0.5,
        offset: float = 3e-6,
        name: str = "loops.txt",
    ) -> Path:
        rng = np.random.default_rng(len(temperatures))
        lines = ["T (K)\tB (T)\tI (A)\tV (V)"]
        for i, t in enumerate(temperatures):
            end = np.where(FALLING, back, 1.0) * critical(t)
            voltage = np.where(np.abs(LOOP) > end, 12.0 * LOOP, 0.0) + leads * LOOP
            voltage += offset * (i - len(temperatures) / 2) + rng.normal(0.0, 1e-6, LOOP.size)
            kelvin = t + rng.normal(0.0, 2e-4 * t, LOOP.size)
            rows = zip(kelvin, 0 * LOOP, LOOP, voltage, strict=True)
            lines += ["\t".join(f"{value:.7g}" for value in row) for row in rows]
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


def result_of(*paths: Path, sample: Sample | None = None, **known: Quantity) -> Result:
    (found,) = critical_current_results([read(path) for path in paths], sample, **known)
    return found


def checks(result: Result) -> dict[str, str]:
    return {check.name: check.status for check in result.checks}


def valid(result: Result) -> None:
    content = to_dict(Report("Critical current", results=(result,)))
    json.dumps(content, allow_nan=False)
    jsonschema.Draft202012Validator(schema()).validate(content)


def test_loops_at_several_temperatures(film: Film) -> None:
    temperatures = np.arange(2.0, 6.6, 0.5)
    sample = Sample(width=1e-6, thickness=6e-9)
    result = result_of(film(list(temperatures)), sample=sample)
    for t in temperatures:
        truth = 0.9e-3 * (1.0 - t / 8.0) ** 1.5
        q = result.get("Ic", temperature=float(t))
        assert q.preferred and q.unit == "A" and q.status == "ok" and "branch" not in q.where
        assert abs(q.value - truth) <= HALF
        back = result.get("I_retrap", temperature=float(t))
        assert abs(back.value - 0.7 * truth) <= HALF
        density = result.get("Jc", temperature=float(t))
        assert density.unit == "A/m^2" and "6 nm" in density.convention
        assert density.value == pytest.approx(q.value / 6e-15, rel=1e-12)
        assert density.error == pytest.approx(q.error / 6e-15, rel=1e-12)
        branches = {
            r.where["branch"]
            for r in result.quantities
            if r.name == "Ic" and r.where.get("temperature") == t and "branch" in r.where
        }
        assert branches == {"zero->plus", "zero->minus"}
    assert checks(result) == {
        "iv_offset": "ok",
        "series_resistance": "ok",
        "iv_hysteresis": "ok",
        "near_Tc": "ok",
    }
    assert "changes its sign" in result.checks[0].message
    exponent = result.get("Ic_exponent")
    assert abs(exponent.value - 1.5) < 3 * exponent.error
    valid(result)
    assert figures_for(result) == ["current_voltage", "critical_current"]
    for name in figures_for(result):
        assert draw(name, result).get_figure() is not None
    assert "retrapping" in caption("critical_current", result)


def test_a_voltage_that_vanishes_above_where_it_appears_is_drift(film: Film) -> None:
    result = result_of(film([2.0, 3.0], back=1.2))
    (check,) = [c for c in result.checks if c.name == "iv_hysteresis"]
    assert check.status == "warning" and "drift between the branches" in check.message
    assert check.value == pytest.approx(1.2, rel=0.05)  # two steps of the current


def test_exactly_one_preferred_row_for_each_setting(film: Film) -> None:
    result = result_of(film([2.0, 3.0]), sample=Sample(width=1e-6, thickness=6e-9))
    rows = [q for q in result.quantities if q.preferred]
    keys = [(q.name, *sorted((k, v) for k, v in q.where.items() if k not in ("branch", "method")))
            for q in rows]  # fmt: skip
    assert len(keys) == len(set(keys))
    assert all(q.cites for q in result.quantities if q.status == "ok")


def test_no_cross_section_no_density(film: Film) -> None:
    result = result_of(film([2.0]), sample=Sample(width=1e-6))
    q = result.get("Jc")
    assert q.status == "refused" and "state thickness under [sample]" in q.message
    assert result.get("Ic").value is not None
    valid(result)


def test_the_current_density_of_ws2_bounds_its_depth(film: Film) -> None:
    # 17 MA/cm2 in a film of 6 nm: 1.02 mA per um of width; xi = 9.6 nm
    path = film([0.33], critical=lambda t: 5.1e-4 - 0.5e-5)
    xi = Quantity("xi_GL", "m", 9.6e-9, (9.5e-9, 9.7e-9))
    sample = Sample(width=0.5e-6, thickness=6e-9)
    result = result_of(path, sample=sample, xi=xi)
    density = result.get("Jc", temperature=0.33)
    assert density.value == pytest.approx(1.7e11, rel=0.02)  # one step of the current
    bound = result.get("lambda_max")
    assert bound.value == pytest.approx(248.53e-9 * (1.7e11 / density.value) ** 0.5, rel=1e-4)
    assert checks(result)["depairing"] == "ok"
    for depth, status, ratio in ((100e-9, "ok", 0.162), (400e-9, "warning", 2.59)):
        known = Quantity("lambda", "m", depth, (0.98 * depth, 1.02 * depth))
        given = result_of(path, sample=sample, xi=xi, depth=known)
        (check,) = [c for c in given.checks if c.name == "depairing"]
        assert check.status == status and check.value == pytest.approx(ratio, rel=0.03)
        assert given.get("Jd").value == pytest.approx(1.68005e11 * (250e-9 / depth) ** 2, rel=1e-5)
        valid(given)


def test_one_temperature_cannot_tell_leads_from_film(film: Film) -> None:
    result = result_of(film([2.0]))
    assert checks(result)["series_resistance"] == "warning"
    assert figures_for(result) == ["current_voltage"]


def test_electrons_below_a_tenth_of_a_kelvin(film: Film) -> None:
    path = film([0.03, 0.05, 0.08, 0.12], critical=lambda t: 6e-4 - 1e-3 * max(t - 0.06, 0.0))
    (check,) = [c for c in result_of(path).checks if c.name == "electron_temperature"]
    assert check.status == "warning" and "does not change any more" in check.message


def test_above_tc_the_row_says_so(film: Film) -> None:
    result = result_of(film([2.0, 9.0], critical=lambda t: 6e-4 if t < 8 else 0.0))
    q = result.get("Ic", temperature=9.0)
    assert q.status == "refused" and "ohmic" in q.message and q.message.endswith(".")
    assert result.get("Ic", temperature=2.0).value is not None
    valid(result)


def test_nothing_to_do(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("T (K)\tR (ohm)\n" + "\n".join(f"{t}\t{2 * t}" for t in range(2, 30)))
    assert critical_current_results([read(path)]) == []
    # a voltage at constant current is a resistance, not a current-voltage curve
    path.write_text("T (K)\tI (A)\tV (V)\n" + "\n".join(f"{t}\t1e-5\t{t}e-5" for t in range(2, 30)))
    assert critical_current_results([read(path)]) == []


def test_a_handful_of_currents_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "iv.txt"
    path.write_text("T (K)\tI (A)\tV (V)\n" + "\n".join(f"4\t{i}e-5\t{i}e-6" for i in range(5)))
    (q,) = result_of(path).quantities
    assert q.status == "refused" and "5 readings" in q.message and "Step the current" in q.message


def test_differential_resistance_has_its_own_axis(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    lines = ["T (K)\tI (mA)\tdV/dI (ohm)"]
    for t, critical in ((2.0, 0.6), (3.0, 0.5)):
        current = np.linspace(-1.0, 1.0, 201)
        slope = np.where(np.abs(current) > critical, 12.0, 0.5)
        slope += 8.0 * np.exp(-(((np.abs(current) - critical) / 0.03) ** 2))
        slope += rng.normal(0.0, 0.05, 201)
        kelvin = t + rng.normal(0, 1e-3, 201)
        lines += [
            f"{k:.5g}\t{i:.5g}\t{s:.5g}" for k, i, s in zip(kelvin, current, slope, strict=True)
        ]
    path = tmp_path / "dvdi.txt"
    path.write_text("\n".join(lines))
    result = result_of(path)
    assert result.y_axis is not None and result.y_axis.name == "differential_resistance"
    # the edge of 0.01 mA lies inside a peak of 0.03 mA on its upper side
    assert result.get("Ic", temperature=2.0).value == pytest.approx(0.6e-3, abs=0.03e-3)
    assert draw("current_voltage", result).get_ylabel().startswith(r"$\mathrm{d}V/\mathrm{d}I$")
    valid(result)
