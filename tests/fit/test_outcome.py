"""What a fit says: values, bands, derived numbers, statuses, refusals."""

import numpy as np
import pytest

from supra2d.core import FitError, InputError, NameUnknownError, make_table
from supra2d.fit import fit_joint, fit_table, information_weights
from supra2d.models import model, names
from supra2d.models.criticalfield import thin_film_from

from ._toys import LINE, PAR, PERP, TRUTH, film

T = np.linspace(2.5, 4.9, 12)


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture
def joint(rng):
    return fit_joint(
        [
            (PERP, film(rng, T, PERP, in_B=0.02, direction="perpendicular")),
            (PAR, film(rng, T, PAR, in_T=0.02, direction="parallel")),
        ]
    )


def table_of(law, rng, n=40, noise=0.01):
    """Default law with noise in y, whatever its axis."""
    if law.edge:
        x = np.linspace(0.3, 0.99, n) * law.parameter(law.edge).default
    else:
        x = np.linspace(*(law.variables[0].usual or (-20.0, 200.0)), n)
    y = law(x)
    error = noise * y.max()
    temperature = x if law.edge else 1.0
    table = make_table(temperature, y + error * rng.normal(size=n), field_error=error)
    result = law.result.name
    points = {result: table["field"], f"{result}_error": table["field_error"]}
    return table.assign(points | {law.variables[0].name: ("point", x)})


#: Parameters that one curve does not tell apart from the others of its law.
TOGETHER = {
    "gl_parallel": ("xi",),
    "whh": ("lambda_so",),
    "bilayer": ("beta",),
    "ising_disordered": ("alpha_r", "gamma_0", "gamma_so"),
    "two_band_dirty": ("D2",),  # a second band that is slower, or one that is faster
}


@pytest.mark.parametrize("name", names())
def test_every_law_is_recovered_from_noise(name, rng):
    law = model(name)
    fixed = {key: law.parameter(key).default for key in TOGETHER.get(name, ())}
    outcome = fit_table(law, table_of(law, rng), fixed=fixed)
    # 40 points: a probability of 1e-4 for chi2/dof above 2
    assert outcome.fit.chi2 < 2.0 * outcome.fit.dof
    if None in outcome.intervals.values():
        # several couplings can make the same curve: the fit finds the curve, and says so
        assert "not constrained" in outcome.fit.message
        return
    assert outcome.fit.status == "ok"
    for key, (low, high) in outcome.intervals.items():
        # four half-widths: one parameter in 10^4 by chance, and the seed is fixed
        assert abs(outcome.values[key] - law.parameter(key).default) < 2.0 * (high - low)


def test_record_for_the_report(joint):
    fit = joint.fit
    assert fit.model == "gl_perpendicular+gl_parallel" and fit.mechanism == "orbital"
    assert fit.data == "12 perpendicular points, 12 parallel points"
    assert fit["xi"].unit == "m" and fit["xi"].interval == joint.intervals["xi"]
    assert fit.dof == 21 and fit.aic == pytest.approx(fit.chi2 + 6)
    assert fit.bic == pytest.approx(fit.chi2 + 3 * np.log(24))
    assert [check.status for check in joint.checks] == ["ok", "ok"]


def test_band_holds_the_curve_and_is_as_wide_as_it_should(joint):
    x = np.array([1.0, 3.0, 4.5])
    y, low, high = joint.predict(0, x)
    assert np.all((low < y) & (y < high))
    # linear propagation for a line B = b (Tc - T) with its covariance
    best = _own(joint.values)
    slopes = {n: (PERP(x, **{**best, n: v * 1.0001}) - y) / (1e-4 * v) for n, v in best.items()}
    gradient = np.array([slopes.get(name, np.zeros(3)) for name in joint.free])
    sigma = np.sqrt(np.einsum("ix,ij,jx->x", gradient, joint.covariance, gradient))
    # 500 pairs of draws know a quantile to about 5 %
    np.testing.assert_allclose((high - low) / 2, 0.9945 * sigma, rtol=0.15)


def _own(values):
    return {name: values[name] for name in ("Tc0", "xi")}


def test_band_closes_beyond_the_edge(joint):
    y, low, high = joint.predict(1, [6.0])
    assert y == low == high == 0.0


