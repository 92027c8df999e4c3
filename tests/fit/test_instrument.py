"""Laws as an imperfect instrument sees them, against independent formulas and simulated films."""

from __future__ import annotations

import numpy as np
import pytest

from supra2d.core import InputError, make_table
from supra2d.fit import Instrument, fit_joint, with_instrument
from supra2d.models import model

PARALLEL, ACROSS = model("gl_parallel"), model("gl_perpendicular")
FILM = {"Tc0": 4.0, "xi": 10e-9, "d": 6e-9}
T = np.array([1.2, 2.0, 3.0, 3.8, 3.99, 4.0, 4.4])


def test_no_error_changes_nothing() -> None:
    seen = with_instrument(PARALLEL, Instrument(tilt=0.0))
    np.testing.assert_array_equal(seen(T, **FILM), PARALLEL(T, **FILM))
    assert seen.parameters == PARALLEL.parameters


@pytest.mark.parametrize("tilt", [0.0, 0.3, 2.0])
def test_tilt_is_tinkhams_formula(tilt: float) -> None:
    seen = with_instrument(PARALLEL, Instrument(), ACROSS)
    for t in T[:5]:
        B_perp = float(ACROSS(t, Tc0=4.0, xi=10e-9))
        B_par = float(PARALLEL(t, **FILM))
        expected = float(model("tinkham_2d")(90.0 - tilt, B_perp=B_perp, B_par=B_par, theta0=0.0))
        # the same quadratic solved in two ways: rounding
        assert float(seen(t, **FILM, tilt=tilt)) == pytest.approx(expected, rel=1e-9)
    assert np.all(seen(T[5:], **FILM, tilt=tilt) == 0.0)


def test_thermometer_solves_its_implicit_equation() -> None:
    seen = with_instrument(PARALLEL, Instrument(tilt=0.0, thermometer=1e-3))
    c = 2e-3
    reading = np.array([1.5, 2.5, 3.5])
    B = seen(reading, **FILM, thermometer=c)
    # two steps leave (c dB/dT T)^3: 1e-4 of the field at the highest temperature
    np.testing.assert_allclose(B, PARALLEL(reading / (1 + c * B), **FILM), rtol=1e-4)


def test_remanent_field_is_subtracted() -> None:
    seen = with_instrument(PARALLEL, Instrument(tilt=0.0, remanent=1e-3))
    np.testing.assert_allclose(
        seen(T, **FILM, remanent=2e-3), PARALLEL(T, **FILM) - 2e-3, atol=1e-15
    )


def test_tilt_is_found_from_both_directions() -> None:
    """A film 0.8 degrees off: without the tilt the thickness is biased, with it it is not."""
    rng = np.random.default_rng(3)
    t = np.linspace(1.0, 3.95, 16)
    seen = with_instrument(PARALLEL, Instrument(tilt=1.0), ACROSS)
    across = make_table(t, ACROSS(t, Tc0=4.0, xi=10e-9) + 0.005 * rng.normal(size=t.size),
                        field_error=0.005)  # fmt: skip
    along = make_table(t, seen(t, **FILM, tilt=0.8) + 0.01 * rng.normal(size=t.size),
                       field_error=0.01)  # fmt: skip
    outcome = fit_joint([(ACROSS, across), (seen, along)])
    low, high = outcome.intervals["tilt"] or (np.nan, np.nan)
    # three times the 68 % half-width: one seed
    assert abs(outcome.values["tilt"] - 0.8) < 1.5 * (high - low)
    assert outcome.values["d"] == pytest.approx(6e-9, rel=0.01)
    naive = fit_joint([(ACROSS, across), (PARALLEL, along)], minos=False)
    assert abs(naive.values["d"] / 6e-9 - 1) > 0.02


def test_sentences() -> None:
    with pytest.raises(InputError, match="perpendicular"):
        with_instrument(PARALLEL, Instrument())
    with pytest.raises(InputError, match="angle"):
        with_instrument(model("tinkham_2d"), Instrument(tilt=0.0))
    with pytest.raises(InputError, match="standard deviation"):
        Instrument(tilt=-1.0)
