"""Gaps of spectra: simulated with convolutions of their own, and measured ones."""

import csv

import numpy as np
import pytest

from supra2d.core import Column, FitError, InputError, make_log
from supra2d.core.constants import K_B
from supra2d.measure import (
    Spectrum,
    compare_gaps,
    measure_gap,
    measure_gap_map,
    spectra,
    superconducting_gap,
    without_series,
)
from supra2d.models import model
from supra2d.models.tunnelling import slopes

DYNES, EXCHANGE = model("dynes"), model("dynes_exchange")
QUICK = {"slopes": slopes("dynes")}
SPLIT = {"slopes": slopes("dynes_exchange")}


def junction(V, Delta, Gamma, T, h=0.0):
    """Normalised conductance by a convolution on a grid; V in V, energies in meV."""
    E = np.arange(-6.0, 6.0, 2e-3)
    z = E - 1j * Gamma
    states = 0.5 * sum(np.abs(((z + s) / np.sqrt((z + s) ** 2 - Delta**2)).real) for s in (-h, h))
    x = np.arange(-15.0, 15.0, 2e-3 / (K_B * T))
    window = 0.25 / np.cosh(0.5 * x) ** 2
    return np.interp(1e3 * V, E, np.convolve(states, window / window.sum(), mode="same"))


def made(rng, Delta=0.8, Gamma=0.06, T=1.0, noise=0.01, where=None):
    V = np.linspace(-4e-3, 4e-3, 161)
    y = junction(V - 6e-5, Delta, Gamma, T) * (1.0 + 30.0 * V - 2e3 * V**2)
    y = 3e-9 * (y + noise * rng.normal(size=V.size))
    return Spectrum(V, y, {"temperature": T} if where is None else where)


@pytest.fixture(scope="module")
def spectrum():
    return made(np.random.default_rng(5))


@pytest.fixture(scope="module")
def fit(spectrum):
    return measure_gap(spectrum, DYNES, temperature=1.0, temperature_error=0.02)


def inside(q, truth, times=3.0):
    return abs(q.value - truth) < times * q.error


def test_gap_broadening_and_offset(fit):
    # three times the error that is quoted; what is quoted is small enough to be a test
    assert inside(fit["Delta"], 0.8) and fit["Delta"].error < 0.01
    assert inside(fit["Gamma"], 0.06) and fit["Gamma"].error < 0.02
    assert inside(fit["V0"], 6e-5)
    assert fit["Delta"].unit == "meV" and "dynes1978" in fit["Delta"].cites
    assert fit.misfit < 1.5 and fit.choices > 3


def test_quick_slopes_change_nothing_that_matters(spectrum, fit):
    quick = measure_gap(spectrum, DYNES, temperature=1.0, temperature_error=0.02, **QUICK)
    for name in ("Delta", "Gamma"):
        # 5e-5 of the normal density against noise of 1e-2
        assert abs(quick[name].value - fit[name].value) < 0.02 * fit[name].error


def test_an_uncertain_temperature_widens_the_broadening(spectrum, fit):
    sure = measure_gap(spectrum, DYNES, temperature=1.0)
    assert fit["Gamma"].error > sure["Gamma"].error
    assert fit["Gamma"].interval == sure["Gamma"].interval


def test_unknown_temperature_is_fitted(spectrum):
    free = measure_gap(spectrum, DYNES)
    assert inside(free["T"], 1.0)
    assert inside(free["Gamma"], 0.06)


def test_the_unit_of_the_conductance_drops_out(spectrum, fit):
    other = Spectrum(spectrum.bias, 1e12 * spectrum.conductance, spectrum.where)
    again = measure_gap(other, DYNES, temperature=1.0, temperature_error=0.02)
    assert again["Delta"].value == pytest.approx(fit["Delta"].value, rel=1e-6)


