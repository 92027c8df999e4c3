"""Named laws on tables that people made: columns, errors, directions, too few points."""

from __future__ import annotations

from collections.abc import Callable
from math import pi
from pathlib import Path

import numpy as np
import pytest

from supra2d.core import InputError, NameUnknownError, make_table
from supra2d.core.constants import PHI_0
from supra2d.io import write
from supra2d.report import Report
from supra2d.study import Options, fit, report

from ._find import inside, the

TC, XI, D = 4.2, 10e-9, 8e-9
B_PERP = PHI_0 / (2 * pi * XI**2)
B_PAR = np.sqrt(3) * PHI_0 / (pi * XI * D)
T = np.linspace(2.0, 4.0, 9)

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write rows below a line of names; returns the path."""

    def _put(names: str, *rows: str, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([names, *rows]) + "\n", encoding="utf-8")
        return path

    return _put


def perpendicular(t: float) -> float:
    return float(B_PERP * (1 - t / TC))


def parallel(t: float) -> float:
    return float(B_PAR * np.sqrt(1 - t / TC))


def noisy(seed: int = 0, sigma: float = 0.01) -> list[float]:
    rng = np.random.default_rng(seed)
    return [perpendicular(t) + sigma * rng.standard_normal() for t in T]


def test_a_table_with_errors_gives_its_parameters(put: Put) -> None:
    rows = [f"{t},{b},0.01" for t, b in zip(T, noisy(), strict=True)]
    made = fit(put("T (K),B (T),dB (T)", *rows), "gl_perpendicular")
    (found,) = made.fits
    for name, truth in (("Tc0", TC), ("xi", XI)):
        interval = found[name].interval
        assert interval is not None
        # four half-widths
        assert abs(found[name].value - truth) < 2 * (interval[1] - interval[0])
    tc = the(made, "Tc")
    assert tc.value == found["Tc0"].value
    assert tc.cites and tc.source.endswith("table.csv")
    assert {c.role for c in made.results[0].curves} == {"data", "fit", "residual"}


def test_without_errors_the_scatter_gives_them(put: Put) -> None:
    rows = [f"{t},{b}" for t, b in zip(T, noisy(1), strict=True)]
    (found,) = fit(put("T (K),B (T)", *rows), "gl_perpendicular").fits
    assert "without errors" in found.message
    interval = found["Tc0"].interval
    assert interval is not None
    with_errors = [f"{t},{b},0.01" for t, b in zip(T, noisy(1), strict=True)]
    (known,) = fit(put("T (K),B (T),dB (T)", *with_errors), "gl_perpendicular").fits
    assert known["Tc0"].interval is not None
    # an error from the scatter of nine points is good to a quarter; two of those
    ratio = np.ptp(interval) / np.ptp(known["Tc0"].interval)
    assert 0.5 < ratio < 1.7


def test_errors_in_temperature_are_errors(put: Put) -> None:
    slope = B_PERP / TC
    rows = [f"{t},{b},{0.01 / slope}" for t, b in zip(T, noisy(2), strict=True)]
    (found,) = fit(put("T (K),B (T),dT (K)", *rows), "gl_perpendicular").fits
    rows = [f"{t},{b},0.01" for t, b in zip(T, noisy(2), strict=True)]
    (other,) = fit(put("T (K),B (T),dB (T)", *rows), "gl_perpendicular").fits
    # on a straight line an error in T is one in B over the slope; 1e-4 is left by the floor
    # that an exact axis is given
    assert found["xi"].value == pytest.approx(other["xi"].value, rel=1e-3)
    one, two = found["xi"].interval, other["xi"].interval
    assert one is not None and two is not None
    assert np.ptp(one) == pytest.approx(np.ptp(two), rel=0.05)


@pytest.mark.parametrize("labels", [("perpendicular", "parallel"), ("perp", "para")])
def test_a_direction_column_sends_each_row_to_its_law(put: Put, labels: tuple[str, str]) -> None:
    rows = [f"{t},{perpendicular(t)},0.01,{labels[0]}" for t in T]
    rows += [f"{t},{parallel(t)},0.02,{labels[1]}" for t in T]
    file = put("T (K),B (T),dB (T),direction", *rows)
    (found,) = fit(file, "gl_perpendicular").fits
    assert found.dof == 7
    assert found["xi"].value == pytest.approx(XI, rel=1e-4)
    made = report(file)
    for name, truth in (("Tc", TC), ("xi_GL", XI), ("d_sc", D)):
        assert inside(the(made, name), truth)


def test_an_angle_column_of_0_and_90_is_a_direction(put: Put) -> None:
    rows = [f"{t},{perpendicular(t)},0.01,0.3" for t in T]
    rows += [f"{t},{parallel(t)},0.02,89.5" for t in T]
    made = report(put("T (K),B (T),dB (T),angle (deg)", *rows))
    assert inside(the(made, "d_sc"), D)


def test_runs_may_shift_tc(put: Put) -> None:
    rows = [f"{t},{perpendicular(t)},0.01,perpendicular,first" for t in T]
    rows += [f"{t + 0.02},{parallel(t)},0.02,parallel,second" for t in T]
    made = report(put("T (K),B (T),dB (T),direction,run", *rows))
    (result,) = [r for r in made.results if r.kind == "critical_field"]
    assert any("Shift of Tc per cooldown" in text for text in result.text)
    assert the(made, "xi_GL").value == pytest.approx(XI, rel=0.01)


def angles_file(put: Put, seed: int = 0) -> Path:
    rng = np.random.default_rng(seed)
    rows = []
    for angle in (0, 15, 30, 45, 60, 70, 80, 85, 88, 90, 92, 95, 100):
        c, s = abs(np.cos(np.deg2rad(angle))) / 0.6, (np.sin(np.deg2rad(angle)) / 6.0) ** 2
        b = (-c + np.sqrt(c**2 + 4 * s)) / (2 * s) if s else 1 / c
        rows.append(f"3.4,{b * (1 + 0.01 * rng.standard_normal())},{0.01 * b},{angle}")
    return put("T (K),B (T),dB (T),angle (deg)", *rows)


def test_angular_laws_on_a_table(put: Put) -> None:
    made = fit(angles_file(put), ["tinkham_2d", "anisotropic_3d"])
    thin, bulk = made.fits
    for name, truth in (("B_perp", 0.6), ("B_par", 6.0), ("theta0", 0.0)):
        interval = thin[name].interval
        assert interval is not None
        assert abs(thin[name].value - truth) < 2 * np.ptp(interval)
    assert thin.aic < bulk.aic - 10
    assert made.results[0].text[0].startswith("Akaike weight among the laws fitted: 1.")
    assert made.results[0].kind == "angular"


def test_report_finds_the_angles_of_a_table(put: Put) -> None:
    made = report(angles_file(put))
    (result,) = [r for r in made.results if r.kind == "angular"]
    assert result.title == "Critical field against angle at 3.4 K"
    for direction, truth in (("perpendicular", 0.6), ("parallel", 6.0)):
        assert inside(result.get("Bc2", direction=direction, temperature=3.4), truth)


def test_an_angular_law_needs_angles(put: Put) -> None:
    with pytest.raises(InputError, match="has no column angle"):
        fit(put("T (K),B (T)", "2,1", "3,0.5", "4,0.1"), "tinkham_2d")


def test_a_law_needs_its_direction(put: Put) -> None:
    rows = [f"{t},{perpendicular(t)},perpendicular" for t in T]
    with pytest.raises(InputError) as caught:
        fit(put("T (K),B (T),direction", *rows), "gl_parallel")
    assert "gl_parallel needs parallel fields, the table has perpendicular" in str(caught.value)
    assert "--direction" in str(caught.value)


def test_a_stated_direction_is_as_good_as_a_column(put: Put) -> None:
    file = put("T (K),B (T)", *(f"{t},{parallel(t)}" for t in T))
    made = report(file, options=Options(direction="parallel"))
    assert "only the product" in the(made, "d_sc").message
    assert the(made, "Tc").value == pytest.approx(TC, rel=1e-3)


@pytest.mark.parametrize("rows", [("2.0,1.7",), ("2.0,1.7", "3.0,0.9")])
def test_fewer_points_than_parameters_are_refused_or_unconstrained(
    put: Put, rows: tuple[str, ...]
) -> None:
    file = put("T (K),B (T)", *rows)
    try:
        made = fit(file, "whh_orbital" if len(rows) == 1 else "gl_perpendicular")
    except ValueError as error:
        assert "point" in str(error)
        return
    (found,) = made.fits
    assert found.dof <= 0
    assert found.status != "ok" or all(p.interval is None for p in found.parameters)


def test_an_unknown_law_is_answered_with_near_matches(put: Put) -> None:
    with pytest.raises(NameUnknownError, match="did you mean gl_perpendicular"):
        fit(put("T (K),B (T)", "2,1", "3,0.5"), "gl_perpendiculer")


def test_raw_sweeps_are_no_table(put: Put) -> None:
    rows = [f"{t},{100 / (1 + np.exp(-20 * (t - 4)))}" for t in np.linspace(2, 6, 60)]
    with pytest.raises(InputError, match="holds sweeps, not a table"):
        fit(put("T (K),R (ohm)", *rows), "gl_perpendicular")


def test_negative_fields_are_of_the_other_sign_only(put: Put) -> None:
    rows = [f"{t},{(-1) ** i * perpendicular(t)},0.01" for i, t in enumerate(T)]
    (found,) = fit(put("T (K),B (T),dB (T)", *rows), "gl_perpendicular").fits
    assert found["xi"].value == pytest.approx(XI, rel=1e-4)


def test_a_table_of_our_own_comes_back_from_netcdf(tmp_path: Path) -> None:
    table = make_table(
        T,
        [perpendicular(t) for t in T],
        field_error=0.01,
        direction="perpendicular",
        criterion="50%",
    )
    write(table, tmp_path / "table.nc")
    made = report(tmp_path / "table.nc")
    assert inside(the(made, "xi_GL"), XI)
    assert the(made, "xi_GL").status == "ok"


def test_a_fit_writes_a_report(put: Put, tmp_path: Path) -> None:
    rows = [f"{t},{b},0.01" for t, b in zip(T, noisy(), strict=True)]
    made: Report = fit(put("T (K),B (T),dB (T)", *rows), ["gl_perpendicular"], tmp_path / "out")
    assert (tmp_path / "out" / "report.html").is_file()
    assert made.title == "table.csv"
