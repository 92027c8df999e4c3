"""Spectra behind leads, and of contacts that pairs pass: what ``[tunnelling]`` says of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import supra2d
from supra2d.core import Array, Check, Result
from supra2d.core.constants import K_B

GRID = np.arange(-12.0, 12.0, 2e-3)  # meV
BIAS = np.linspace(-3e-3, 3e-3, 121)


def warmed(sigma: Array, kelvin: float) -> Array:
    """A conductance over energy on the biases, smeared by the window of temperature."""
    x = np.arange(-15.0, 15.0, 2e-3 / (K_B * kelvin))
    window = 0.25 / np.cosh(0.5 * x) ** 2
    smooth = np.convolve(sigma, window / window.sum(), mode="same")
    return np.asarray(np.interp(1e3 * BIAS, GRID, smooth))


def blonder(E: Array, gap: float, Z: float) -> Array:
    """A and B of table II of Blonder, Tinkham and Klapwijk, without broadening."""
    e = np.abs(E) + 1e-9
    inside = e < gap
    A = gap**2 / (e**2 + (gap**2 - e**2) * (1 + 2 * Z**2) ** 2)
    B = 1 - A
    u2 = 0.5 * (1 + np.sqrt(np.maximum(1 - (gap / e) ** 2, 0.0)))
    v2 = 1 - u2
    g2 = (u2 + Z**2 * (u2 - v2)) ** 2
    A = np.where(inside, A, u2 * v2 / g2)
    B = np.where(inside, B, (u2 - v2) ** 2 * Z**2 * (1 + Z**2) / g2)
    return np.asarray((1 + Z**2) * (1 + A - B))


def dynes(E: Array, gap: float, gamma: float) -> Array:
    z = E - 1j * gamma
    return np.asarray(np.abs((z / np.sqrt(z**2 - gap**2)).real))


def reported(folder: Path, bias: Array, G: Array, settings: str) -> Result:
    rows = [f"0.6\t{1e3 * v:.8g}\t{1e6 * g:.8g}" for v, g in zip(bias, G, strict=True)]
    head = "T (K)\tBias (mV)\tdI/dV (uS)"
    (folder / "film.txt").write_text("\n".join([head, *rows]) + "\n")
    (folder / "supra2d.toml").write_text(settings)
    (result,) = supra2d.report(folder).results
    return result


def check(result: Result, name: str) -> Check:
    return next(c for c in result.checks if c.name == name)


@pytest.fixture
def behind_leads() -> tuple[Array, Array]:
    """A junction of 10 kohm behind 2 kohm, and what the whole circuit shows."""
    rng = np.random.default_rng(4)
    G = 1e-4 * (warmed(dynes(GRID, 0.8, 0.05), 0.6) + 0.005 * rng.normal(size=BIAS.size))
    current = np.concatenate([[0.0], np.cumsum(0.5 * (G[1:] + G[:-1]) * np.diff(BIAS))])
    current -= np.interp(0.0, BIAS, current)
    return BIAS + 2e3 * current, G / (1 + 2e3 * G)


def test_leads_in_series_are_taken_out(tmp_path: Path, behind_leads: tuple[Array, Array]) -> None:
    settings = '[tunnelling]\nseries_resistance = "2 kohm"\n'
    result = reported(tmp_path, *behind_leads, settings)
    gap = result.get("Delta")
    assert gap.value is not None and abs(gap.value - 0.8) < 4.0 * gap.error < 0.05
    told = check(result, "series_resistance")
    # the junction of 10 kohm conducts 5 % more at 2.7 meV than far out, E / sqrt(E^2 - Delta^2)
    assert told.value == 2e3 and "take 17 % of the bias" in told.message
    assert "by up to 0.21 %" in told.message


def test_leads_larger_than_the_junction_are_refused(
    tmp_path: Path, behind_leads: tuple[Array, Array]
) -> None:
    settings = '[tunnelling]\nseries_resistance = "1 Mohm"\n'
    gap = reported(tmp_path, *behind_leads, settings).get("Delta")
    assert gap.status == "refused" and "unit of the conductance" in gap.message


@pytest.mark.parametrize("Z", [0.3, 0.8])
def test_a_contact_that_pairs_pass(tmp_path: Path, Z: float) -> None:
    rng = np.random.default_rng(7)
    G = 1e-3 * (warmed(blonder(GRID, 0.9, Z), 0.6) + 0.01 * rng.normal(size=BIAS.size))
    result = reported(tmp_path, BIAS, G, "[tunnelling]\ntransparent = true\n")
    assert result.comparisons[0]["candidates"][0]["model"] == "btk"
    for name, truth in (("Delta", 0.9), ("Z", Z)):
        q = result.get(name)
        assert q.value is not None and abs(q.value - truth) < 4.0 * q.error < 0.2, name
    assert check(result, "superconducting_gap").status == "ok"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('series_resistance = "-1 kohm"', "positive resistance of leads"),
        ('series_resistance = "2 kK"', "unknown unit 'kK' in '2 kK'; expected a unit of ohm"),
        ("series = 2", "did you mean series_resistance"),
        ('transparent = "yes"', "transparent"),
    ],
)
def test_what_the_section_cannot_mean(tmp_path: Path, line: str, why: str) -> None:
    with pytest.raises(supra2d.core.SupraError, match=why):
        reported(tmp_path, BIAS, BIAS, f"[tunnelling]\n{line}\n")