def test_one_gap_is_preferred_to_two_where_there_is_one(spectrum, fit):
    two_gaps = model("dynes_two_gaps")
    two = measure_gap(spectrum, two_gaps, temperature=1.0, slopes=slopes(two_gaps.name))
    sharp = measure_gap(spectrum, model("bcs"), temperature=1.0)
    shares = compare_gaps([fit, two, sharp])
    assert max(shares, key=shares.get) == "dynes" and shares["bcs"] < 1e-6


def test_a_part_in_parallel_is_found():
    rng = np.random.default_rng(2)
    V = np.linspace(-4e-3, 4e-3, 161)
    y = 0.3 + 0.7 * junction(V, 0.8, 0.05, 1.0) + 0.003 * rng.normal(size=V.size)
    found = measure_gap(Spectrum(V, y), DYNES, temperature=1.0, leak=True, orders=(0,))
    assert inside(found["leak"], 0.3) and inside(found["Gamma"], 0.05)


def test_series_resistance_is_taken_out():
    V = np.linspace(-3e-3, 3e-3, 2001)
    G = 1e-4 * junction(V, 0.8, 0.05, 1.0)
    current = np.concatenate([[0.0], np.cumsum(0.5 * (G[1:] + G[:-1]) * np.diff(V))])
    current -= np.interp(0.0, V, current)
    R = 3e3
    seen = Spectrum(V + R * current, G / (1.0 + R * G))
    freed = without_series(seen, R)
    # trapezoids on 3 uV steps
    assert np.max(np.abs(freed.bias - V)) < 1e-8
    assert np.max(np.abs(freed.conductance / G - 1.0)) < 1e-9
    with pytest.raises(InputError, match="unit of the conductance"):
        without_series(seen, 1e6)


def test_dead_spectra_are_refused_by_a_sentence():
    V = np.linspace(-1e-3, 1e-3, 50)
    for G, word in ((np.full(50, np.nan), "are numbers"), (np.ones(50), "overloaded")):
        with pytest.raises(FitError, match=word):
            measure_gap(Spectrum(V, G), DYNES, temperature=1.0)
    with pytest.raises(InputError, match="family tunnelling"):
        measure_gap(Spectrum(V, V), model("bcs_gap"), temperature=1.0)


def log_of(**columns):
    parts = [Column(name, values, name) for name, values in columns.items()]
    lines = np.arange(2, parts[0].values.size + 2)
    return make_log(parts, lines=lines, source="made", sha256="0" * 64, reader="made")


def test_sweeps_of_the_bias_are_taken_apart():
    up = np.linspace(-1e-3, 1e-3, 41)
    V = np.concatenate([up, up, up[::-1], up])
    B = np.repeat([0.0, 1.0, 1.0, 2.0], 41)
    found = spectra(log_of(bias=V, conductance=1.0 + V, field=B))
    assert [s.bias.size for s in found] == [41, 41, 41, 41]
    assert [s.where["field"] for s in found] == [0.0, 1.0, 1.0, 2.0]
    assert found[0].rows == "2-42" and all(np.all(np.diff(s.bias) > 0) for s in found)
    with pytest.raises(InputError, match="conductance=NAME"):
        spectra(log_of(bias=V, field=B))


@pytest.fixture(scope="module")
def made_map():
    rng = np.random.default_rng(3)
    V, b = np.linspace(-2e-3, 2e-3, 101), np.linspace(-1.2, 1.2, 41)
    Delta = 0.5 * np.sqrt(np.clip(1.0 - b**2, 0.0, None))
    rows = []
    for x, D in zip(b, Delta, strict=True):
        y = junction(V, D, 0.03, 0.6) if D > 0.0 else np.ones(V.size)
        rows.append(Spectrum(V, y + 0.01 * rng.normal(size=V.size), {"field": float(x)}))
    rows[10] = Spectrum(V, np.full(V.size, np.nan), rows[10].where)
    rows[25] = Spectrum(V, np.full(V.size, 0.3), rows[25].where)
    return b, Delta, measure_gap_map(rows, DYNES, temperature=0.6, order=0)