def test_residuals_are_standard(joint):
    r = np.concatenate([joint.residuals(0), joint.residuals(1)])
    assert r @ r == pytest.approx(joint.fit.chi2)


def test_derived_number_with_interval(joint):
    value, low, high = joint.propagate(lambda v: v["xi"] / v["d"])
    assert low < value < high and low < TRUTH["xi"] / TRUTH["d"] < high
    assert joint.propagate(lambda v: v["xi"])[1:] == pytest.approx(joint.intervals["xi"], rel=1e-3)
    floor = joint.propagate(lambda v: thin_film_from(v["Tc0"], v["xi"], v["d"]))
    assert floor == (0.0, 0.0, 0.0)


def test_parallel_alone_knows_only_the_product(rng):
    outcome = fit_table(PAR, film(rng, T, PAR, in_T=0.02))
    assert outcome.intervals["xi"] is None and outcome.intervals["d"] is None
    assert outcome.intervals["Tc0"] is not None
    assert outcome.fit.status == "warning" and "not constrained" in outcome.fit.message
    product, low, high = outcome.propagate(lambda v: v["xi"] * v["d"])
    assert low < product < high
    assert product == pytest.approx(TRUTH["xi"] * TRUTH["d"], rel=0.05)
    with pytest.raises(FitError, match="depends on"):
        outcome.propagate(lambda v: v["d"])
    held = fit_table(PAR, film(rng, T, PAR, in_T=0.02), fixed={"xi": 10e-9})
    assert held.intervals["d"] is not None
    assert held.fit["xi"].fixed and held.fit["xi"].interval is None


def test_tc0_interval_of_a_flat_valley_is_not_narrowed(rng):
    table = film(rng, T, PAR, in_T=0.02)
    free, held = fit_table(PAR, table), fit_table(PAR, table, fixed={"xi": 10e-9})
    assert free.intervals["Tc0"] == pytest.approx(held.intervals["Tc0"], rel=1e-5)


def test_a_bound_in_reach_is_not_an_interval(rng):
    outcome = fit_table(PERP, film(rng, T, PERP, in_B=0.02), bounds={"Tc0": (4.0, 4.96)})
    assert outcome.intervals["Tc0"] is None
    assert outcome.values["Tc0"] <= 4.96


def test_quick_intervals_agree_with_profiles(rng):
    table = film(rng, T, PERP, in_T=0.02)
    quick, full = fit_table(PERP, table, minos=False), fit_table(PERP, table)
    for name in quick.free:
        # nearly linear: a profile and a covariance differ by the curvature only
        assert quick.intervals[name] == pytest.approx(full.intervals[name], rel=1e-3)


def test_scan_agrees_with_minos(rng, monkeypatch):
    import importlib

    table = film(rng, T, PERP, in_T=0.02)
    full = fit_table(PERP, table)
    intervals = importlib.import_module("supra2d.fit._intervals")
    monkeypatch.setattr(intervals, "_minos", lambda fit, i: None)
    scan = fit_table(PERP, table)
    for name, (low, high) in full.intervals.items():
        # the scan halves its last step eight times
        assert scan.intervals[name] == pytest.approx((low, high), abs=0.01 * (high - low))


def test_tied_parameters(rng):
    outcome = fit_joint([(PAR, film(rng, T, PAR, in_T=0.02))], tied={"d": "xi"})
    assert outcome.values["d"] == outcome.values["xi"]
    assert outcome.fit["d"].interval == outcome.fit["xi"].interval
    assert outcome.values["d"] == pytest.approx(np.sqrt(TRUTH["xi"] * TRUTH["d"]), rel=0.02)


def test_far_start_is_found_again(rng):
    table = film(rng, T, PERP, in_T=0.02)
    near, far = fit_table(PERP, table), fit_table(PERP, table, start={"Tc0": 40.0, "xi": 1e-7})
    for name in near.free:
        assert far.values[name] == pytest.approx(near.values[name], rel=1e-5)


def test_zero_field_transition_pins_tc0(rng):
    table = film(rng, np.append(T, 5.0), PERP, in_T=np.append(np.full(T.size, 0.05), 1e-4))
    low, high = fit_table(PERP, table).intervals["Tc0"]
    # the error of that one point, widened by the scatter of the others at most
    assert high - low < 4e-4
    assert low < table.temperature.values[-1] < high


