"""Paths through the zone: their corners, their lengths, and what is missing."""

from __future__ import annotations

import sys
from math import pi, sqrt

import numpy as np
import pytest
import seekpath

from supra2d.bands import Crystal, Hamiltonian, Orbital, band_path, rashba_gas, three_band
from supra2d.core import InputError

A = 3.4e-10


def layer(a1, a2) -> Crystal:
    cell = A * np.array([[*a1, 0], [*a2, 0], [0, 0, 5]])
    return Crystal(cell, ("Nb",), np.zeros((1, 3)))


@pytest.mark.parametrize("cosine", [-0.5, 0.5])
def test_hexagonal_layers_whatever_the_angle(cosine: float) -> None:
    crystal = layer((1, 0), (cosine, sqrt(3) / 2))
    path = band_path(crystal, points=200)
    assert path.labels == ("Γ", "M", "K", "Γ")
    sides = np.array([2 * pi / sqrt(3), 2 * pi / 3, 4 * pi / 3]) / A
    assert np.diff(path.ticks) == pytest.approx(sides)
    cartesian = path.k @ (2 * pi * np.linalg.inv(crystal.cell).T)
    K = cartesian[np.argmin(np.abs(path.distance - path.ticks[2]))]
    assert K * A == pytest.approx(np.array([4 * pi / 3, 0, 0]))
    # K is a corner of the zone: three times K, and K turned by 120 degrees minus K, are reciprocal
    k = path.k[np.argmin(np.abs(path.distance - path.ticks[2]))]
    assert 3 * k == pytest.approx(np.rint(3 * k), abs=1e-12)
    M = path.k[np.argmin(np.abs(path.distance - path.ticks[1]))]
    assert 2 * M == pytest.approx(np.rint(2 * M), abs=1e-12)


def test_distances_are_those_between_the_points() -> None:
    H = three_band("MoS2")
    path = band_path(H, points=150)
    steps = np.linalg.norm(np.diff(path.k @ H.reciprocal, axis=0), axis=1)
    assert np.diff(path.distance) == pytest.approx(steps)
    assert len(path.k) == len(path.distance) == pytest.approx(150, abs=3)
    assert (path.k[:, 2] == 0).all()


def test_other_layers() -> None:
    assert band_path(layer((1, 0), (0, 1.7))).labels == ("Γ", "X", "S", "Y", "Γ")
    path = band_path(rashba_gas(mass=1.0, rashba=0.0, spacing=A))
    assert path.labels == ("Γ", "X", "M", "Γ")
    assert path.ticks[1] == pytest.approx(pi / A)


def test_crystals_take_the_path_of_seekpath() -> None:
    cell = A * np.array([[1, 0, 0], [-0.5, sqrt(3) / 2, 0], [0, 0, 3.7]])
    bulk = Crystal(cell, ("Nb",), np.zeros((1, 3)), periodic=(True, True, True))
    path = band_path(bulk, points=400)
    assert path.labels[:5] == ("Γ", "M", "K", "Γ", "A")
    assert any("|" in label for label in path.labels)
    assert path.ticks[4] - path.ticks[3] == pytest.approx(pi / 3.7 / A)
    assert path.source == "seekpath"


def test_atoms_of_a_hamiltonian_count() -> None:
    """Two equal atoms along z are a lattice of half the height; two unequal ones are not."""
    cell = A * np.diag([1.0, 1.0, 3.0])
    R = np.zeros((1, 3), dtype=int)

    def stack(*species: str) -> Hamiltonian:
        orbitals = tuple(Orbital(s, i, "s", 0, (0, 0, i / 2)) for i, s in enumerate(species))
        return Hamiltonian(cell, R, np.zeros((1, 2, 2), complex), orbitals, (True, True, True))

    unequal = band_path(stack("Po", "Te"), points=300)
    unknown = band_path(stack("", ""), points=300)
    assert unequal.ticks == unknown.ticks
    with pytest.warns(seekpath.SupercellWarning):
        equal = band_path(stack("Po", "Po"), points=300)
    # the three upright lines, each of pi / 3A, become twice as long
    assert equal.ticks[-1] - unequal.ticks[-1] == pytest.approx(np.pi / A)


def test_without_seekpath_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "seekpath", None)
    bulk = Crystal(A * np.eye(3), ("Po",), np.zeros((1, 3)), periodic=(True, True, True))
    with pytest.raises(InputError, match=r"pip install 'supra2d\[bands\]'"):
        band_path(bulk)
    assert band_path(layer((1, 0), (0, 1))).labels[1] == "X"


def test_what_has_no_path() -> None:
    chain = Crystal(A * np.eye(3), ("Po",), np.zeros((1, 3)), periodic=(True, False, False))
    with pytest.raises(InputError, match="repeats in 1 directions"):
        band_path(chain)
    with pytest.raises(InputError, match="1 points"):
        band_path(chain, points=1)
