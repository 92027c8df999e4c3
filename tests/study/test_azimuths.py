"""Fields at several azimuths in the plane: kept apart, compared, and what a wobble would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit

from supra2d.core import InputError, Result
from supra2d.plot import resistance_field
from supra2d.report import Report
from supra2d.study import Options, compare, fit, report

from ._find import checks, inside, rows, the

TC, COLD = 5.0, 2.0  # K
B_PERP, LARGE, SMALL, AXIS = 0.8, 6.0, 5.0, 25.0  # T, T, T, deg
AZIMUTHS = tuple(range(0, 180, 20))
OPTIONS = Options(criteria=("50%",))

Write = Callable[..., Path]


def ellipse(azimuth: float) -> float:
    """Field in the plane at ``COLD``, T."""
    phi = np.deg2rad(azimuth - AXIS)
    return float(((np.cos(phi) / LARGE) ** 2 + (np.sin(phi) / SMALL) ** 2) ** -0.5)


def along(t: float, azimuth: float) -> float:
    """Field in the plane, T: a thin film near Tc."""
    return ellipse(azimuth) * float(np.sqrt((1 - t / TC) / (1 - COLD / TC)))


def sweep(rng: np.random.Generator, at: float, T: float, *rest: float) -> list[str]:
    """R(B) through a field, with the values of further columns in every row."""
    B = np.linspace(0.0, 1.4 * at, 141)
    R = 100.0 * expit((B - at) / (0.03 * at)) + 0.1 * rng.normal(size=B.size)
    held = T + 1e-3 * rng.normal(size=B.size)
    return ["\t".join(f"{v:.8g}" for v in (*row, *rest)) for row in zip(held, B, R, strict=True)]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write lines below a line of names into a folder; returns the folder."""

    def _write(name: str, names: str, lines: Sequence[str]) -> Path:
        (tmp_path / name).write_text("\n".join([names, *lines]) + "\n", encoding="utf-8")
        return tmp_path

    return _write


def plane(write: Write, seed: int, fields: Callable[[float], float] = ellipse) -> Path:
    """Sweeps at all azimuths at one temperature."""
    rng = np.random.default_rng(seed)
    lines = [line for a in AZIMUTHS for line in sweep(rng, fields(a), COLD, 90.0, a)]
    return write("plane.txt", "T (K)\tB (T)\tR (ohm)\tangle (deg)\tazimuth (deg)", lines)


def normal(write: Write, seed: int) -> Path:
    """Sweeps along the normal."""
    rng = np.random.default_rng(seed)
    T = (1.5, 2.0, 3.0, 3.6, 4.2, 4.6)
    lines = [line for t in T for line in sweep(rng, B_PERP * (1 - t / TC), t, 0.0)]
    return write("normal.txt", "T (K)\tB (T)\tR (ohm)\tangle (deg)", lines)


def angular(made: Report) -> Result:
    (found,) = [r for r in made.results if r.kind == "angular"]
    return found


def test_the_axes_of_an_ellipse_are_found(write: Write) -> None:
    made = report(plane(write, 1), options=OPTIONS)
    found = angular(made)
    assert found.title == "Critical field against azimuth at 2 K"
    assert {f.model for f in found.fits} == {"isotropic", "ellipse_inplane"}
    axes = [q for q in found.quantities if q.name == "Bc2"]
    for q, truth, azimuth in zip(axes, (LARGE, SMALL), (AXIS, AXIS - 90.0), strict=True):
        assert inside(q, truth)
        assert q.error < 2e-3 * truth
        # a tenth of a degree is how a place is written
        assert q.where["azimuth"] == pytest.approx(azimuth, abs=1.0)
        assert (q.where["direction"], q.where["temperature"]) == ("parallel", COLD)
    assert inside(found.get("azimuth_max"), AXIS)
    assert inside(found.get("anisotropy"), LARGE / SMALL)
    (swept,) = [r for r in made.results if r.kind == "resistance_field"]
    # temperatures that scatter around one set point do not tell the sweeps apart
    assert "9 sweeps at azimuth = 0 to 160 °" in resistance_field.caption(swept)
    (law,) = checks(made, "azimuth_law")
    assert (law.status, law.value) == ("ok", pytest.approx(1.0, abs=1e-6))


