"""Distances with errors on both axes, against brute force and finite differences."""

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar

from supra2d.core import make_table
from supra2d.fit._curve import nearest
from supra2d.fit._data import Data
from supra2d.fit._likelihood import Likelihood
from supra2d.fit._space import Space
from supra2d.models import model

from ._toys import PAR, PERP, film

LAWS = [PERP, PAR, model("whh_orbital"), model("tinkham_2d"), model("anisotropic_3d")]


def points_near(law, rng, n=60):
    """Points within a few errors of the default curve, the ends included."""
    if law.edge:
        x = rng.uniform(0.0, 1.0, n) * 5.0
        x[:4] = 5.0, 4.9999, 0.0, 1e-3
    else:
        x = rng.uniform(0.0, 180.0, n)
    scale_x, scale_y = np.ptp(x), np.ptp(law(x))
    ex = scale_x * 10 ** rng.uniform(-4, -1.5, n)
    ey = scale_y * 10 ** rng.uniform(-4, -1.5, n)
    return x + ex * rng.normal(size=n), law(x) + ey * rng.normal(size=n), ex, ey


def brute_force(law, edge, x, y, ex, ey):
    """Smallest chi2 of one point by a dense scan and a bounded search around its best."""

    def place(s):
        return edge * (1.0 - s**2) if edge else x + s * ex

    def chi2(s):
        return ((x - place(s)) / ex) ** 2 + ((y - float(law(place(s)))) / ey) ** 2

    s = np.linspace(0.0, 1.0, 4001) if edge else np.linspace(-4.0, 4.0, 4001)
    scan = ((x - place(s)) / ex) ** 2 + ((y - law(place(s))) / ey) ** 2
    k = int(np.argmin(scan))
    low, high = s[max(k - 1, 0)], s[min(k + 1, s.size - 1)]
    found = minimize_scalar(chi2, bounds=(low, high), method="bounded", options={"xatol": 1e-13})
    return min(float(found.fun), float(scan[k]))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
@pytest.mark.parametrize("seed", [0, 1])
def test_distance_is_the_smallest(law, seed):
    x, y, ex, ey = points_near(law, np.random.default_rng(seed))
    edge = law.parameter(law.edge).default if law.edge else None
    found = nearest(lambda v: law(v), edge, x, y, ex, ey).r ** 2
    best = [brute_force(law, edge, *point) for point in zip(x, y, ex, ey, strict=True)]
    # curves with an edge are cubic between 321 places, which leaves 1e-9 of their height; the
    # smallest errors here are 1e-4 of it, so that r is known to 1e-5
    np.testing.assert_allclose(found, best, rtol=1e-5, atol=1e-6)


def test_sign_says_above_or_below():
    r = nearest(
        lambda v: PERP(v),
        5.0,
        np.full(2, 3.0),
        PERP(3.0) + [0.1, -0.1],
        np.full(2, 0.01),
        np.full(2, 0.02),
    ).r
    assert r[0] > 0.0 > r[1]


def test_zero_field_point_measures_tc_alone():
    x = np.array([4.9, 5.0, 5.2])
    d = nearest(lambda v: PAR(v), 5.0, x, np.zeros(3), np.full(3, 0.05), np.full(3, 1e-5))
    # an error of 1e-5 T stands for an exact field: 1e-6 of the scale of this one
    np.testing.assert_allclose(d.r, (x - 5.0) / 0.05, atol=1e-4)
    np.testing.assert_allclose(d.wx, 1.0 / 0.05, rtol=1e-4)


def test_error_in_temperature_only_is_the_inverse_law():
    law = model("whh_orbital")
    T = np.array([0.5, 2.0, 4.0, 4.99])
    table = make_table(T + 0.01, law(T), temperature_error=0.02)
    data = Data.of(law, table)
    r = Likelihood([data], space(law), None, 5.0).residuals(space(law).internal(defaults(law)))
    inverse = [brentq(lambda v, b=b: float(law(v)) - b, 0.0, 5.0, xtol=1e-14) for b in data.y]
    # the floor on the exact axis adds 1e-4 of a variance, more where the curve is flat (at the
    # first point its slope is a tenth of the mean one)
    np.testing.assert_allclose(r, (data.x - inverse) / 0.02, rtol=1e-3)


def defaults(law):
    return {p.name: p.default for p in law.parameters}


def space(*laws):
    made = Space(laws)
    made.scale_by({k: v for law in laws for k, v in defaults(law).items()})
    return made


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
@pytest.mark.parametrize("errors", ["x", "y", "both"])
def test_jacobian_is_the_derivative(law, errors):
    rng = np.random.default_rng(5)
    n = 25
    x, y, ex, ey = points_near(law, rng, n)
    ex, ey = np.full(n, np.median(ex)), np.full(n, np.median(ey))
    table = make_table(
        x if law.edge else 1.0,
        y,
        temperature_error=ex * (errors != "y"),
        field_error=ey * (errors != "x"),
        angle=None if law.edge else x,
        temperature_shared=0.3 * ex[:, None] if law.edge else None,
        field_shared=np.column_stack([0.5 * ey, ey * (x > x.mean())]),
    )
    if not law.edge:
        table["angle_error"] = ("point", ex * (errors != "y"), {"units": "deg"})
    coordinates = space(law)
    likelihood = Likelihood([Data.of(law, table)], coordinates, None, 5.0)
    z = np.concatenate([coordinates.internal(defaults(law)), 0.3 * rng.normal(size=3)])
    z = z[: len(coordinates) + likelihood.nuisances]
    J = likelihood.jacobian(z)
    for i in range(z.size):
        step = np.zeros(z.size)
        step[i] = 1e-5
        up, down = likelihood.residuals(z + step), likelihood.residuals(z - step)
        numeric = (up - down) / 2e-5
        size = np.abs(numeric).max() or 1.0
        # points whose distance changes character within the step (ends of the curve, the cusp)
        # have no derivative there; all others agree to the error of the two differences
        close = np.abs(J[:, i] - numeric) < 1e-4 * size
        assert np.count_nonzero(~close) <= 2


def test_exact_axes_mix_in_one_table():
    rng = np.random.default_rng(2)
    T = np.linspace(1.0, 4.9, 12)
    table = film(rng, T, PERP, in_T=np.where(T < 3, 0.0, 0.02), in_B=np.where(T < 3, 0.02, 0.0))
    data = Data.of(PERP, table)
    r = Likelihood([data], space(PERP), None, 5.0).residuals(space(PERP).internal(defaults(PERP)))
    slope = -float(PERP(0.0)) / 5.0
    # a straight line: the distance is known in closed form
    miss = data.y - PERP(data.x)
    expected = miss / np.where(T < 3, 0.02, abs(slope) * 0.02)
    # the floor on the exact axis adds 1e-4 of a variance
    np.testing.assert_allclose(r, expected, rtol=1e-4)