def test_a_map_follows_the_gap_to_where_it_closes(made_map):
    b, Delta, found = made_map
    got = np.isfinite(found.values["Delta"])
    assert np.all(got[(np.abs(b) < 0.95) & ~np.isin(np.arange(41), (10, 25))])
    pulls = (found.values["Delta"] - Delta)[got] / found.errors["Delta"][got]
    # 30 pulls of unit variance: chi2 below its 99.9 % quantile
    assert np.sum(pulls[np.abs(b[got]) < 0.95] ** 2) < 60.0


def test_a_spectrum_without_a_gap_gives_no_number():
    V = np.linspace(-4e-3, 4e-3, 161)
    noise = Spectrum(V, 1.0 + 0.02 * np.random.default_rng(1).normal(size=V.size))
    found = measure_gap(noise, DYNES, temperature=1.0, leak=True, **QUICK)
    assert found["Delta"].status == "refused" and "Average" in found["Delta"].message


def test_a_sharp_gap_gives_an_upper_limit_of_the_broadening():
    V = np.linspace(-4e-3, 4e-3, 161)
    y = junction(V, 0.8, 1e-4, 2.0) + 0.03 * np.random.default_rng(1).normal(size=V.size)
    found = measure_gap(Spectrum(V, y), DYNES, temperature=2.0, temperature_error=0.1, **QUICK)
    assert found["Gamma"].total[0] == 0.0 and "below" in found["Gamma"].message


def test_dead_and_normal_rows_are_refused_one_by_one(made_map):
    b, _, found = made_map
    assert "are numbers" in found.refusals[10] and "overloaded" in found.refusals[25]
    normal = [i for i in range(41) if abs(b[i]) > 1.0]
    assert all("no gap stands out" in found.refusals[i] for i in normal)
    assert np.isnan(found.fit[10]).all() and found.rows[0] == ""


def test_a_gap_beyond_most_of_the_bias_is_refused():
    rng = np.random.default_rng(5)
    V = np.linspace(-2e-3, 2e-3, 101)
    # 40, 60 and 80 % of the largest bias
    rows = [Spectrum(V, junction(V, D, 0.03, 0.6) + 0.01 * rng.normal(size=V.size), {"field": D})
            for D in (0.8, 1.2, 1.6)]  # fmt: skip
    found = measure_gap_map(rows, DYNES, temperature=0.6, order=0)
    assert list(found.refusals) == [2] and "ends inside the range of bias" in found.refusals[2]
    assert list(np.isnan(found.values["Delta"])) == [False, False, True]
    assert np.isnan(found.fit[2]).all()


def test_a_map_needs_what_it_runs_along(spectrum):
    with pytest.raises(InputError, match="known: temperature"):
        measure_gap_map([spectrum], DYNES)
    dead = Spectrum(spectrum.bias, 0.0 * spectrum.bias, {"field": 0.0})
    with pytest.raises(InputError, match="all dead"):
        measure_gap_map([dead], DYNES)


def test_rows_with_their_own_temperatures():
    rng = np.random.default_rng(8)
    rows = [made(rng, T=T) for T in (0.7, 1.0, 1.5, 2.0)]
    found = measure_gap_map(rows, DYNES, along="temperature")
    assert np.all(np.abs(found.values["Delta"] - 0.8) < 5.0 * found.errors["Delta"] + 2e-3)


@pytest.fixture(scope="module")
def nis(data_dir):
    folder = data_dir / "maiani-percolative_supercurrent"
    columns = np.loadtxt(folder / "NIS_S2_28.dat", skiprows=1).T
    found = spectra(log_of(**dict(zip(("field", "bias", "conductance"), columns, strict=True))))
    with open(folder / "MDC004_Sample2_RunID_28_lockin6_C_fit.csv", encoding="utf-8") as stream:
        rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(stream)]
    return found, rows


