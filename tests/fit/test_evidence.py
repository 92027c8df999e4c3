"""Laplace evidence against integrals that are known, or done by brute force."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest

from supra2d.core import Model, Parameter, Variable, make_table
from supra2d.fit import (
    laplace_evidence,
    mechanism_probabilities,
    nested_posterior,
    refined,
    settled,
    tabulated,
    with_posterior,
)
from supra2d.models import model

RNG = np.random.default_rng(5)
T = np.linspace(1.0, 4.0, 12)
SIGMA = 0.05


def line(**bounds: tuple[float, float]) -> Model:
    """B = a - b T, with uniform priors; ``idle`` does nothing."""
    parameters = {
        "a": Parameter("a", "T", 3.0, *bounds.get("a", (-20.0, 20.0)), "intercept"),
        "b": Parameter("b", "T/K", 1.0, *bounds.get("b", (-20.0, 20.0)), "slope"),
        "idle": Parameter("idle", "1", 1.0, *bounds.get("idle", (0.0, 7.0)), "nothing"),
    }
    used = ("a", "b", "idle") if "idle" in bounds else ("a", "b")
    return Model(
        name="line",
        title="a line",
        mechanism="none",
        variables=(Variable("temperature", "K"),),
        result=Variable("field", "T"),
        parameters=tuple(parameters[name] for name in used),
        function=lambda x, a, b, idle=0.0: a - b * x,
        guess=lambda x, y: {"a": 3.0, "b": 0.5, "idle": 1.0},
        equation="",
        limits="",
        references=(),
    )


Y = 4.0 - 0.8 * T + SIGMA * RNG.normal(size=T.size)
TABLE = make_table(T, Y, field_error=SIGMA)


def by_quadrature(a: np.ndarray, b: np.ndarray) -> float:
    """Log of the integral of exp(-chi2/2) over a grid, by the trapezoidal rule."""
    chi2 = ((Y - (a[:, None, None] - b[None, :, None] * T)) ** 2).sum(axis=-1) / SIGMA**2
    least = float(chi2.min())
    inner = np.trapezoid(np.exp(-0.5 * (chi2 - least)), b, axis=1)
    return log(float(np.trapezoid(inner, a))) - 0.5 * least


def test_a_line_with_wide_priors() -> None:
    expected = by_quadrature(np.linspace(3.7, 4.3, 1201), np.linspace(0.7, 0.9, 1201))
    found = laplace_evidence([(line(), TABLE)])
    # the posterior is Gaussian: only the grid's trapezoids (1e-6) and the Jacobian's steps differ
    assert found.log_evidence == pytest.approx(expected - 2 * log(40.0), abs=1e-4)
    assert found.weak == ()
    assert found.adequate


def test_a_parameter_without_effect_costs_nothing() -> None:
    plain = laplace_evidence([(line(), TABLE)])
    idle = laplace_evidence([(line(idle=(0.0, 7.0)), TABLE)])
    # its prior integrates to one; the profile's grid is exact for a constant
    assert idle.log_evidence == pytest.approx(plain.log_evidence, abs=1e-3)
    assert idle.weak == ("idle",)


def test_a_maximum_on_the_bound() -> None:
    bounded = line(b=(0.82, 2.0))
    fit = laplace_evidence([(bounded, TABLE)])
    expected = by_quadrature(np.linspace(3.7, 4.6, 1801), np.linspace(0.82, 1.1, 1801))
    # the one-sided integral with the gradient at the bound is exact for a line, up to the
    # correlation of the two parameters beyond the conditional curvature
    assert fit.log_evidence == pytest.approx(expected - log(40.0) - log(1.18), abs=0.1)


def test_shared_errors_are_integrated_out() -> None:
    shared = make_table(T, Y, field_error=SIGMA, field_shared=np.full((T.size, 1), 0.3))
    covariance = SIGMA**2 * np.eye(T.size) + 0.09
    a, b = np.linspace(1.0, 7.0, 801), np.linspace(0.7, 0.9, 401)
    r = Y - (a[:, None, None] - b[None, :, None] * T)
    chi2 = np.einsum("abi,ij,abj->ab", r, np.linalg.inv(covariance), r)
    inner = np.trapezoid(np.exp(-0.5 * (chi2 - chi2.min())), b, axis=1)
    integral = log(float(np.trapezoid(inner, a))) - 0.5 * float(chi2.min())
    norm = -0.5 * (np.linalg.slogdet(covariance)[1] - T.size * log(SIGMA**2))
    found = laplace_evidence([(line(), shared)])
    # marginalising the nuisance gives the full covariance with its determinant; the grid's
    # steps leave 1e-3
    assert found.log_evidence == pytest.approx(integral + norm - 2 * log(40.0), abs=5e-3)


def test_the_law_that_made_the_data_wins() -> None:
    law = model("gl_perpendicular")
    truth = law(T, Tc0=4.5, xi=9e-9)
    table = make_table(T, truth + 0.02 * RNG.normal(size=T.size), field_error=0.02)
    found = {
        name: laplace_evidence([(model(name), table)], fixed={"d": 5e-9} if "par" in name else None)
        for name in ("gl_perpendicular", "gl_parallel", "whh_orbital")
    }
    assert max(found, key=lambda name: found[name].log_evidence) == "gl_perpendicular"
    assert found["gl_perpendicular"].adequate
    assert not found["gl_parallel"].adequate


def test_what_a_steep_end_may_hide_is_said_and_found_by_care() -> None:
    # the triplet law depends on ln Tt, and Tt may be zero
    triplet = model("ising_triplet")
    priors = {"Tc0": ("uniform", 3.0, 6.0), "beta": ("log_uniform", 0.3, 1e3),
              "Tt": ("uniform", 0.0, 3.2)}  # fmt: skip
    law = replace(triplet, parameters=tuple(
        replace(p, prior=priors.get(p.name, ()), free=p.name in priors) for p in triplet.parameters
    ))  # fmt: skip
    rng = np.random.default_rng(7)
    T = np.linspace(1.2, 3.9, 14)
    B = model("ising")(T, Tc0=4.0, beta=2.0)
    read = B * (1.0 + 0.015 * rng.normal(size=T.size))
    found = laplace_evidence([(law, make_table(T, read, field_error=0.015 * B))])
    assert found.values["Tt"] < 1e-3
    gained = refined(found).log_evidence - found.log_evidence
    assert 2.0 < gained < found.hidden
    plain = replace(model("ising"), parameters=law.parameters[:2] + model("ising").parameters[2:])
    assert laplace_evidence([(plain, make_table(T, read, field_error=0.015 * B))]).hidden == 0.0


def test_mechanisms_share_their_prior_between_laws() -> None:
    laws = {"a": 0.0, "b": 0.0, "c": log(2.0)}
    weights, probabilities = mechanism_probabilities(laws, {"a": "x", "b": "x", "c": "y"})
    # x: (1/2)(1/2 + 1/2) = 1/2, y: (1/2) 2 = 1: one against two
    assert probabilities == pytest.approx({"x": 1 / 3, "y": 2 / 3}, rel=1e-12)
    assert sum(weights.values()) == pytest.approx(1.0, rel=1e-12)


def test_far_worse_laws_underflow_quietly() -> None:
    weights, _ = mechanism_probabilities({"a": 0.0, "b": -5000.0}, {"a": "x", "b": "y"})
    assert weights == {"a": 1.0, "b": 0.0}


def test_a_normal_prior_counts_as_a_point() -> None:
    known = replace(
        line().parameters[0], prior=("normal", 4.0, 0.001), low=3.0, high=5.0, default=4.0
    )
    law = replace(line(), parameters=(known, line().parameters[1]))
    found = laplace_evidence([(law, TABLE)])
    assert found.values["a"] == pytest.approx(4.0, abs=0.002)  # two standard deviations
    assert found.dof == T.size + 1 - 2


def wide(**bounds: tuple[float, float]) -> Model:
    """B = a (1 - exp(-s)) - 0.8 T: s does nothing once it is large."""
    parameters = (
        Parameter("a", "T", 4.0, -20.0, 20.0, "intercept"),
        Parameter("s", "1", 2.0, *bounds.get("s", (0.0, 12.0)), "saturates"),
    )
    return replace(
        line(),
        parameters=parameters,
        function=lambda x, a, s: a * (1.0 - np.exp(-s)) - 0.8 * x,
        guess=lambda x, y: {"a": 4.0, "s": 3.0},
    )


def saturating() -> float:
    """Log evidence of `wide` by a grid."""
    a, s = np.linspace(3.0, 20.0, 8001), np.linspace(0.01, 12.0, 3001)
    top = (a[:, None] * (1.0 - np.exp(-s))).ravel()
    centre, sigma = float((Y + 0.8 * T).mean()), SIGMA / np.sqrt(T.size)
    rest = float(((Y + 0.8 * T - centre) ** 2).sum()) / SIGMA**2
    values = np.exp(-0.5 * ((top - centre) / sigma) ** 2).reshape(a.size, s.size)
    whole = np.trapezoid(np.trapezoid(values, s, axis=1), a)
    return log(float(whole)) - 0.5 * rest - log(40.0) - log(12.0)


def test_an_open_parameter_is_followed_along_its_posterior() -> None:
    found = refined(laplace_evidence([(wide(), TABLE)]))
    # three hundred independent draws
    assert found.log_evidence == pytest.approx(saturating(), abs=0.1)
    assert "s" in found.weak
    assert found.intervals()["s"] is None


def test_draws_of_an_open_parameter_describe_the_data() -> None:
    found = refined(laplace_evidence([(wide(), TABLE)]))
    y, low, high = found.outcome.predict(0, T)
    # the curve is known to SIGMA / sqrt(12) = 0.014 although s is not known at all
    assert np.all(high - low < 0.06)
    assert np.all(np.abs(y - (Y + 0.8 * T).mean() + 0.8 * T) < 0.02)


def test_walkers_know_the_tails() -> None:
    found = refined(laplace_evidence([(wide(), TABLE)]))
    walked = settled(replace(found, worth=1.0))
    assert walked.log_evidence == found.log_evidence
    draws = walked.draws
    assert draws is not None
    # chi2 depends on a (1 - exp(-s)) = 4 alone, and the prior is flat: a grid in s tells the rest
    s = np.linspace(0.01, 12.0, 20001)
    density = np.where(4.0 / (1.0 - np.exp(-s)) < 20.0, 1.0 / (1.0 - np.exp(-s)), 0.0)
    below = np.cumsum(density) / density.sum()
    space = walked.likelihood.space
    drawn = np.array([space.natural(q)["s"] for q in draws])
    # 256 walkers that moved a few times each know a place to a tenth of the range
    for share in (0.16, 0.5, 0.84):
        expected = float(np.interp(share, below, s))
        assert np.quantile(drawn, share) == pytest.approx(expected, abs=1.2)


def test_cooldowns_leave_tc_as_uncertain_as_their_mean() -> None:
    law = model("gl_perpendicular")
    t = np.linspace(2.0, 4.4, 24)
    run = ["one", "two"] * 12
    table = make_table(t, law(t, Tc0=4.5, xi=9e-9), field_error=1e-3, run=run)
    found = refined(laplace_evidence([(law, table)], tc_shift=0.05))
    assert found.draws is not None
    space = found.likelihood.space
    Tc0 = [space.natural(q)["Tc0"] for q in found.draws]
    # each cooldown is known well, what they shift from by 50 mK only as the mean of two; at this
    # slope the other 3 mK do not count, and a thousand draws know a width to a tenth
    assert np.std(Tc0) == pytest.approx(0.05 / np.sqrt(2.0), rel=0.15)


def test_enough_independent_draws_are_left_alone() -> None:
    found = refined(laplace_evidence([(line(), TABLE)]))
    assert found.worth > 100.0
    assert settled(found) is found


def test_a_second_valley_is_found() -> None:
    parameters = (
        Parameter("a", "T", 2.0, -9.0, 9.0, "root of the intercept"),
        Parameter("s", "1", 0.5, 0.0, 1.0, "does nothing"),
    )
    law = replace(
        line(),
        parameters=parameters,
        function=lambda x, a, s: a**2 - 0.8 * x,
        guess=lambda x, y: {"a": 1.9, "s": 0.5},
    )
    found = refined(laplace_evidence([(law, TABLE)]))
    a = np.linspace(1.8, 2.2, 40001)
    chi2 = ((Y - (a[:, None] ** 2 - 0.8 * T)) ** 2).sum(axis=1) / SIGMA**2
    whole = 2.0 * float(np.trapezoid(np.exp(-0.5 * (chi2 - chi2.min())), a)) / 18.0
    # a hundred draws in each valley; one valley alone would miss ln 2 = 0.69
    assert found.log_evidence == pytest.approx(log(whole) - 0.5 * chi2.min(), abs=0.25)
    assert found.draws is not None
    right = float(np.mean(found.draws[:, 0] > 0))
    assert right == pytest.approx(0.5, abs=0.15)


def test_many_places_at_once() -> None:
    law = tabulated(model("ising"), 1.0)
    t = np.linspace(1.5, 4.2, 12)
    B = law(t, Tc0=4.5, beta=3.0)
    table = make_table(t, B, field_error=0.05, temperature_error=0.01)
    likelihood = laplace_evidence([(law, table)]).likelihood
    here = likelihood.space.internal({"Tc0": 4.5, "beta": 3.0})
    places = here * np.array([[0.99, 0.9], [1.0, 1.0], [1.01, 1.1]])
    one_by_one = [likelihood.chi2(z) for z in places]
    # curves by 81 places instead of 321: 3e-7 of their height, where errors are 1 % of it
    np.testing.assert_allclose(likelihood.chi2s(places), one_by_one, rtol=1e-6, atol=1e-6)


def test_nested_sampling_agrees() -> None:
    laplace = refined(laplace_evidence([(line(), TABLE)]))
    log_evidence, draws = nested_posterior(laplace)
    # 150 points leave 0.3, seeded
    assert log_evidence == pytest.approx(laplace.log_evidence, abs=0.6)
    found = with_posterior(laplace, log_evidence, draws)
    assert settled(found) is found
    for name, ends in laplace.intervals().items():
        again = found.intervals()[name]
        assert ends is not None
        assert again is not None
        # a thousand draws know an end to a tenth of the width
        assert again == pytest.approx(ends, abs=0.15 * (ends[1] - ends[0]))


def test_a_log_normal_prior_is_a_point_in_the_logarithm() -> None:
    known = replace(
        line().parameters[0], prior=("log_normal", 4.0, 0.001), low=3.0, high=5.0, default=4.0
    )
    law = replace(line(), parameters=(known, line().parameters[1]))
    found = laplace_evidence([(law, TABLE)])
    assert found.values["a"] == pytest.approx(4.0, abs=0.008)  # two standard deviations
