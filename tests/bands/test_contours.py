from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ellipk

from supra2d.bands import (
    bands_on_mesh,
    chemical_potential,
    density_of_states,
    fermi_contours,
    read_wannier,
    special_points,
    three_band,
)
from supra2d.core import InputError
from supra2d.core.constants import HBAR, MEV

from ._lattices import A, T, chain, cubic, graphene, square

MOS2 = three_band("MoS2")
MU = -657.2261


def on_surface(H, contours, energy):
    """Each point within 1e-6 of a reciprocal vector of where its band has the energy."""
    for c in contours:
        off = H.eigenvalues(c.k)[:, c.band] - energy
        speed = np.hypot(*c.velocity.T) * HBAR / MEV
        assert np.all(np.abs(off) < 1e-6 * np.linalg.norm(H.reciprocal[0]) * speed)


def test_square_lattice_in_closed_form():
    energy = -150.0
    (c,) = fermi_contours(square(), energy, 96)
    assert (c.band, c.name, c.kind, c.closed) == (0, "Gamma", "electron", True)
    on_surface(square(), [c], energy)
    states = ellipk(1.0 - (energy / (4 * T)) ** 2) / (np.pi**2 * T)
    # the fourth power of a hundredth of the way around, times that of corners of the diamond
    assert c.weight.sum() == pytest.approx(states, rel=1e-5)
    # Luttinger: filling from the closed form
    kx = np.linspace(0.0, np.pi, 20001)
    ky = np.arccos(np.clip(-energy / (2 * T) - np.cos(kx), -1.0, 1.0))
    assert c.area == pytest.approx(np.trapezoid(ky, kx) / np.pi**2, rel=2e-6)
    exact = 2 * A * T * MEV / HBAR * np.sin(2 * np.pi * c.k[:, :2])
    assert np.abs(c.velocity - exact).max() < 1e-5 * np.abs(exact).max()


def test_a_hole_pocket_is_the_mirror_image():
    (electron,), (hole,) = (fermi_contours(square(), e, 60) for e in (-150.0, 150.0))
    assert (hole.kind, hole.name) == ("hole", "M")
    # the meshes around Gamma and M lie alike
    assert hole.area == pytest.approx(electron.area, rel=1e-6)
    assert hole.centre == pytest.approx([0.5, 0.5, 0.0], abs=1e-6)


def test_open_contours_are_recognised():
    H = chain(100.0, 5.0)
    contours = fermi_contours(H, 0.0, 60)
    assert [c.kind for c in contours] == ["open", "open"]
    assert sorted(c.winding for c in contours) == [(0, -1), (0, 1)]
    assert {c.area for c in contours} == {0.0} and not any(c.closed for c in contours)
    # along an open contour E = 0 the integral over ky of 1/(2 tx sin kx)
    ky = 2 * np.pi * np.arange(4000) / 4000
    states = 4 * np.mean(1.0 / np.sqrt(1 - (0.05 * np.cos(ky)) ** 2)) / (4 * np.pi * 100.0)
    assert sum(c.weight.sum() for c in contours) == pytest.approx(states, rel=1e-6)


@pytest.mark.parametrize("angle", [60, 120])
@pytest.mark.parametrize(("energy", "kind", "band"), [(300.0, "electron", 1), (-300.0, "hole", 0)])
def test_graphene_has_cones_at_both_corners(angle, energy, kind, band):
    H = graphene(angle=angle)
    contours = fermi_contours(H, energy, 120)
    assert sorted(c.name for c in contours) == ["K", "K'"]
    assert {(c.kind, c.band) for c in contours} == {(kind, band)}
    on_surface(H, contours, energy)
    # K along the first lattice vector, whichever way the other one goes
    centre = next(c.centre for c in contours if c.name == "K") @ H.reciprocal
    # the centre of a polygon of uneven sides, about 1e-4 of its radius of 0.02 zones away
    assert centre[:2] == pytest.approx([4 * np.pi / (3 * 2.46e-10), 0.0], abs=2e6)
    # two spins and two cones: 2 |E| A / (pi (hbar v)^2)
    hbar_v = np.sqrt(3) / 2 * 2.46e-10 * 2700.0
    states = 2 * abs(energy) * H.area / (np.pi * hbar_v**2)
    # the next term of the cone is (E/t)^2 / 3
    total = sum(c.weight.sum() for c in contours)
    assert total == pytest.approx(states * (1 + (energy / 2700.0) ** 2 / 3), rel=1e-3)


def test_pockets_smaller_than_the_first_mesh_are_found():
    H = graphene()
    small = fermi_contours(H, 10.0, 4000)
    assert sorted(c.name for c in small) == ["K", "K'"]
    hbar_v = np.sqrt(3) / 2 * 2.46e-10 * 2700.0
    circle = np.pi * (10.0 / hbar_v) ** 2 * H.area / (4 * np.pi**2)
    # 24 points on a circle, joined by cubics
    assert small[0].area == pytest.approx(circle, rel=1e-3)


@pytest.fixture(scope="module")
def pockets():
    return fermi_contours(MOS2, MU, 160)