def test_aluminium_on_a_magnet_against_the_published_fits(nis):
    found, theirs = nis
    own = measure_gap_map(found, EXCHANGE, temperature=0.04, modulation=1e-5, leak=True, **SPLIT)
    Delta, h = (np.array([row[k] for row in theirs]) for k in ("Delta", "h"))
    assert len(found) == 201
    # rows without superconductivity are those that they left out, but for one at each end
    assert len(set(own.refusals) ^ set(np.flatnonzero(Delta == 0.0))) <= 2
    both = np.isfinite(own.values["Delta"]) & (Delta > 0.0)
    # Usadel's Delta is the order parameter, which spin-flip scattering of 0.03-0.045 meV puts above
    # the edge that a Dynes gap stands for: 6.4 % in the median. Their exchange energy is that
    # before spin-orbit and spin-flip scattering reduce the splitting, and shares the width of the
    # peaks with them, where ours has a symmetric broadening: 4 % apart, 0.03 meV at the coercive
    # field where the halves are not resolved
    ratio = own.values["Delta"][both] / Delta[both]
    assert np.all((ratio > 0.88) & (ratio < 0.98)) and 0.92 < np.median(ratio) < 0.95
    apart = own.values["h"][both] - h[both]
    assert np.max(np.abs(apart)) < 0.03 and np.median(np.abs(apart)) < 0.01
    # both see the splitting smallest at the coercive field
    assert own.at[np.nanargmin(own.values["h"])] == pytest.approx(-0.018, abs=0.004)


def test_gap_of_a_charge_density_wave_is_not_superconducting(data_dir):
    verdicts = []
    for name in ("Figure_3b.txt", "Figure_3c.txt"):
        table = np.loadtxt(data_dir / "janberges-nbs2cdw" / name, skiprows=1)
        for column in table[:, 1:].T:
            one = Spectrum(1e-3 * table[:, 0], column, {"temperature": 0.35})
            verdicts.append(superconducting_gap(one, DYNES, **QUICK))
    assert not [v for v in verdicts if v.verdict == "superconducting"]
    assert sum(v.verdict == "not superconducting" for v in verdicts) >= 5
    assert all(c.status != "ok" for v in verdicts for c in v.checks if c.name == "gap_peaks")


def test_superconducting_gaps_are_recognised(spectrum, nis):
    assert superconducting_gap(spectrum, DYNES, Tc=5.3, **QUICK).verdict == "superconducting"
    wrong = superconducting_gap(spectrum, DYNES, Tc=60.0, **QUICK)
    assert wrong.verdict == "not superconducting" and "2 Delta / kB Tc" in wrong.reasons[0]
    for i in (91, 100):  # at the coercive field, and at zero field
        found = superconducting_gap(nis[0][i], EXCHANGE, temperature=0.04, **SPLIT)
        assert found.verdict == "superconducting", found.reasons


def test_a_gap_that_closes_and_one_that_does_not():
    rng = np.random.default_rng(4)
    cold = made(rng)
    warm = Spectrum(cold.bias, 3e-9 * (1.0 + 0.01 * rng.normal(size=161)), {"temperature": 7.0})
    found = superconducting_gap([warm, cold], DYNES, **QUICK)
    assert found.verdict == "superconducting" and "closed at 7 K" in found.checks[-1].message
    still = Spectrum(cold.bias, cold.conductance, {"temperature": 20.0})
    found = superconducting_gap([cold, still], DYNES, **QUICK)
    assert found.verdict == "not superconducting" and "still open at 20 K" in found.reasons[0]


def test_no_dip_is_no_gap():
    V = np.linspace(-4e-3, 4e-3, 161)
    flat = Spectrum(V, 1.0 + 0.005 * np.random.default_rng(1).normal(size=V.size))
    found = superconducting_gap(flat, DYNES, temperature=1.0, **QUICK)
    assert found.verdict == "not superconducting" and "no gap" in found.reasons[0]
