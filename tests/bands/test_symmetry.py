"""Measured symmetries against models whose symmetries are known, or broken by a known amount."""

from __future__ import annotations

from dataclasses import replace
from math import inf, isnan, sqrt

import numpy as np
import pytest

from supra2d.bands import Hamiltonian, Orbital, dirac_valleys, symmetries, three_band
from supra2d.core import InputError

CELL = 3e-10 * np.array([[1, 0, 0], [-0.5, sqrt(3) / 2, 0], [0, 0, 6]])
RING = np.array([(1, 0, 0), (1, 1, 0), (0, 1, 0), (-1, 0, 0), (-1, -1, 0), (0, -1, 0)])
ALL = ("hermiticity", "time reversal", "inversion", "threefold axis", "mirror z")
ROUNDING = 1e-9  # meV, of elements of some 1e3

# d orbitals as tensors, written down anew
X, Y, Z = np.eye(3)
TENSORS = {
    "dz2": (2 * np.outer(Z, Z) - np.outer(X, X) - np.outer(Y, Y)) / sqrt(6),
    "dxz": (np.outer(X, Z) + np.outer(Z, X)) / sqrt(2),
    "dyz": (np.outer(Y, Z) + np.outer(Z, Y)) / sqrt(2),
    "dx2-y2": (np.outer(X, X) - np.outer(Y, Y)) / sqrt(2),
    "dxy": (np.outer(X, Y) + np.outer(Y, X)) / sqrt(2),
}


def directions() -> np.ndarray:
    bonds = RING @ CELL
    return bonds / np.linalg.norm(bonds, axis=1)[:, None]


def triangular(shapes, home, hops) -> Hamiltonian:
    orbitals = tuple(Orbital("Nb", 0, shape) for shape in shapes)
    R = np.vstack([np.zeros((1, 3), int), RING])
    return Hamiltonian(CELL, R, np.array([home, *hops], dtype=complex), orbitals)


def p_shell() -> Hamiltonian:
    hops = [300 * np.outer(n, n) - 80 * (np.eye(3) - np.outer(n, n)) for n in directions()]
    return triangular(("px", "py", "pz"), np.diag([0, 0, 500]), hops)


def d_shell() -> Hamiltonian:
    Q = list(TENSORS.values())
    hops = [
        np.array([[400 * (n @ a @ n) * (n @ b @ n) + 150 * (n @ a @ b @ n) for b in Q] for a in Q])
        for n in directions()
    ]
    return triangular(TENSORS, np.diag([0, 300, 300, 80, 80]), hops)


def with_spin(H: Hamiltonian, field=(0.0, 0.0, 0.0)) -> Hamiltonian:
    bx, by, bz = field
    zeeman = np.array([[bz, bx - 1j * by], [bx + 1j * by, -bz]])
    hoppings = np.array([np.kron(np.eye(2), h) for h in H.hoppings])
    hoppings[(H.R == 0).all(axis=1)] += np.kron(zeeman, np.eye(H.size))
    both = tuple(replace(o, spin=s) for s in (1, -1) for o in H.orbitals)
    return replace(H, hoppings=hoppings, orbitals=both)


def honeycomb(staggered: float = 0.0, flux: float = 0.0, shift=(0.0, 0.0, 0.0)) -> Hamiltonian:
    """Haldane's model in pz; ``shift`` moves both atoms, in units of the cell."""
    hops = {(0, 0, 0): np.array([[staggered, 1000], [1000, -staggered]], dtype=complex)}
    for r in ((-1, 0, 0), (0, 1, 0)):
        hops[r] = np.array([[0, 1000], [0, 0]], dtype=complex)
        hops[tuple(-x for x in r)] = hops[r].T
    for r in ((1, 0, 0), (0, 1, 0), (-1, -1, 0)):
        for sign in (1, -1):
            at = tuple(sign * x for x in r)
            hops[at] = hops.get(at, np.zeros((2, 2), complex)) + 1j * sign * flux * np.diag([1, -1])
    places = np.array([(1 / 3, 2 / 3, 0), (2 / 3, 1 / 3, 0)]) + shift
    orbitals = tuple(Orbital("C", i, "pz", 0, tuple(r)) for i, r in enumerate(places))
    return Hamiltonian(CELL, np.array(list(hops)), np.array(list(hops.values())), orbitals)