def test_nothing_free_gives_the_chi2(rng):
    table = film(rng, T, PERP, in_B=0.02, field_shared=np.full((T.size, 1), 0.01))
    outcome = fit_table(PERP, table, fixed={"Tc0": 5.0, "xi": 10e-9})
    assert outcome.fit.dof == 12 and outcome.free == ()
    assert outcome.predict(0, T)[1] == pytest.approx(PERP(T))
    alone = fit_table(PERP, film(rng, T, PERP, in_B=0.02), fixed={"Tc0": 5.0, "xi": 10e-9})
    assert alone.fit.chi2 == pytest.approx(np.sum(alone.residuals() ** 2))


def test_perfect_points_without_errors():
    outcome = fit_table(PERP, make_table(T, PERP(T)))
    assert outcome.values["Tc0"] == pytest.approx(5.0, rel=1e-9)


def test_trend_in_the_residuals_is_seen():
    x = np.linspace(0.0, 4.0, 30)
    table = make_table(x, 2.0 - (x / 4.0) ** 2, field_error=0.3)
    checks = {check.name: check for check in fit_table(LINE, table).checks}
    assert checks["runs_of_residuals"].status == "warning"
    assert checks["goodness_of_fit"].status == "warning"  # chi2 is far too small


def test_bad_fit_is_marked(rng):
    table = film(rng, T, PAR, in_B=0.01)
    outcome = fit_table(PERP, table)
    assert outcome.fit.status == "warning" and outcome.checks[0].status == "warning"


def test_weights_of_laws(rng):
    table = film(rng, T, PAR, in_B=0.02)
    right = fit_table(PAR, table, fixed={"xi": 10e-9})
    wrong = fit_table(PERP, table)
    for criterion in ("aic", "bic"):
        weights = information_weights([right.fit, wrong.fit], criterion)
        assert weights["gl_parallel"] > 0.99
        assert sum(weights.values()) == pytest.approx(1.0)


def test_points_that_are_not_finite_are_counted(rng):
    table = film(rng, T, PERP, in_B=0.02)
    table["field"][3] = np.nan
    outcome = fit_table(PERP, table)
    assert outcome.fit.data == "11 points" and "1 points" in outcome.fit.message


def test_points_without_error_get_the_median_one(rng):
    table = film(rng, T, PERP, in_B=np.where(T < 3.0, 0.0, 0.02))
    assert "median" in fit_table(PERP, table).fit.message


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda t: fit_table(PERP, t.isel(point=[0])), FitError, "1 points for 2 free"),
        (lambda t: fit_table(model("tinkham_2d"), t), FitError, "without the column 'angle'"),
        (lambda t: fit_table(PERP, t * np.nan), FitError, "no finite point"),
        (lambda t: fit_table(PERP, t, fixed={"x": 1.0}), NameUnknownError, "parameter"),
        (lambda t: fit_table(PERP, t, fixed={"xi": 1.0}), FitError, "between"),
        (lambda t: fit_table(PERP, t, bounds={"xi": (1e-8, 1e-9)}), FitError, "no room"),
        (lambda t: fit_joint([]), InputError, "no table"),
        (
            lambda t: fit_table(PERP, t.assign(field_error=-t.field_error)),
            InputError,
            "negative",
        ),
        (
            lambda t: fit_table(PERP, make_table([2.0, 3.0], [1.0, 0.5])),
            FitError,
            "no errors",
        ),
    ],
)
def test_refusals(call, error, words, rng):
    table = film(rng, T, PERP, in_B=0.02).drop_vars(["direction", "run", "source", "rows"])
    with pytest.raises(error, match=words):
        call(table)


def test_a_band_where_an_open_parameter_stands_at_its_bound(rng):
    law = model("gl_parallel")
    # far from Tc, xi and d are known as a product only, and Tc0 not at all
    x = np.linspace(1.0, 2.0, 9)
    B = 5.0 * np.ones(9)
    table = make_table(x, B + 0.05 * rng.normal(size=9), field_error=0.05)
    outcome = fit_table(law, table, fixed={"xi": 1e-8})
    low, high = outcome.predict(0, x)[1:]
    assert np.all(np.isfinite(low)) and np.all(np.isfinite(high))