def test_a_wobble_is_pointed_out_with_its_size(write: Write) -> None:
    plane(write, 1)
    (told,) = checks(report(normal(write, 2), options=OPTIONS), "wobble")
    assert told.status == "warning"
    # one degree out of the plane: (B sin 1)/Bperp + (B cos 1/Bpar)^2 = 1
    across = B_PERP * (1 - COLD / TC)
    b, a = np.sin(np.deg2rad(1)) / across, (np.cos(np.deg2rad(1)) / LARGE) ** 2
    lost = LARGE - (-b + np.sqrt(b**2 + 4 * a)) / (2 * a)
    assert told.value == pytest.approx(lost, rel=0.01)


def test_without_the_normal_a_wobble_has_no_size(write: Write) -> None:
    (told,) = checks(report(plane(write, 1), options=OPTIONS), "wobble")
    assert (told.status, told.value) == ("warning", None)


def test_equal_fields_are_no_ellipse(write: Write) -> None:
    made = report(plane(write, 3, lambda azimuth: LARGE), options=OPTIONS)
    found = angular(made)
    assert inside(the(made, "Bc2", temperature=COLD, direction="parallel"), LARGE)
    for name in ("anisotropy", "azimuth_max"):
        assert found.get(name).status == "refused"
        assert "An ellipse is not established" in found.get(name).message
    assert not checks(made, "wobble")


@pytest.mark.parametrize("scatter", [1.0, 10.0])
def test_scatter_beyond_the_errors_is_no_ellipse(write: Write, scatter: float) -> None:
    rng = np.random.default_rng(5)
    claimed = 0
    for _ in range(25):
        B = LARGE + scatter * 0.01 * rng.normal(size=12)
        lines = [f"2,{b},0.01,parallel,{15 * i}" for i, b in enumerate(B)]
        folder = write("table.csv", "T (K),B (T),dB (T),direction,azimuth (deg)", lines)
        claimed += angular(report(folder, options=OPTIONS)).get("anisotropy").status == "ok"
    # a weight of 0.95 needs chi2 lower by 9.9 for two parameters more: 0.7 % of normal noise, of
    # known size or not
    assert claimed <= 1


def two_azimuths(write: Write) -> Path:
    """Along the larger axis at eight temperatures, across it at five; and along the normal."""
    rng = np.random.default_rng(6)
    lines = []
    for azimuth, T in ((AXIS, np.linspace(2.0, 4.6, 8)), (AXIS + 90.0, np.linspace(2.0, 4.6, 5))):
        for t in T:
            lines += sweep(rng, along(t, azimuth), t, 90.0, azimuth)
    write("plane.txt", "T (K)\tB (T)\tR (ohm)\tangle (deg)\tazimuth (deg)", lines)
    return normal(write, 7)


def test_one_azimuth_is_fitted_and_said(write: Write) -> None:
    made = report(two_azimuths(write), options=OPTIONS)
    (result,) = [r for r in made.results if r.kind == "critical_field"]
    (told,) = checks(made, "azimuth")
    assert (told.status, told.value) == ("ok", AXIS)
    assert "8 of 13 points" in told.message and "115 deg" in told.message
    far = LARGE / np.sqrt(1 - COLD / TC)
    q = the(made, "Bc2", temperature=0.0, direction="parallel", azimuth=AXIS)
    assert inside(q, far)
    (fitted,) = [f for f in result.fits if f.data.startswith("50%")]
    # both pooled would miss by a fifth
    assert fitted.chi2 < 3 * fitted.dof
    # the other azimuth stands on its own
    apart = rows(made, "Bc2", temperature=2.0, direction="parallel", azimuth=AXIS + 90.0)
    assert any(inside(q, SMALL) for q in apart if q.value is not None)
    compared = next(r for r in made.results if r.kind == "comparison")
    assert {c.x.size for c in compared.curves if c.role == "data"} == {6, 8}


