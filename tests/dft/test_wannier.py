"""Projected Wannier functions of bands whose Hamiltonian is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from supra2d.bands import Orbital
from supra2d.core import InputError
from supra2d.dft import BlochStates, wannierise

RNG = np.random.default_rng(7)
CELL = np.array([[3e-10, 0.0, 0.0], [-1.5e-10, 2.6e-10, 0.0], [0.0, 0.0, 2e-9]])
MESH = (6, 6, 1)
# a d and two p orbitals on two atoms, spins up first
ORBITALS = tuple(
    Orbital(species, atom, shape, spin, place)
    for spin in (1, -1)
    for species, atom, shape, place in (
        ("Nb", 0, "dz2", (0.0, 0.0, 0.5)),
        ("Se", 1, "px", (1 / 3, 2 / 3, 0.6)),
        ("Se", 1, "pz", (1 / 3, 2 / 3, 0.6)),
    )
)
HALF = len(ORBITALS) // 2


def _hoppings() -> dict[tuple[int, int], np.ndarray]:
    """A random Hamiltonian with time reversal, to first neighbours, meV."""
    found: dict[tuple[int, int], np.ndarray] = {}
    flip = np.kron(np.array([[0.0, 1.0], [-1.0, 0.0]]), np.eye(HALF))
    for R in [(0, 0), (1, 0), (0, 1), (1, 1)]:
        h = RNG.normal(size=(6, 6)) + 1j * RNG.normal(size=(6, 6))
        if R == (0, 0):
            h = h + h.conj().T + np.diag(np.tile([0.0, -40.0, -60.0], 2))
        h = 0.5 * (h + flip @ h.conj() @ flip.T)
        found[R] = 10.0 * h
        found[-R[0], -R[1]] = 10.0 * h.conj().T
    return found


def _matrices(hoppings: dict[tuple[int, int], np.ndarray], k: np.ndarray) -> np.ndarray:
    return sum(
        np.exp(2j * np.pi * (k[:, 0] * R[0] + k[:, 1] * R[1]))[:, None, None] * h
        for R, h in hoppings.items()
    )


def _states(hoppings: dict[tuple[int, int], np.ndarray], above: int = 0) -> BlochStates:
    """Eigenstates in any gauge, seen by orbitals that overlap, and empty bands above them."""
    axes = np.meshgrid(*(np.arange(n) / n for n in MESH), indexing="ij")
    k = np.stack(axes, axis=-1).reshape(-1, 3)
    energies, vectors = np.linalg.eigh(_matrices(hoppings, k))
    gauge = np.exp(2j * np.pi * RNG.random(energies.shape))
    # orbitals that overlap: for any positive overlap the nearest orthonormal ones are the same
    turn = np.linalg.qr(RNG.normal(size=(6, 6)) + 1j * RNG.normal(size=(6, 6)))[0]
    overlap = (turn * np.array([1.4, 1.3, 1.1, 1.0, 0.9, 0.7])) @ turn.conj().T
    projections = np.einsum("ab,kbn,kn->kna", overlap, vectors, gauge)
    if above:
        higher = energies.max() + 500.0 + np.arange(above) * np.ones((len(k), 1))
        faint = 0.01 * RNG.normal(size=(len(k), above, len(ORBITALS)))
        energies = np.hstack([energies, higher])
        projections = np.concatenate([projections, faint], axis=1)
    return BlochStates(CELL, MESH, energies, projections, ORBITALS, fermi=0.0, electrons=4.0)


def test_the_hamiltonian_comes_back_from_its_states() -> None:
    hoppings = _hoppings()
    made, quality = wannierise(_states(hoppings), name="known")
    k = RNG.random((20, 3)) * [1.0, 1.0, 0.0]
    expected = np.linalg.eigvalsh(_matrices(hoppings, k))
    # hoppings to first neighbours fit into a mesh of six: exact but for rounding
    assert np.abs(made.eigenvalues(k) - expected).max() < 1e-10
    assert quality.mesh_error < 1e-10
    assert quality.smallest_projection == pytest.approx(0.7, rel=1e-10)
    assert quality.time_reversal < 1e-10
    assert quality.inversion is None  # of the two atoms none is the image of the other
    assert made.name == "known"


def test_the_orbitals_themselves_come_back() -> None:
    hoppings = _hoppings()
    made, _ = wannierise(_states(hoppings))
    for R, h in hoppings.items():
        at = np.flatnonzero((made.R[:, :2] == R).all(axis=1))
        assert at.size == 1
        assert np.abs(made.hoppings[at[0]] - h).max() < 1e-10


def test_bands_above_the_window_change_nothing() -> None:
    hoppings = _hoppings()
    states = _states(hoppings, above=3)
    made, quality = wannierise(states, window=250.0)
    k = np.array([[0.11, 0.27, 0.0], [0.52, 0.81, 0.0]])
    # bands at 500 meV and more, seen with 1 %, have weights of e^-7: their part is below 1e-5, and
    # an error of energy is of its square
    assert np.abs(made.eigenvalues(k) - np.linalg.eigvalsh(_matrices(hoppings, k))).max() < 1e-4
    assert quality.mesh_error < 1e-4


def test_what_crosses_above_the_window_does_not_spoil_what_lies_below() -> None:
    hoppings = _hoppings()
    states = _states(hoppings, above=1)
    # an unseen band that falls below the highest seen one in a part of the zone, smoothly
    height = 260.0 + 120.0 * np.cos(2 * np.pi * states.k[:, 0])
    energies, projections = states.energies.copy(), states.projections.copy()
    energies[:, 6] = height
    energies[:, 4:6] += 250.0  # the upper pair lies at the same height
    order = np.argsort(energies, axis=1)
    states = replace(
        states,
        energies=np.take_along_axis(energies, order, axis=1),
        projections=np.take_along_axis(projections, order[..., None], axis=1),
    )
    made, quality = wannierise(states, window=150.0)
    assert quality.smallest_projection > 0.6  # the unseen band never takes a seen one's place
    below = made.eigenvalues(states.k)[:, :4]
    expected = np.linalg.eigvalsh(_matrices(hoppings, states.k))[:, :4]
    assert np.abs(below - expected).max() < 0.1  # weights of e^-4 and projections of 1 %


def test_bands_without_one_of_the_orbitals_are_refused() -> None:
    states = _states(_hoppings())
    blind = states.projections.copy()
    blind[..., 0] = 0.0
    with pytest.raises(InputError, match="singular value"):
        wannierise(replace(states, projections=blind))


def test_states_that_do_not_fit_their_mesh_are_refused() -> None:
    states = _states(_hoppings())
    with pytest.raises(InputError, match="whole mesh"):
        replace(states, mesh=(5, 6, 1))
    with pytest.raises(InputError, match="more bands"):
        replace(states, energies=states.energies[:, :4], projections=states.projections[:, :4])


def test_broken_time_reversal_is_measured_before_it_is_mended() -> None:
    hoppings = _hoppings()
    field = np.diag([3.0] * HALF + [-3.0] * HALF)
    hoppings[0, 0] = hoppings[0, 0] + field
    made, quality = wannierise(_states(hoppings))
    # a field B along z changes sign: H and its image differ by 2B
    assert quality.time_reversal == pytest.approx(6.0, rel=1e-10)
    pairs = made.eigenvalues(np.zeros(3)).reshape(-1, 2)
    assert np.abs(np.diff(pairs, axis=1)).max() < 1e-10
