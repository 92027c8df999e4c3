"""Where the occupied states sit along a lattice vector: Wilson loops and their flow."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import pi

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError
from ._gap import check_occupied, closed, point
from ._hamiltonian import Complex, Hamiltonian

_SAME = 1e-9  # of the largest element of H(R): levels that are closer are one
_MOVE = 0.3  # of the widest free stretch: centres that move less cannot have passed through it
_LEAST = 2.0**-14  # of the way: lines that are closer and still do not connect never will
_STEPS = (8, 4096)  # of a loop: the first try and the last one


@dataclass(frozen=True)
class WannierFlow:
    """Hybrid Wannier centres along one lattice vector as another momentum runs.

    Attributes
    ----------
    loop, pump
        Number of the lattice vector the centres are counted along, and of the momentum that runs.
    at
        First momentum, shape (3,).
    run
        Momenta from the first one on, in units of the reciprocal vector, shape (lines,).
    centres
        In units of the lattice vector, in [0, 1) and ascending, shape (lines, occupied).
    tolerance
        Twice the points on a loop move no centre by more than this.
    """

    loop: int
    pump: int
    at: Array
    run: Array
    centres: Array
    tolerance: float

    @property
    def crossings(self) -> int:
        """How often centres pass through the middle of the widest stretch that is free of them."""
        return sum(
            _between(_widest(before)[0], _widest(after)[0], after)
            for before, after in pairwise(self.centres)
        )

    @property
    def winding(self) -> float:
        """By how many lattice vectors the sum of the centres moves; a Chern number over a zone."""
        total = self.centres.sum(axis=1)
        steps = np.diff(total)
        return float((steps - np.round(steps)).sum())


def wannier_centres(
    H: Hamiltonian, occupied: int, k: npt.ArrayLike, axis: int, *, tolerance: float = 2e-3
) -> Array:
    r"""Hybrid Wannier centres along a lattice vector, in its units, in [0, 1), ascending.

    .. math:: W = \prod_i \mathcal U\!\left[u^\dagger(\mathbf k_i)\,
              e^{-2\pi i(\mathbf k_{i+1}-\mathbf k_i)\mathbf r}\,u(\mathbf k_{i+1})\right],\qquad
              x_j = -\arg w_j/2\pi

    with the occupied states u, the centres r of the orbitals and the unitary part of each overlap;
    w_j are the eigenvalues of W.

    Parameters
    ----------
    H
        Any gapped Hamiltonian; the gap may be an indirect overlap.
    occupied
        Number of occupied bands.
    k
        Start of the loop, in units of the reciprocal vectors, shape (3,).
    axis
        Number of the lattice vector: 0, 1 or 2.
    tolerance
        The points on the loop are doubled until no centre moves by more.

    Raises
    ------
    InputError
        When the gap is closed at a point of the loop, or 4096 points do not suffice.

    Notes
    -----
    Source key ``soluyanov2011``.

    Examples
    --------
    One electron on the strong bond of a chain whose strong bonds join the cells sits on the
    border of the cells; both orbitals are at its middle here.

    >>> from supra2d.bands import Orbital
    >>> R = np.array([[0, 0, 0], [1, 0, 0], [-1, 0, 0]])
    >>> hop = 100.0 * np.array([[0, 1], [0, 0]])
    >>> middle = Orbital(position=(0.5, 0.0, 0.0))
    >>> chain = Hamiltonian(1e-9 * np.eye(3), R, np.array([0.7 * (hop + hop.T), hop.T, hop]) + 0j,
    ...                     (middle, middle), periodic=(True, False, False))
    >>> float(np.abs((wannier_centres(chain, 1, (0, 0, 0), 0) + 0.5) % 1.0 - 0.5).round(9)[0])
    0.0
    """
    check_occupied(H, occupied)
    way = np.eye(3)[axis]
    steps, most = _STEPS
    start = np.asarray(k, dtype=float)
    states = _occupied(H, occupied, start + np.arange(steps)[:, None] / steps * way)
    centres = _loop(states, H.positions[:, axis])
    while steps < most:
        middles = start + (np.arange(steps)[:, None] + 0.5) / steps * way
        states = np.stack([states, _occupied(H, occupied, middles)], axis=1)
        states = states.reshape(2 * steps, H.size, occupied)
        steps *= 2
        before, centres = centres, _loop(states, H.positions[:, axis])
        if _movement(before, centres) <= tolerance:
            return centres
    raise InputError(
        f"the Wannier centres of a loop through k = {point(start)} along vector {axis + 1} have "
        f"not settled to {tolerance:g} with {steps} points",
        f"a gap above band {occupied} that is open on the loop",
        "look at the bands there",
    )


def wannier_flow(
    H: Hamiltonian,
    occupied: int,
    *,
    loop: int = 1,
    pump: int = 0,
    at: npt.ArrayLike = (0.0, 0.0, 0.0),
    span: float = 0.5,
    lines: int = 9,
    tolerance: float = 2e-3,
) -> WannierFlow:
    """Centres along one vector while another momentum runs, with lines added until they connect.

    Two neighbouring lines connect when no centre moves by more than 0.3 of the widest stretch
    free of centres, and the middle of that stretch on the one stays as far from the centres of
    the other.

    Parameters
    ----------
    H, occupied
        As of `wannier_centres`.
    loop, pump
        Numbers of the lattice vectors.
    at
        First momentum, shape (3,), in units of the reciprocal vectors.
    span
        How far the momentum runs: 0.5 for a Z2 index, 1 for a Chern number.
    lines
        To begin with.
    tolerance
        Of each loop.

    Raises
    ------
    InputError
        When the gap closes or the centres jump.
    """
    first = np.asarray(at, dtype=float)

    def centres(run: float) -> Array:
        k = first + run * np.eye(3)[pump]
        return wannier_centres(H, occupied, k, loop, tolerance=tolerance)

    ahead = [(float(run), centres(float(run))) for run in np.linspace(span, 0.0, lines)]
    done = [ahead.pop()]
    while ahead:
        (last, before), (run, after) = done[-1], ahead[-1]
        if _connect(before, after):
            done.append(ahead.pop())
        elif abs(run - last) > _LEAST * abs(span):
            middle = 0.5 * (last + run)
            ahead.append((middle, centres(middle)))
        else:
            raise InputError(
                f"the Wannier centres jump at k = {point(first + run * np.eye(3)[pump])}",
                f"a gap above band {occupied} that is open there",
                "look at the bands near it",
            )
    runs, lines_done = zip(*done, strict=True)
    return WannierFlow(loop, pump, first, np.array(runs), np.array(lines_done), tolerance)


def _occupied(H: Hamiltonian, occupied: int, k: Array) -> Complex:
    energies, states = H.eigenstates(k)
    gaps = energies[:, occupied] - energies[:, occupied - 1]
    worst = int(np.argmin(gaps))
    if gaps[worst] < _SAME * float(np.abs(H.hoppings).max()):
        raise closed(occupied, float(gaps[worst]), k[worst])
    return states[..., :occupied]


def _loop(states: Complex, positions: Array) -> Array:
    """Centres from the occupied states on a closed loop of evenly spaced points."""
    shift = np.exp(-2j * pi * positions / len(states))[:, None]
    overlaps = states.conj().swapaxes(-1, -2) @ (shift * np.roll(states, -1, axis=0))
    left, _, right = np.linalg.svd(overlaps)
    total = np.eye(states.shape[-1], dtype=complex)
    for link in left @ right:
        total = total @ link
    centres = -np.angle(np.linalg.eigvals(total)) / (2.0 * pi) % 1.0
    return np.sort(centres % 1.0)  # twice: -1e-17 % 1 is 1


def _movement(a: Array, b: Array) -> float:
    """Largest way between two ascending sets on a circle, matched as well as they can be."""
    n = len(a)
    turned = b[(np.arange(n)[:, None] + np.arange(n)[None, :]) % n]
    return float(np.abs((turned - a + 0.5) % 1.0 - 0.5).max(axis=1).min())


def _widest(centres: Array) -> tuple[float, float]:
    """Middle and width of the widest stretch without a centre."""
    widths = np.diff(np.append(centres, centres[0] + 1.0))
    i = int(np.argmax(widths))
    return float((centres[i] + 0.5 * widths[i]) % 1.0), float(widths[i])


def _connect(a: Array, b: Array) -> bool:
    (middle_a, width_a), (middle_b, width_b) = _widest(a), _widest(b)
    if _movement(a, b) > _MOVE * min(width_a, width_b):
        return False
    near_a = np.abs((b - middle_a + 0.5) % 1.0 - 0.5).min()
    near_b = np.abs((a - middle_b + 0.5) % 1.0 - 0.5).min()
    return bool(near_a > _MOVE * width_a and near_b > _MOVE * width_b)


def _between(first: float, second: float, centres: Array) -> int:
    low, high = min(first, second), max(first, second)
    return int(((centres > low) & (centres < high)).sum())
