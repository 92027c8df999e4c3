"""Do 68 % intervals hold the truth in 68 % of simulated films?"""

import numpy as np
import pytest
import xarray as xr

from supra2d.core import make_table
from supra2d.fit import fit_joint, fit_table
from supra2d.models import model

from ._toys import PAR, PERP, TRUTH, film

SEEDS = 300
# the standard deviation of a coverage of 0.68 over 300 films is 0.027; the Birge ratio widens
# intervals where chi2 happens to be above dof, which adds about 0.02
BAND = (0.62, 0.74)


def one_film(seed):
    """Both directions with, in turn, errors in T, in B, in either, and a shared background."""
    rng = np.random.default_rng(seed)
    kind = ("temperature", "field", "mixed", "shared")[seed % 4]
    n = 8
    every_other = np.arange(n) % 2 == 0
    in_T = {"temperature": 1.0, "mixed": every_other}.get(kind, 0.0)
    in_B = {"temperature": 0.0, "mixed": ~every_other}.get(kind, 1.0)
    parts = []
    for law, T, size in (
        (PERP, np.linspace(2.5, 4.9, n), 0.02),
        (PAR, np.linspace(3.0, 4.95, n), 0.1),
    ):
        table = film(rng, T, law, in_T=0.02 * np.asarray(in_T), in_B=size * np.asarray(in_B))
        if kind == "shared":
            S = np.full((n, 1), 1.5 * size)
            table = make_table(
                table.temperature,
                table.field + S @ rng.normal(size=1),
                field_error=table.field_error,
                field_shared=S,
            )
        parts.append((law, table))
    return parts


def test_joint_fit_covers():
    outcomes = [fit_joint(one_film(seed)) for seed in range(SEEDS)]
    for name, truth in TRUTH.items():
        intervals = [outcome.intervals[name] for outcome in outcomes]
        assert None not in intervals
        inside = np.mean([low <= truth <= high for low, high in intervals])
        assert BAND[0] < inside < BAND[1], name
        scatter = np.std([outcome.values[name] for outcome in outcomes[1::4]])
        width = np.median([(high - low) / 2 for low, high in intervals[1::4]])
        # one kind of film: widths and scatter agree to the 8 % to which 75 films know a scatter
        assert width == pytest.approx(scatter, rel=0.25)


def test_shift_of_tc_per_cooldown_is_recovered():
    sigma, miss, pull = 0.05, [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        shift = sigma * rng.normal(size=3)
        T = np.linspace(2.0, 4.8, 8)

        def runs(law, *which, rng=rng, shift=shift, T=T):
            tables = [film(rng, T, law, in_T=0.01, Tc_shift=shift[r], run=str(r)) for r in which]
            return xr.concat(tables, "point")

        parts = [(PERP, runs(PERP, 0, 1)), (PAR, runs(PAR, 1, 2))]
        outcome = fit_joint(parts, tc_shift=sigma, minos=False)
        for run, (value, error) in outcome.shifts.items():
            miss.append(outcome.values["Tc0"] + value - TRUTH["Tc0"] - shift[int(run)])
            assert error < sigma
        low, high = outcome.intervals["Tc0"]
        pull.append((outcome.values["Tc0"] - TRUTH["Tc0"]) / ((high - low) / 2))
    # Tc of each cooldown is known to about 0.01/sqrt(8) and the second order of the shift
    assert np.std(miss) < 0.008
    # 40 films know a standard deviation to 11 %; the quantile of the interval is 0.994
    assert 0.7 < np.std(pull) < 1.3


def test_without_the_nuisance_the_shift_is_taken_for_disagreement():
    rng = np.random.default_rng(0)
    T = np.linspace(2.0, 4.8, 8)
    first = film(rng, T, PERP, in_T=0.01, run="1", Tc_shift=0.06)
    second = film(rng, T, PERP, in_T=0.01, run="2", Tc_shift=-0.06)
    table = xr.concat([first, second], "point")
    assert fit_table(PERP, table).fit.status == "warning"
    assert fit_joint([(PERP, table)], tc_shift=0.05).fit.status == "ok"


@pytest.mark.parametrize("name", ["gl_perpendicular", "whh_orbital"])
def test_errors_in_temperature_and_in_field_agree(name):
    law = model(name)
    rng = np.random.default_rng(11)
    T = np.linspace(2.5, 4.9, 14)
    slope = (law(T + 1e-4) - law(T - 1e-4)) / 2e-4
    size = 0.01
    noise = size * rng.normal(size=T.size)
    # the same film measured at fixed field (noise in T) and at fixed temperature (noise in B)
    across = make_table(T + noise, law(T), temperature_error=size)
    along = make_table(T, law(T) - slope * noise, field_error=np.abs(slope) * size)
    one, other = fit_table(law, across), fit_table(law, along)
    for key, (low, high) in one.intervals.items():
        # they differ by the curvature of the law within one error, far below a sigma
        assert one.values[key] == pytest.approx(other.values[key], abs=0.03 * (high - low))
        a, b = other.intervals[key]
        assert b - a == pytest.approx(high - low, rel=0.03)
