"""Which symmetries a Hamiltonian has: measured on its elements, not assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, nan, pi

import numpy as np
from scipy.spatial.transform import Rotation

from ..core import Array, InputError
from ._angular_momentum import SHELLS, rotation, spin_rotation
from ._hamiltonian import Complex, Hamiltonian, Integers, Orbital, require_cell
from ._spins import partners

_SAMPLES = 24
_SAME_PLACE = 5e-12  # m: centres of Wannier functions stray from their atoms by about this much
_UNITARY = 1e-6

_THREEFOLD = Rotation.from_rotvec([0.0, 0.0, 2.0 * pi / 3.0]).as_matrix()
_INVERSION = -np.eye(3)
_MIRROR = np.diag([1.0, 1.0, -1.0])


@dataclass(frozen=True, slots=True)
class Symmetry:
    """How well one symmetry holds.

    Attributes
    ----------
    name
        ``time reversal``, ``threefold axis`` ...
    violation
        Largest difference of an element, or of a level where only levels could be compared, meV;
        inf where the lattice itself lacks the symmetry, nan where nothing can be said.
    compared
        ``elements``, ``levels`` or ``nothing``.
    note
        What was done, or why no more.
    """

    name: str
    violation: float
    compared: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Symmetries:
    """What ``symmetries`` measured: one `Symmetry` each."""

    hermiticity: Symmetry
    time_reversal: Symmetry
    inversion: Symmetry
    threefold: Symmetry
    mirror: Symmetry

    def holding(self, tolerance: float = 1.0) -> tuple[str, ...]:
        """Names of those that are violated by at most ``tolerance`` in meV."""
        every = (
            self.hermiticity,
            self.time_reversal,
            self.inversion,
            self.threefold,
            self.mirror,
        )
        return tuple(s.name for s in every if s.violation <= tolerance)


def symmetries(H: Hamiltonian) -> Symmetries:
    r"""How well a Hamiltonian keeps hermiticity, time reversal, inversion, C3 and a mirror.

    .. math:: H(\mathbf k) = U_{\mathbf k}^\dagger H(W\mathbf k)\,U_{\mathbf k},\qquad
              H(\mathbf R) = \Theta\,H^*(\mathbf R)\,\Theta^{-1}

    with :math:`U` made of what W does to the orbitals: real harmonics rotate, spins rotate, atoms
    change places (about whichever centre or axis serves best), and
    :math:`\Theta = i\sigma_y` with complex conjugation. Hermiticity and time reversal are
    compared on H(R), the others on H(k) at 24 points spread over the zone. The axis and the
    normal of the mirror lie along z.

    Where the shapes of the orbitals are unknown, or do not go over into one another, only levels
    are compared, :math:`E(\mathbf k)` with :math:`E(W\mathbf k)`: necessary, not sufficient. Of a
    mirror the levels of a layer say nothing.

    Raises
    ------
    InputError
        When the cell is unknown.

    Examples
    --------
    >>> from supra2d.bands import three_band
    >>> symmetries(three_band("MoS2", neighbours=3)).holding(1e-9)
    ('hermiticity', 'time reversal', 'threefold axis', 'mirror z')
    """
    require_cell(H, "rotations")
    return Symmetries(
        hermiticity=Symmetry("hermiticity", _skewness(H), "elements"),
        time_reversal=_time_reversal(H),
        inversion=_spatial(H, "inversion", _INVERSION),
        threefold=_spatial(H, "threefold axis", _THREEFOLD),
        mirror=_spatial(H, "mirror z", _MIRROR),
    )


def reversed_in_time(hoppings: Complex, partner: Integers, spin: Integers) -> Complex:
    """Theta H* Theta^-1 with Theta = i sigma_y; ``spin`` 0 leaves conjugation alone."""
    sign = np.where(spin < 0, -1.0, 1.0)
    swapped = hoppings[:, partner][:, :, partner].conj()
    return np.asarray(sign[:, None] * sign[None, :] * swapped)


def _skewness(H: Hamiltonian) -> float:
    index = {tuple(r): i for i, r in enumerate(H.R.tolist())}
    back = [index.get((-a, -b, -c)) for a, b, c in H.R.tolist()]
    return max(
        float(np.abs(h - (0.0 if j is None else H.hoppings[j].conj().T)).max())
        for h, j in zip(H.hoppings, back, strict=True)
    )


def _time_reversal(H: Hamiltonian) -> Symmetry:
    name = "time reversal"
    spin = np.array([o.spin for o in H.orbitals])
    try:
        partner = np.array(partners(H)) if spin.any() else np.arange(H.size)
    except InputError as error:
        k = _points(H)
        off = float(np.abs(H.eigenvalues(k) - H.eigenvalues(-k)).max())
        return Symmetry(name, off, "levels", error.got)
    off = float(np.abs(H.hoppings - reversed_in_time(H.hoppings, partner, spin)).max())
    return Symmetry(name, off, "elements", "the orbitals taken as real functions")


def _spatial(H: Hamiltonian, name: str, W: Array) -> Symmetry:
    k = _points(H)
    moved = k @ _in_basis(H.reciprocal, W)
    turned = _in_basis(H.cell, W)
    layer = np.array(H.periodic)
    image = turned[layer]
    if np.abs(image - np.rint(image)).max() > 1e-3 or np.abs(image[:, ~layer]).sum() > 1e-3:
        return Symmetry(name, inf, "nothing", "the lattice itself lacks it")
    before, after = H.matrices(k), H.matrices(moved)
    best = inf
    for U in _representations(H, W, moved):
        best = min(best, float(np.abs(before - U.conj().swapaxes(-1, -2) @ after @ U).max()))
    if best < inf:
        return Symmetry(name, best, "elements")
    note = "the orbitals are unknown, or do not go over into one another"
    if np.abs(moved - k).max() < 1e-9:
        return Symmetry(name, nan, "nothing", note)
    off = np.abs(np.linalg.eigvalsh(before) - np.linalg.eigvalsh(after)).max()
    return Symmetry(name, float(off), "levels", note)


def _representations(H: Hamiltonian, W: Array, moved: Array) -> Iterator[Complex]:
    """U(k) for each centre about which W takes all atoms to atoms."""
    shapes = _shape_overlaps(H, W)
    if shapes is None:
        return
    turn = _in_basis(H.cell, W)
    where = H.positions
    species = np.array([o.species for o in H.orbitals])
    first = np.unique(where[species == species[0]], axis=0)
    for target in first:
        apart = where @ turn + (target - where[0] @ turn)
        # lattice vector from each orbital b to the image of each a, where there is one
        steps = apart[None, :, :] - where[:, None, :]
        cells = np.rint(steps)
        meets = np.linalg.norm((steps - cells) @ H.cell, axis=-1) < _SAME_PLACE
        D = shapes * (meets & (species[:, None] == species[None, :]))
        if np.abs(D.conj().T @ D - np.eye(H.size)).max() < _UNITARY:
            yield D * np.exp(-2j * pi * np.tensordot(moved, cells, axes=(-1, -1)))


def _shape_overlaps(H: Hamiltonian, W: Array) -> Complex | None:
    """What W makes of shapes and spins, <b|W|a>, wherever the orbitals are; None if unknown."""
    shell = {shape: name for name, shapes in SHELLS.items() for shape in shapes}
    if not all(o.shape in shell for o in H.orbitals) or len({abs(o.spin) for o in H.orbitals}) > 1:
        return None
    shapes = {name: rotation(name, W) for name in SHELLS}
    spins = spin_rotation(W) if H.spinful else np.ones((1, 1))

    def overlap(b: Orbital, a: Orbital) -> complex:
        name = shell[a.shape]
        if shell[b.shape] != name:
            return 0.0
        row, column = SHELLS[name].index(b.shape), SHELLS[name].index(a.shape)
        return complex(shapes[name][row, column] * spins[int(b.spin < 0), int(a.spin < 0)])

    return np.array([[overlap(b, a) for a in H.orbitals] for b in H.orbitals])


def _in_basis(rows: Array, W: Array) -> Array:
    """W for row vectors in units of the given basis: x @ result."""
    return np.asarray(rows @ W.T @ np.linalg.inv(rows))


def _points(H: Hamiltonian) -> Array:
    """Points spread evenly over the zone, none of them special."""
    irrational = np.array([0.754877666247, 0.569840290998, 0.362949127])
    k = np.modf(0.137 + np.arange(1, _SAMPLES + 1)[:, None] * irrational)[0]
    return np.asarray(np.where(H.periodic, k, 0.0))
