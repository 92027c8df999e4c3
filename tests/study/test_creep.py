"""Flux creep from files to quantities: what is given, refused, compared and drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ive

from supra2d.core import Array, Result
from supra2d.plot import caption, draw, figures_for
from supra2d.report import Report, schema, to_dict
from supra2d.study import Options, barrier_checks, creep_result, measured_groups, read

FIELDS = (0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3, 1.5, 1.8, 2.0)


def barrier(field: float) -> float:
    field = max(field, 1e-3)
    return 239.589 * field**-0.71 if field <= 0.7 else 308.637 * (field / 0.7) ** -1.67


def lines(field: float, T: Array) -> Array:
    r = 1.5 * np.exp(np.minimum(barrier(field) * (1 / 5.95 - 1 / T), 50.0))
    return r / (1.0 + r)


def washboard(field: float, T: Array) -> Array:
    U0 = 4653.88 * field**-0.77 * (1.0 - field / 14.0) ** 2
    x = 0.5 * U0 * np.clip(1.0 - T / 6.0, 0.0, None) ** 2 / T
    return np.asarray(ive(0, x) ** -2.0 * np.exp(-2.0 * x))


def result_of(path: Path, part, fields, *, direction="", noise=2e-4, seed=0) -> Result | None:
    """A family written as a text file of one table, read and analysed."""
    rng = np.random.default_rng(seed)
    rows = ["T (K)\tB (T)\tR (ohm)"]
    for field in fields:
        T = np.arange(7.5, 1.9, -0.015)
        R = 40.0 * (part(field, T) + 1e-3 + noise * rng.normal(size=T.size))
        rows += [f"{t:.4f}\t{field:g}\t{r:.8g}" for t, r in zip(T, R, strict=True)]
    path.write_text("\n".join(rows) + "\n")
    log = read(path)
    log.attrs["direction"] = direction
    groups = [g for g in measured_groups([log], Options()) if g.family.kind == "R(T)"]
    return creep_result(groups[0], Options())


@pytest.fixture(scope="module")
def perpendicular(tmp_path_factory: pytest.TempPathFactory) -> Result:
    path = tmp_path_factory.mktemp("creep") / "perpendicular.txt"
    found = result_of(path, lines, (0.0, *FIELDS), direction="perpendicular")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def parallel(tmp_path_factory: pytest.TempPathFactory) -> Result:
    path = tmp_path_factory.mktemp("creep") / "parallel.txt"
    fields = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
    found = result_of(path, washboard, fields, direction="parallel", noise=1e-4)
    assert found is not None
    return found


def test_numbers_of_the_perpendicular_field(perpendicular):
    truth = {"T_cross": 5.95, "alpha_low": 0.71, "alpha_high": 1.67, "B_cross": 0.7}
    for name, value in truth.items():
        q = perpendicular.get(name)
        assert q.status == "ok" and q.cites and q.method
        assert abs(q.value - value) < 4.0 * q.error, name
    # erratum E2: the regression is a second estimate of the same temperature
    plain = perpendicular.get("T_cross", method="regression")
    assert plain.unit == "K" and plain.value == pytest.approx(5.95, abs=0.05)


def test_a_barrier_for_each_field_and_method(perpendicular):
    rows = [q for q in perpendicular.quantities if q.name == "U0"]
    assert {q.where["method"] for q in rows} == {"arrhenius", "arrhenius_crossing", "modified_taff"}
    best = [q for q in rows if q.preferred]
    assert [q.where["field"] for q in best] == list(FIELDS)
    pulls = np.array([(q.value - barrier(q.where["field"])) / q.error for q in best])
    # eleven barriers that share the crossing
    assert np.mean(pulls**2) < 4.0
    for q in rows:
        assert q.unit == "K" and q.interval and q.systematic and q.total and q.cites and q.source
    # another definition of U0 says so
    other = perpendicular.get("U0", field=1.0, method="modified_taff")
    assert other.status == "warning" and "U(T)" in other.message


def test_q_without_meaning_is_marked(perpendicular):
    q = perpendicular.get("q")
    assert q.status == "warning" and "constant prefactor" in q.message


def test_a_vanishing_field_that_is_none_is_refused(perpendicular):
    q = perpendicular.get("B_star")
    assert q.status == "refused" and q.value is None
    assert "two power laws" in q.message and "measure" in q.message


def test_parallel_field(parallel):
    q = parallel.get("q")
    assert q.status == "ok" and abs(q.value - 2.0) < 4.0 * q.error
    assert "2 is most probable" in q.message
    star = parallel.get("B_star")
    # erratum E5: above every field that was measured
    assert star.value > 8.0 and abs(star.value - 14.0) < 4.0 * star.error
    assert parallel.get("alpha_low").status == "refused"
    assert parallel.get("T_cross").status != "ok"
    best = [x for x in parallel.quantities if x.name == "U0" and x.preferred]
    assert {x.convention for x in best} == {"q = 2, prefactor 2 Rc U/T"}


def test_comparisons_and_checks(parallel):
    lines_, field = parallel.comparisons
    assert lines_["candidates"][0]["model"] == "modified_taff (q = 2)"
    assert sum(c["weight"] for c in lines_["candidates"]) == pytest.approx(1.0)
    assert field["candidates"][0]["model"] == "creep_kramer"
    checks = {c.name: c for c in parallel.checks}
    assert checks["kramer_field"].status == "ok" and "B*" in checks["kramer_field"].message
    assert "T = 0" in checks["barrier_and_slope"].message


def test_directions_compare_only_through_the_barrier(perpendicular, parallel):
    # erratum E4: larger in the plane where it is cold, across it near Tc
    found = barrier_checks([perpendicular, parallel])
    assert [c.status for c in found] == ["warning"]
    assert "cross at" in found[0].message and "must not be compared" in found[0].message
    assert barrier_checks([perpendicular]) == []


def test_classification_comes_with_its_uncertainty(perpendicular):
    text = " ".join(perpendicular.text)
    assert "plastic" in text and "entangled" in text and "probability" in text


def test_figures(perpendicular, parallel):
    for result in (perpendicular, parallel):
        assert {"arrhenius", "barrier"} <= set(figures_for(result))
        for name in ("arrhenius", "barrier"):
            ax = draw(name, result)
            assert ax.get_xlabel() and ax.get_ylabel()
            assert caption(name, result).endswith(".")


def test_rows_fit_the_schema(perpendicular):
    from jsonschema import validate

    content = to_dict(Report("creep", results=(perpendicular,)))
    validate(content, schema())
    keys = [
        (q.name, tuple((k, v) for k, v in q.where.items() if k not in ("branch", "method")))
        for q in perpendicular.quantities
        if q.preferred
    ]
    assert len(keys) == len(set(keys))


def test_a_sharp_transition_is_refused_with_a_remedy(tmp_path):
    def sharp(field, T):
        return 1.0 / (1.0 + np.exp(np.clip((5.9 - 0.3 * field - T) / 2e-3, -500.0, 500.0)))

    found = result_of(tmp_path / "sharp.txt", sharp, FIELDS, noise=2e-3)
    assert found is not None and [q.name for q in found.quantities] == ["U0"]
    q = found.quantities[0]
    assert q.status == "refused" and "noise floor" in q.message and "sweep slower" in q.message
    assert found.curves == () and figures_for(found) == []


def test_one_field_gives_its_barrier_and_refuses_the_rest(tmp_path):
    found = result_of(tmp_path / "one.txt", lines, (1.0,))
    assert found is not None
    U0 = found.get("U0", field=1.0)
    assert abs(U0.value - barrier(1.0)) < 4.0 * U0.error
    assert found.get("T_cross").status == "refused" and "three" in found.get("T_cross").message
    assert found.get("alpha_low").status == "refused"


def test_no_field_no_creep(tmp_path):
    assert result_of(tmp_path / "zero.txt", lines, (0.0,)) is None


def test_a_family_of_another_kind_is_left_alone(tmp_path):
    path = tmp_path / "one.txt"
    result_of(path, lines, (1.0,))
    group = measured_groups([read(path)], Options())[0]
    other = replace(group, family=replace(group.family, kind="R(B)"))
    assert creep_result(other, Options()) is None