def test_a_reversed_field_is_the_same_azimuth(write: Write) -> None:
    lines = [f"{t},{along(t, 0.0)},0.01,parallel,{a}"
             for t, a in zip(np.linspace(2, 4.6, 8), (0, 180, 179.9, 0.1, 0, 360, 180, 0),
                             strict=True)]  # fmt: skip
    made = report(write("table.csv", "T (K),B (T),dB (T),direction,azimuth (deg)", lines))
    assert not checks(made, "azimuth")
    assert the(made, "Bc2", temperature=0.0, direction="parallel", azimuth=0.0).status != "refused"


def test_azimuths_at_one_temperature_say_nothing_of_temperature(write: Write) -> None:
    plane(write, 1)
    made = report(normal(write, 2), options=OPTIONS)
    (told,) = checks(made, "azimuth")
    assert told.status == "warning"
    (result,) = [r for r in made.results if r.kind == "critical_field"]
    assert {c.where["direction"] for c in result.curves} == {"perpendicular"}
    assert not rows(made, "d_sc")


def table_file(write: Write) -> Path:
    lines = [f"{t},{along(t, a)},{0.01},parallel,{a}"
             for a, T in ((AXIS, np.linspace(2.0, 4.6, 8)), (AXIS + 90.0, (2.0, 3.0, 4.0)))
             for t in T]  # fmt: skip
    return write("table.csv", "T (K),B (T),dB (T),direction,azimuth (deg)", lines) / "table.csv"


def test_a_table_of_two_azimuths_is_not_pooled(write: Write) -> None:
    file = table_file(write)
    for made in (fit(file, "gl_parallel"), compare(file, models=["gl_parallel", "pauli"])):
        (told,) = checks(made, "azimuth")
        assert told.value == AXIS and "8 of 11 points" in told.message
    (found,) = fit(file, "gl_parallel").fits
    assert found["Tc0"].value == pytest.approx(TC, rel=1e-3)


def test_azimuths_at_one_temperature_cannot_be_compared_by_mechanism(write: Write) -> None:
    lines = [f"2,{ellipse(a)},0.01,parallel,{a}" for a in AZIMUTHS]
    folder = write("table.csv", "T (K),B (T),dB (T),direction,azimuth (deg)", lines)
    with pytest.raises(InputError, match="several azimuths at one temperature"):
        compare(folder / "table.csv")


def test_other_azimuths_are_no_part_of_a_turn_from_the_normal(write: Write) -> None:
    across = B_PERP * (1 - COLD / TC)

    def tilted(angle: float) -> float:
        b, a = np.cos(np.deg2rad(angle)) / across, (np.sin(np.deg2rad(angle)) / LARGE) ** 2
        return float(2 / (b + np.sqrt(b**2 + 4 * a)))

    rng = np.random.default_rng(8)
    angles = (0.0, 30.0, 60.0, 75.0, 82.0, 86.0, 88.0, 90.0)
    lines = [line for x in angles for line in sweep(rng, tilted(x), COLD, x, AXIS)]
    lines += [
        line for a in (45.0, 65.0, 85.0, 105.0, 125.0)
        for line in sweep(rng, ellipse(a), COLD, 90.0, a)
    ]  # fmt: skip
    folder = write("all.txt", "T (K)\tB (T)\tR (ohm)\tangle (deg)\tazimuth (deg)", lines)
    made = report(folder, options=OPTIONS)
    turned, around = [r for r in made.results if r.kind == "angular"]
    thin = next(f for f in turned.fits if f.model == "tinkham_2d")
    assert thin.chi2 < 3 * thin.dof
    q = turned.get("Bc2", direction="parallel")
    assert q.value == pytest.approx(LARGE, abs=4 * q.error)
    assert "8 of 13 points" in next(c for c in turned.checks if c.name == "azimuth").message
    assert around.get("azimuth_max").value == pytest.approx(AXIS, abs=2.0)


def test_a_line_that_is_not_determined_is_not_drawn(write: Write) -> None:
    # one temperature: neither Tc nor a field at zero temperature follows
    lines = [f"2,{6.0 + 0.1 * i},0.01,parallel" for i in range(5)]
    made = report(write("table.csv", "T (K),B (T),dB (T),direction", lines), options=OPTIONS)
    (result,) = [r for r in made.results if r.kind == "critical_field"]
    assert {c.role for c in result.curves} == {"data"}
    assert {q.status for q in result.quantities} == {"refused"}
