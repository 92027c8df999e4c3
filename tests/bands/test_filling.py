from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ellipk

from supra2d.bands import band_edges, chemical_potential, density_of_states, three_band
from supra2d.bands._filling import simplex_sums
from supra2d.core import InputError

from ._lattices import T, cubic, graphene, square


def closed_form(energy):
    """Square lattice, both spins: K(1 - (E/4t)^2) / (pi^2 t)."""
    return ellipk(1.0 - (energy / (4.0 * T)) ** 2) / (np.pi**2 * T)


@pytest.mark.parametrize("energy", [-350.0, -150.0, 60.0])
def test_density_of_states_of_a_square_lattice(energy):
    errors = [
        abs(float(density_of_states(square(), energy, n)) / closed_form(energy) - 1.0)
        for n in (60, 120)
    ]
    # linear triangles: second order in the distance of points, on circles of a dozen points across
    assert errors[1] < 5e-3
    assert errors[1] < 0.4 * errors[0]


def test_density_of_states_of_a_cubic_lattice():
    # 0.142712 states per t and spin in the middle of the band (Watson's integral of the lattice)
    found = float(density_of_states(cubic(), 0.0, 30))
    assert found == pytest.approx(2 * 0.142712 / T, rel=5e-3)


def test_states_sum_to_the_number_of_bands():
    H = three_band("MoS2", spin_orbit=False)
    lowest, highest = band_edges(H, 24).min(), band_edges(H, 24).max()
    e = np.linspace(lowest, highest, 4001)
    # the rule resolves 1 meV steps of a piecewise linear function
    assert np.trapezoid(density_of_states(H, e, 24), e) == pytest.approx(6.0, rel=1e-3)


@pytest.mark.parametrize("electrons", [0.3, 0.7, 1.0, 1.5])
def test_chemical_potential_holds_the_electrons(electrons):
    H = square(electrons)
    mu = chemical_potential(H, 120)
    # integral of the closed form from the bottom of the band, by a rule for its logarithm at 0
    x, w = np.polynomial.legendre.leggauss(60)
    parts = [(-4 * T, mu)] if mu <= 1e-6 else [(-4 * T, 0.0), (0.0, mu)]
    count = sum(
        0.5 * (b - a) * np.sum(w * closed_form(0.5 * (a + b) + 0.5 * (b - a) * x)) for a, b in parts
    )
    assert count == pytest.approx(electrons, rel=1e-3)


def test_half_filled_lattices_are_symmetric():
    assert chemical_potential(square(1.0), 30) == pytest.approx(0.0, abs=1e-9)
    assert chemical_potential(cubic(1.0), 8) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("mesh", [24, 25])
def test_touching_cones_are_no_gap(mesh):
    # with the corner K on the mesh and beside it
    assert abs(chemical_potential(graphene(), mesh)) < 3e3 / mesh


def test_insulators_are_refused():
    with pytest.raises(InputError, match=r"insulator: its electrons fill 1 bands up to -500 meV"):
        chemical_potential(graphene(stagger=500.0), 24)


@pytest.mark.parametrize("electrons", [0.0, 2.0, 3.0, -1.0])
def test_fillings_outside_the_bands_are_refused(electrons):
    with pytest.raises(InputError, match="which fill them all"):
        chemical_potential(square(electrons), 6)


def test_unknown_number_of_electrons_is_refused():
    with pytest.raises(InputError, match="does not know its number of electrons"):
        chemical_potential(replace(square(), electrons=None), 6)


def test_one_hole_in_mos2():
    mu = chemical_potential(replace(three_band("MoS2"), electrons=1.0), 60)
    # -657.16 meV at a finite temperature on another mesh
    assert mu == pytest.approx(-657.2, abs=0.3)


@pytest.mark.parametrize("corners", [2, 3, 4])
def test_simplices_against_sampling(corners):
    """The part of a simplex below an energy is the cumulated B-spline of its corners."""
    from scipy.interpolate import BSpline

    rng = np.random.default_rng(corners)
    for knots in (np.sort(rng.normal(size=corners)), np.array([0.0, 0.0, 1.0, 1.0][:corners])):
        if knots[0] == knots[-1]:
            continue
        density = BSpline.basis_element(knots, extrapolate=False)
        scale = (corners - 1) / (knots[-1] - knots[0])
        energies = np.linspace(knots[0], knots[-1], 7)[1:-1]
        sums = np.empty((len(energies), 2))
        simplex_sums(knots[None], energies, sums)
        np.testing.assert_allclose(sums[:, 1], scale * density(energies), rtol=1e-10)
        counts = [scale * BSpline.basis_element(knots).integrate(knots[0], e) for e in energies]
        np.testing.assert_allclose(sums[:, 0], counts, rtol=1e-10)
