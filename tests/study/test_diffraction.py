"""From a scan to a report: the cell of a polytype, series, refusals, what is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import supra2d
from supra2d.core import Array, Column, Result, Sample, make_log
from supra2d.plot import caption, draw, figures_for
from supra2d.study import analyse, diffraction_results

FIRST, SECOND = 1.5405929, 1.5444274  # angstrom
X = np.arange(12.0, 70.0, 0.02)
CRYSTAL = Sample(material="2H-NbS2")


def lines(spacing: float, heights: dict[int, float]) -> Array:
    """Lines of a series (angstrom) with both emission lines, aligned."""
    y = np.zeros(X.size)
    for order, height in heights.items():
        for wavelength, share in ((FIRST, 1.0), (SECOND, 0.5)):
            centre = 2.0 * np.rad2deg(np.arcsin(order * wavelength / (2.0 * spacing)))
            y += share * height / (1.0 + (2.0 * (X - centre) / 0.1) ** 2) ** 1.4
    return y


def log(y: Array, source: str = "crystal.xy", **header: float) -> xr.Dataset:
    counts = np.random.default_rng(3).poisson(y + 20.0).astype(float)
    columns = [Column("two_theta", X, "2theta"), Column("intensity", counts, "counts")]
    return make_log(
        columns, lines=np.arange(2, X.size + 2), source=source, sha256="0" * 64, reader="made",
        header=header,
    )  # fmt: skip


SERIES = lines(5.98, {1: 9000.0, 2: 4000.0, 3: 900.0, 4: 1200.0})


@pytest.fixture(scope="module")
def crystal() -> Result:
    scan = log(SERIES, wavelength=1e-10 * FIRST, wavelength_2=1e-10 * SECOND, radius=0.24)
    (result,) = diffraction_results([scan], CRYSTAL)
    return result


def test_the_polytype_tells_the_cell(crystal: Result) -> None:
    c, layer = crystal.get("lattice_c"), crystal.get("layer_spacing")
    assert c.value is not None and layer.value is not None and c.total is not None
    # twice the error: one of twenty seeds would fail
    assert abs(c.value - 11.96e-10) < 2.0 * c.error < 4e-13
    assert layer.value == pytest.approx(c.value / 2.0, rel=1e-12)
    assert c.message.startswith("From 002, 004, 006, 008. c is 2 spacings")
    assert c.preferred and "nelson1945" in c.cites


def test_the_other_function_stands_beside_it(crystal: Result) -> None:
    rows = [q for q in crystal.quantities if q.name == "lattice_c"]
    assert [q.method for q in rows] == ["Nelson-Riley", "cos^2/sin"]
    assert [q.preferred for q in rows] == [True, False]


def test_checks_say_what_was_seen(crystal: Result) -> None:
    said = {c.name: c for c in crystal.checks}
    assert said["wavelength"].message.startswith("The file states the wavelength 1.540593")
    assert "orders 1, 2, 3, 4" in said["orders"].message
    assert "mm" in said["misalignment"].message and "radius 240 mm" in said["misalignment"].message
    assert all(c.status == "ok" for c in crystal.checks)


def test_the_figure(crystal: Result) -> None:
    assert figures_for(crystal) == ["diffraction"]
    ax = draw("diffraction", crystal)
    assert "Nelson and Riley" in caption("diffraction", crystal)
    assert [t.get_text() for t in ax.texts] == ["002", "004", "006", "008"]


def test_without_a_polytype_the_shortest_cell_is_given_and_the_remedy_told() -> None:
    (result,) = diffraction_results([log(SERIES)], Sample(material="NbS2"))
    c = result.get("lattice_c")
    assert c.value == pytest.approx(5.98e-10, rel=1e-4)
    assert 'material = "2H-NbS2"' in c.message
    assert not any(q.name == "layer_spacing" for q in result.quantities)
    (said,) = [check for check in result.checks if check.name == "wavelength"]
    assert "by convention" in said.message


def test_two_series_have_a_mismatch() -> None:
    y = lines(4.012, {1: 900.0, 2: 1500.0, 3: 700.0}) + lines(3.9, {1: 9e3, 2: 2e4, 3: 5e3})
    (result,) = diffraction_results([log(y)])
    assert {q.where["channel"] for q in result.quantities if q.preferred} == {
        "series 1",
        "series 2",
        "series 1 over series 2",
    }
    q = result.get("lattice_mismatch")
    assert q.value is not None
    # the film may be either of the two; three times the error
    assert abs(abs(np.log1p(q.value)) - np.log(4.012 / 3.9)) < 3.0 * q.error < 1e-3


def test_lines_of_nothing_known_are_warned_of() -> None:
    y = SERIES + 2000.0 * np.exp(-(((X - 38.4) / 0.08) ** 2))  # of one wavelength: 0.02 deg less
    (result,) = diffraction_results([log(y)], CRYSTAL)
    (said,) = [check for check in result.checks if check.name == "other_lines"]
    assert said.status == "warning" and "38.38" in said.message


def test_one_line_is_refused_with_what_to_do() -> None:
    (result,) = diffraction_results([log(lines(5.98, {2: 4000.0}))], CRYSTAL)
    (row,) = result.quantities
    assert row.status == "refused"
    assert "one line at 29.86 deg" in row.message and "scan further" in row.message
    draw("diffraction", result)


def test_two_orders_are_warned_of() -> None:
    (result,) = diffraction_results([log(lines(5.98, {1: 4000.0, 2: 4000.0}))], CRYSTAL)
    (said,) = [check for check in result.checks if check.name == "orders"]
    assert said.status == "warning" and "scan to larger angles" in said.message


def test_several_scans_are_told_apart_and_other_files_left_alone() -> None:
    scans = [log(SERIES, "a.xy"), log(SERIES, "b.xy")]
    found = analyse(scans, sample=CRYSTAL)
    assert [r.title for r in found] == ["Diffraction (a)", "Diffraction (b)"]
    assert {q.where["channel"] for r in found for q in r.quantities} == {"a", "b"}


def test_a_file_of_text_becomes_a_report(tmp_path: Path) -> None:
    counts = log(SERIES).intensity.values
    path = tmp_path / "crystal.xy"
    rows = [f"{x:.2f}\t{y:.0f}" for x, y in zip(X, counts, strict=True)]
    path.write_text("\n".join(["2theta (deg)\tIntensity (counts)", *rows, ""]))
    (tmp_path / "supra2d.toml").write_text('[sample]\nmaterial = "2H-NbS2"\n')
    found = supra2d.report(tmp_path)
    (c,) = [q for q in found.quantities if q.name == "lattice_c" and q.preferred]
    assert c.value == pytest.approx(11.96e-10, rel=1e-4)