def test_pockets_of_a_hole_doped_monolayer(pockets):
    assert sorted((c.name, c.kind, c.band) for c in pockets) == sorted(
        (name, "hole", band) for name in ("Gamma", "K", "K'") for band in (0, 1)
    )
    on_surface(MOS2, pockets, MU)


def test_areas_are_the_filling(pockets):
    doped = replace(MOS2, electrons=1.0)
    assert chemical_potential(doped, 120) == pytest.approx(MU, abs=0.05)
    # 0.01 meV of mu are 3e-5 electrons
    assert 2.0 - sum(c.area for c in pockets) == pytest.approx(1.0, abs=5e-5)


def test_weights_are_the_density_of_states(pockets):
    total = sum(c.weight.sum() for c in pockets)
    # linear triangles: second order in 1/120
    assert total == pytest.approx(float(density_of_states(MOS2, MU, 120)), rel=2e-3)
    finer = sum(c.weight.sum() for c in fermi_contours(MOS2, MU, 320))
    # kinks where the spins cross on Gamma-M, and velocities within 1e-6 of a reciprocal vector
    assert total == pytest.approx(finer, rel=1e-5)


def test_areas_of_one_spin_against_an_independent_count():
    """Fractions counted on a mesh of 480 x 480 by an implementation of its own."""
    up = replace(
        MOS2, hoppings=MOS2.hoppings[:, :3, :3], orbitals=MOS2.orbitals[:3], electrons=None
    )
    found = {c.name: c.area for c in fermi_contours(up, -657.1577356785305, 160)}
    counted = {"Gamma": 0.18303819444444444, "K": 0.16616319444444444, "K'": 0.15053819444444444}
    # counting points leaves about the border times the distance of points: half a percent
    assert found == pytest.approx(counted, rel=5e-3)


def test_the_adaptive_mesh_misses_nothing():
    """Bands at random: each contour that a full mesh crosses is there."""
    rng = np.random.default_rng(4)
    R = np.array([(i, j, 0) for i in range(-2, 3) for j in range(-2, 3)])
    h = rng.normal(size=(len(R), 3, 3)) + 1j * rng.normal(size=(len(R), 3, 3))
    h *= 100.0 * np.exp(-np.abs(R).sum(axis=1))[:, None, None]
    H = replace(
        square(), R=R, hoppings=h + h[::-1].conj().transpose(0, 2, 1), orbitals=MOS2.orbitals[:3]
    )
    for energy in (-150.0, 0.0, 150.0):
        contours = fermi_contours(H, energy, 160)
        on_surface(H, contours, energy)
        total = sum(c.weight.sum() for c in contours)
        assert total == pytest.approx(float(density_of_states(H, energy, 160)), rel=1e-2)
        filled = bands_on_mesh(H, 160) < energy
        signed = sum(c.area if c.kind == "electron" else -c.area for c in contours)
        if all(c.closed for c in contours):
            # bands filled around their pockets add whole zones; counted points err by their border
            rest = signed - filled.mean(axis=(0, 1)).sum()
            assert rest == pytest.approx(round(rest), abs=5e-3)


def test_a_measured_file_has_its_pockets(data_dir):
    """Monolayer NbS2 of three Wannier functions, its lowest band half filled."""
    a = 3.34e-10
    cell = np.array([[a, 0, 0], [-a / 2, np.sqrt(0.75) * a, 0], [0, 0, 6 * a]])
    H = read_wannier(data_dir / "janberges-nbs2cdw" / "NbS2_hr.dat", cell=cell)
    H = replace(H, electrons=1.0)
    contours = fermi_contours(H, chemical_potential(H, 90), 120)
    assert [(c.name, c.kind) for c in contours] == [
        ("Gamma", "hole"),
        ("K", "hole"),
        ("K'", "hole"),
    ]
    # linear triangles on 90 x 90 points
    assert sum(c.area for c in contours) == pytest.approx(0.5, abs=2e-4)
    assert contours[1].area == pytest.approx(contours[2].area, rel=1e-4)  # time reversal


def test_names_of_special_points():
    assert [name for name, _ in special_points(square())] == ["Gamma", "X", "X", "M"]
    assert [name for name, _ in special_points(graphene())] == ["Gamma", "K", "K'", "M", "M", "M"]
    H = square()
    stretched = replace(H, cell=np.diag([A, 1.2 * A, A]))
    assert [name for name, _ in special_points(stretched)] == ["Gamma", "X", "Y", "S"]
    oblique = replace(H, cell=H.cell + np.array([[0, 0, 0], [0.2 * A, 0, 0], [0, 0, 0]]))
    assert [name for name, _ in special_points(oblique)] == ["Gamma"]
    assert fermi_contours(oblique, 150.0, 40)[0].name == "(0.50, 0.50)"


def test_what_has_no_contours_is_said():
    with pytest.raises(InputError, match="no band of the Hamiltonian crosses 0 meV"):
        fermi_contours(graphene(stagger=500.0), 0.0, 40)
    with pytest.raises(InputError, match="expected a layer"):
        fermi_contours(cubic(), 0.0, 40)


def test_progress_is_shown(capsys):
    fermi_contours(square(), -150.0, 40, progress="contours")
    assert "contours" in capsys.readouterr().out
