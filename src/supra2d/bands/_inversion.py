"""Inversion as an operator on orbitals: its centre is found, and how well it holds measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import pi

import numpy as np
import numpy.typing as npt

from ..core import Array, InputError
from ._gap import point
from ._hamiltonian import Complex, Hamiltonian, Integers, require_cell

_APART = 0.03  # of the shortest lattice vector: 0.1 angstrom between an image and its orbital
_SIGNS = {"s": 1, "p": -1, "d": 1, "f": -1}
# Momenta without any symmetry, at which H(-k) is compared with the image of H(k).
_TRIALS = np.array([[0.137, 0.311, 0.229], [0.419, -0.173, 0.087], [-0.271, 0.053, 0.373]])


@dataclass(frozen=True)
class Inversion:
    r"""Inversion about a centre as an operator on orbitals.

    .. math:: P\,|a, \mathbf k\rangle = \eta_a\,e^{2\pi i\,\mathbf k\cdot\mathbf T_a}\,
              |a', -\mathbf k\rangle,\qquad
              \mathbf T_a = 2\mathbf c - \mathbf r_a - \mathbf r_{a'}

    Attributes
    ----------
    centre
        In units of the lattice vectors, shape (3,).
    image
        Orbital a' that each orbital is mapped on, shape (N,).
    signs
        1 for s and d, -1 for p and f, shape (N,).
    shifts
        Cell T in which the image lies, shape (N, 3).
    defect
        Largest element of H(-k) P - P H(k) seen, meV.
    """

    centre: Array
    image: Integers
    signs: Array
    shifts: Array
    defect: float = 0.0

    def matrix(self, k: npt.ArrayLike) -> Complex:
        """P(k) from states at k to states at -k, shape (N, N); k of shape (3,)."""
        N = len(self.image)
        found = np.zeros((N, N), dtype=complex)
        phases = np.exp(2j * pi * (self.shifts @ np.asarray(k, dtype=float)))
        found[self.image, np.arange(N)] = self.signs * phases
        return found


def inversion(
    H: Hamiltonian, centre: npt.ArrayLike | None = None, *, tolerance: float = 1e-4
) -> Inversion:
    """The inversion that maps the Hamiltonian on itself.

    Without a centre all midpoints between like orbitals are tried; those half a lattice vector
    apart are equivalent.

    Parameters
    ----------
    H
        With orbitals whose shapes are known: s, p.., d.., f..
    centre
        In units of the lattice vectors, shape (3,).
    tolerance
        Departure that passes for rounding, of the largest element of H(R).

    Raises
    ------
    InputError
        When a shape is unknown, or inversion is no symmetry.
    """
    require_cell(H, "images of orbitals")
    signs = _orbital_signs(H)
    given = None if centre is None else np.asarray(centre, dtype=float)
    candidates = list(_centres(H)) if given is None else [given]
    mapped = [found for c in candidates if (found := _mapping(H, c, signs)) is not None]
    measured = [_measured(H, found) for found in mapped]
    where = f"about {point(given)}" if given is not None else "about any centre"
    if not measured:
        raise _no_inversion(f"the orbitals do not lie symmetric {where}")
    best = min(measured, key=lambda found: found.defect)
    if best.defect > tolerance * float(np.abs(H.hoppings).max()):
        raise _no_inversion(f"inversion {where} is broken by {best.defect:.3g} meV")
    return best


def _no_inversion(got: str) -> InputError:
    return InputError(got, "a centre of inversion", "use Wilson loops, which need none")


def _orbital_signs(H: Hamiltonian) -> Array:
    unknown = sorted({o.shape for o in H.orbitals if o.shape[:1] not in _SIGNS})
    if unknown:
        raise InputError(
            f"orbitals of unknown parity: {', '.join(repr(shape) for shape in unknown)}",
            "shapes s, px, dz2 and the like",
            "name the shapes of the orbitals",
        )
    return np.array([float(_SIGNS[o.shape[:1]]) for o in H.orbitals])


def _centres(H: Hamiltonian) -> Iterator[Array]:
    """Midpoints between one orbital of the rarest kind and each of its kind."""
    kinds = [(o.species, o.shape, o.spin) for o in H.orbitals]
    rarest = min(Counter(kinds).items(), key=lambda item: item[1])[0]
    places = H.positions[[kind == rarest for kind in kinds]]
    wrap = np.array(H.periodic)
    for place in places:
        centre = 0.5 * (places[0] + place)
        # half a lattice vector further is the same symmetry: keep the one nearest to the origin
        yield np.where(wrap, centre - 0.5 * np.floor(2.0 * centre + 1e-6), centre)


def _mapping(H: Hamiltonian, centre: Array, signs: Array) -> Inversion | None:
    """Each orbital to the one at its image, or None where one has none."""
    near = _APART * np.linalg.norm(H.cell, axis=1).min()
    wrap = np.array(H.periodic)
    apart = 2.0 * centre - H.positions[:, None, :] - H.positions[None, :, :]
    shifts = np.where(wrap, np.round(apart), 0.0)
    distance = np.linalg.norm((apart - shifts) @ H.cell, axis=-1)
    image = np.full(H.size, -1, dtype=np.int64)
    for a, o in enumerate(H.orbitals):
        alike = [
            b
            for b, p in enumerate(H.orbitals)
            if (p.species, p.shape, p.spin) == (o.species, o.shape, o.spin)
            and distance[a, b] < near
            and b not in image[:a]
        ]
        if not alike:
            return None
        image[a] = min(alike, key=lambda b: distance[a, b])
    return Inversion(centre, image, signs, shifts[np.arange(H.size), image])


def _measured(H: Hamiltonian, found: Inversion) -> Inversion:
    wrap = np.array(H.periodic)
    defects = []
    for k in _TRIALS * wrap:
        P = found.matrix(k)
        defects.append(float(np.abs(H.matrices(-k) @ P - P @ H.matrices(k)).max()))
    return replace(found, defect=max(defects))