@pytest.mark.parametrize("H", [p_shell(), d_shell()], ids=["p", "d"])
@pytest.mark.parametrize("spins", [False, True])
def test_shells_on_a_triangular_lattice_keep_all(H: Hamiltonian, spins: bool) -> None:
    found = symmetries(with_spin(H) if spins else H)
    assert found.holding(ROUNDING) == ALL
    assert found.threefold.compared == "elements"


def test_a_sign_of_one_orbital_is_noticed() -> None:
    H = d_shell()
    flip = np.diag([1, 1, 1, 1, -1])
    wrong = replace(H, hoppings=flip @ H.hoppings @ flip)
    assert symmetries(wrong).threefold.violation > 100
    # levels do not know the sign of a basis function
    nameless = replace(wrong, orbitals=tuple(Orbital(shape=f"w{i}") for i in range(5)))
    found = symmetries(nameless).threefold
    assert (found.compared, found.violation < ROUNDING) == ("levels", True)


@pytest.mark.parametrize(
    ("field", "kept"),
    [
        ((0, 0, 5.0), {"hermiticity", "inversion", "threefold axis", "mirror z"}),
        ((5.0, 0, 0), {"hermiticity", "inversion"}),
    ],
)
def test_a_field_breaks_what_it_should_by_twice_its_size(field, kept) -> None:
    found = symmetries(with_spin(d_shell(), field))
    assert set(found.holding(ROUNDING)) == kept
    # sigma -> -sigma: the element changes by 2 mu_B B
    assert found.time_reversal.violation == pytest.approx(10.0)
    if field[0]:
        assert found.mirror.violation == pytest.approx(10.0)
        # sigma_x turned by 120 degrees: |e^{2 pi i/3} - 1| = sqrt(3)
        assert found.threefold.violation == pytest.approx(5.0 * sqrt(3))


@pytest.mark.parametrize("shift", [(0.0, 0.0, 0.0), (0.21, -0.4, 0.13)])
def test_atoms_change_places(shift) -> None:
    assert symmetries(honeycomb(shift=shift)).holding(ROUNDING) == ALL
    found = symmetries(honeycomb(staggered=30.0, shift=shift))
    assert found.inversion.violation == pytest.approx(60.0)
    assert found.threefold.violation < ROUNDING
    found = symmetries(honeycomb(flux=20.0, shift=shift))
    assert found.time_reversal.violation == pytest.approx(40.0)
    assert found.inversion.violation < ROUNDING


def test_whatever_the_angle_of_the_lattice_vectors() -> None:
    H = three_band("MoS2")
    # a2 -> a1 + a2: the same lattice and the same electrons, its vectors at 60 degrees
    cell = H.cell.copy()
    cell[1] += cell[0]
    R = H.R.copy()
    R[:, 0] -= R[:, 1]
    turned = replace(H, cell=cell, R=R)
    assert symmetries(turned).holding(ROUNDING) == symmetries(H).holding(ROUNDING)
    mistaken = replace(H, cell=cell)
    assert symmetries(mistaken).threefold.violation > 100


def test_a_square_has_no_threefold_axis() -> None:
    H = replace(p_shell(), cell=3e-10 * np.diag([1.0, 1, 6]))
    found = symmetries(H).threefold
    assert (found.violation, found.compared) == (inf, "nothing")


def test_unknown_orbitals_leave_the_levels() -> None:
    H = dirac_valleys(gap=1000.0, velocity=3e-7, splitting=100.0)
    orbitals = tuple(replace(o, shape=f"w{o.atom}") for o in H.orbitals)
    found = symmetries(replace(H, orbitals=orbitals))
    assert found.time_reversal.compared == "elements"  # partners are known by their names
    assert found.inversion.compared == "levels"
    assert found.inversion.violation < ROUNDING  # E(k) = E(-k) by time reversal alone
    assert isnan(found.mirror.violation)
    assert "mirror z" not in found.holding(1e9)


def test_an_incomplete_shell_leaves_the_levels() -> None:
    H = p_shell()
    part = replace(H, hoppings=H.hoppings[:, :1, :1], orbitals=H.orbitals[:1])
    found = symmetries(part).threefold
    assert found.compared == "levels"
    assert found.violation > 100


def test_spins_without_partners() -> None:
    H = with_spin(d_shell())
    orbitals = (replace(H.orbitals[0], shape="s"), *H.orbitals[1:])
    assert symmetries(replace(H, orbitals=orbitals)).time_reversal.compared == "levels"


def test_without_a_cell_the_remedy() -> None:
    H = replace(p_shell(), cell=np.full((3, 3), np.nan))
    with pytest.raises(InputError, match="cell=.* in metres"):
        symmetries(H)
