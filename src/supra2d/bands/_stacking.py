r"""Stacks of layers with hopping between them, made from the Hamiltonian of one layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import exp

import numpy as np

from ..core import Array, InputError
from ._angular_momentum import SHELLS, angular_momentum, rotation, shell_of, spin_rotation
from ._hamiltonian import Complex, Hamiltonian, Orbital
from ._structures import Layer, stacking_of
from ._terms import doped, with_layer_potential

#: Hopping in meV from one orbital to another by the vectors between them, m, shape (n, 3) -> (n,).
Interlayer = Callable[[Orbital, Orbital, Array], Array]

_HALF_TURN = np.diag([-1.0, -1.0, 1.0])


@dataclass(frozen=True, slots=True)
class SlaterKoster:
    r"""Two-centre hopping between orbitals of one shell, decaying exponentially.

    .. math:: t_{ab}(\mathbf r) = e^{-(r-r_0)/\ell}\sum_m V_m
              \langle a|P_m(\hat{\mathbf r})|b\rangle

    with :math:`P_m` on the states of :math:`(\mathbf L\cdot\hat{\mathbf r})^2 = m^2`: sigma, pi,
    delta bonds. Source key ``slater1954``.

    Attributes
    ----------
    integrals
        :math:`V_\sigma, V_\pi, V_\delta` in meV: one for an s shell, two for p, three for d. All
        equal, they make a hopping between equal orbitals only.
    distance
        :math:`r_0` where they hold, m.
    decay
        :math:`\ell`, m; infinite for none.
    reach
        Longest bond, m.
    species
        Atoms that it joins; all that have the shell by default.
    """

    integrals: tuple[float, ...]
    distance: float
    decay: float
    reach: float
    species: str | None = None

    @property
    def shell(self) -> str:
        """The shell, by the number of integrals."""
        return ("s", "p", "d")[len(self.integrals) - 1]

    def __call__(self, a: Orbital, b: Orbital, vectors: Array) -> Array:
        """Hopping in meV from ``a`` to ``b``; vectors in m, shape (n, 3)."""
        found = np.zeros(len(vectors))
        if any(self.species not in (None, o.species) or shell_of(o) != self.shell for o in (a, b)):
            return found
        lengths = np.linalg.norm(vectors, axis=1)
        near = lengths <= self.reach
        if not near.any():
            return found
        shapes = SHELLS[self.shell]
        bonds = self.matrices(vectors[near] / lengths[near, None])
        fall = np.array([exp(-(r - self.distance) / self.decay) for r in lengths[near]])
        found[near] = fall * bonds[:, shapes.index(a.shape), shapes.index(b.shape)]
        return found

    def matrices(self, directions: Array) -> Array:
        """Hoppings of the whole shell along unit vectors, meV, shape (n, 3) -> (n, N, N)."""
        along = np.einsum("ni,iab->nab", directions, angular_momentum(self.shell))
        square: Array = (along @ along).real
        one = np.eye(len(SHELLS[self.shell]))
        total: Array = np.zeros_like(square)
        for m, V in enumerate(self.integrals):
            projector: Array = np.broadcast_to(one, square.shape)
            for other in range(len(self.integrals)):
                if other != m:
                    projector = projector @ (square - other**2 * one) / (m**2 - other**2)
            total += V * projector
        return total


def stacked(
    hamiltonian: Hamiltonian,
    stacking: str,
    *,
    interlayer: Interlayer,
    spacing: float,
    reach: float = 1e-9,
    octahedral: Hamiltonian | None = None,
    bulk: bool = False,
) -> Hamiltonian:
    """A stack of layers with hopping between neighbours.

    Layers that are turned are turned by half a turn about the normal, which in a layer 1H is the
    same as inversion: the 2H bilayer has a centre between its layers. The chemical potential is
    that of the layer until it is solved for again.

    Parameters
    ----------
    hamiltonian
        One layer 1H; it repeats in the plane. Its orbitals are real s, p, d orbitals. Where only
        the metal carries orbitals, the layer is taken to be AbA.
    stacking
        Name in ``STACKINGS``: ``2H``, ``2Hc``, ``3R``, ``4Ha``, ``4Hb``.
    interlayer
        Hopping from an orbital to one in the next layer; a ``SlaterKoster`` or a function of two
        orbitals and the vectors between them.
    spacing
        From metal plane to metal plane, m.
    reach
        Longest bond that ``interlayer`` is asked for, m.
    octahedral
        The layer 1T of 4Hb. Without it layers T carry no states: neighbours are then the layers H
        on both sides, two spacings apart.
    bulk
        Whether the sequence repeats along z; else it is a stack of one period.

    Raises
    ------
    NameUnknownError
        For a stacking or an orbital that is not known.
    InputError
        For a Hamiltonian that is no layer with threefold sites, or no states in the stack.

    Examples
    --------
    A bilayer whose layers do not meet has each band of the layer twice:

    >>> import numpy as np
    >>> from supra2d.bands import Hamiltonian, Orbital
    >>> cell = 3e-10 * np.array([[1, 0, 0], [-0.5, 0.75**0.5, 0], [0, 0, 5]])
    >>> level = np.array([[[7.0 + 0j]]])
    >>> one = Hamiltonian(cell, np.zeros((1, 3), int), level, (Orbital(shape="s"),))
    >>> none = SlaterKoster((0.0,), 6e-10, 1e-10, 7e-10)
    >>> stacked(one, "2H", interlayer=none, spacing=6e-10).eigenvalues([0, 0, 0]).tolist()
    [7.0, 7.0]
    """
    sequence = stacking_of(stacking)
    parts = [
        (n, layer, hamiltonian if layer.kind == "H" else octahedral)
        for n, layer in enumerate(sequence)
    ]
    placed = [_place(one, layer, n * spacing) for n, layer, one in parts if one is not None]
    joins = [(i, i + 1, interlayer) for i in range(len(placed) - 1)]
    if bulk:
        joins.append((len(placed) - 1, 0, interlayer))
    text = " ".join(layer.letters() for layer in sequence)
    return _joined(
        placed,
        joins,
        period=len(sequence) * spacing,
        reach=reach,
        bulk=bulk,
        name=f"{hamiltonian.name}-{stacking}-{'bulk' if bulk else 'stack'}",
        note=f"{stacking}, {text}, {spacing:g} m from layer to layer",
    )


def misfit(
    hamiltonian: Hamiltonian,
    stacking: str,
    *,
    interlayer: Interlayer,
    through: Interlayer,
    spacing: float,
    spacer: float,
    electrons: float,
    potentials: Sequence[float] = (),
    reach: float = 2e-9,
) -> Hamiltonian:
    """Layers between the layers of a misfit compound such as (LaSe)1.14(NbSe2)2, repeating.

    The neighbour does not share the lattice. What it does to the layers is kept: it gives them
    electrons (rigid bands), lifts their energies, and lets electrons hop through.

    Parameters
    ----------
    hamiltonian
        One layer 1H.
    stacking
        Of the layers between two spacers: ``1H`` for one of them, or a name in ``STACKINGS``.
    interlayer, through
        Hopping between layers that touch, and between those on both sides of the spacer.
    spacing, spacer
        From metal plane to metal plane: of layers that touch, and across the spacer, m.
    electrons
        Given to each layer, per cell of the layer. The chemical potential is that of a layer so
        doped until it is solved for again.
    potentials
        Of the layers in meV, from below; none by default.
    reach
        Longest bond that the hoppings are asked for, m.

    Raises
    ------
    InputError
        For a stacking with layers T, and as ``doped`` and ``stacked`` do.
    """
    sequence = (Layer("H", False, 0),) if stacking == "1H" else stacking_of(stacking)
    if any(layer.kind != "H" for layer in sequence):
        raise InputError(
            f"{stacking} between spacers", "layers 1H alone", "choose 1H, 2H, 2Hc, 3R or 4Ha"
        )
    one = doped(hamiltonian, electrons)
    placed = [_place(one, layer, n * spacing) for n, layer in enumerate(sequence)]
    joins = [(i, i + 1, interlayer) for i in range(len(placed) - 1)]
    joins.append((len(placed) - 1, 0, through))
    found = _joined(
        placed,
        joins,
        period=(len(sequence) - 1) * spacing + spacer,
        reach=reach,
        bulk=True,
        name=f"{hamiltonian.name}-{stacking}-misfit",
        note=f"{stacking} between spacers, {spacer:g} m across, rigid neighbour",
    )
    return with_layer_potential(found, potentials) if len(potentials) else found


@dataclass(frozen=True, slots=True)
class _Placed:
    """A layer where it lies: its Hamiltonian, turned, and the centres in Cartesian m."""

    one: Hamiltonian
    centres: Array


def _place(one: Hamiltonian, layer: Layer, height: float) -> _Placed:
    """Turn a layer if need be and put its metal on its site, at a height in m."""
    if one.periodic != (True, True, False) or np.abs(one.cell[:2, 2]).max() > 1e-15:
        raise InputError(
            f"{one.name or 'the Hamiltonian'} is not one layer in the plane of x and y",
            "a layer that repeats along the first two vectors",
            "start from the Hamiltonian of a monolayer",
        )
    step = _threefold(one.cell)
    places = one.positions.copy()
    places[:, 2] -= np.round(places[:, 2] - places[0, 2])  # an atom may lie in the next image
    centres = places @ one.cell
    metal = centres[int(np.argmin(np.abs(centres[:, 2] - _middle(centres[:, 2]))))]
    centres = centres - metal
    turned = layer.turned ^ _is_turned(one, centres, step)
    if turned:
        one = _half_turned(one)
        centres = centres @ _HALF_TURN
    return _Placed(one, centres + layer.site * step + [0.0, 0.0, height])


def _middle(heights: Array) -> float:
    return 0.5 * float(heights.min() + heights.max())


def _threefold(cell: Array) -> Array:
    """From the site A to the site B of a hexagonal lattice, Cartesian m."""
    a, b = cell[0], cell[1]
    if a @ b > 0.0:  # 60 degrees: take the pair at 120
        b = b - a
    step = np.asarray(a / 3.0 + 2.0 * b / 3.0)
    if abs(np.linalg.norm(a) - np.linalg.norm(b)) > 0.01 * np.linalg.norm(a) or (
        abs(a @ b + 0.5 * (a @ a)) > 0.01 * (a @ a)
    ):
        raise InputError(
            "a cell that is not hexagonal",
            "two equal lattice vectors at 60 or 120 degrees",
            "stack a hexagonal layer",
        )
    return step


def _is_turned(one: Hamiltonian, centres: Array, step: Array) -> bool:
    """Whether the upper chalcogens lie at +step from the metal; AbA has them at -step."""
    top = centres[int(np.argmax(centres[:, 2]))]
    if top[2] < 1e-11:  # only the metal plane carries orbitals
        return False
    sites = (top[:2] - np.array([[-1.0], [1.0]]) * step[:2]) @ np.linalg.inv(one.cell[:2, :2])
    away = np.abs(sites - np.round(sites)).max(axis=1)
    if away.min() > 0.05:
        raise InputError(
            f"the upper atoms of {one.name or 'the layer'} lie above no threefold site",
            "a layer 1H or 1T",
            "stack an undistorted layer",
        )
    return bool(away[1] < away[0])


def _half_turned(one: Hamiltonian) -> Hamiltonian:
    """The layer after half a turn about z, in orbitals along the same axes as before."""
    turn = {shell: np.diag(rotation(shell, _HALF_TURN)) for shell in SHELLS}
    up, down = np.diag(spin_rotation(_HALF_TURN))
    of_spin = {1: up, -1: down, 0: 1.0}
    factors = np.array(
        [
            turn[shell_of(o)][SHELLS[shell_of(o)].index(o.shape)] * of_spin[o.spin]
            for o in one.orbitals
        ]
    )
    return replace(
        one,
        R=one.R * np.array([-1, -1, 1]),
        hoppings=factors[:, None] * one.hoppings * factors.conj(),
    )


def _joined(
    placed: Sequence[_Placed],
    joins: Sequence[tuple[int, int, Interlayer]],
    *,
    period: float,
    reach: float,
    bulk: bool,
    name: str,
    note: str,
) -> Hamiltonian:
    """Layers in one cell with hopping along the joins; a join backwards goes one cell up."""
    if not placed:
        raise InputError("a stack in which no layer carries states", "a layer H", "choose another")
    first = placed[0].one
    extent = period if bulk else period + float(first.cell[2, 2])
    cell = np.array([first.cell[0], first.cell[1], [0.0, 0.0, extent]])
    starts = np.cumsum([0] + [p.one.size for p in placed])
    blocks: dict[tuple[int, int, int], Complex] = {}

    def block(r: tuple[int, int, int]) -> Complex:
        return blocks.setdefault(r, np.zeros((starts[-1], starts[-1]), dtype=complex))

    for start, p in zip(starts, placed, strict=False):
        own = slice(start, start + p.one.size)
        for (u, v, _), matrix in zip(p.one.R.tolist(), p.one.hoppings, strict=True):
            block((u, v, 0))[own, own] += matrix
    for i, j, hopping in joins:
        up = 1 if j <= i else 0
        for r, matrix in _hoppings(placed[i], placed[j], hopping, cell, up, reach).items():
            here, there = slice(starts[i], starts[i + 1]), slice(starts[j], starts[j + 1])
            block(r)[here, there] += matrix
            block((-r[0], -r[1], -r[2]))[there, here] += matrix.conj().T
    centres = np.vstack([p.centres for p in placed]) @ np.linalg.inv(cell)
    electrons = [p.one.electrons for p in placed]
    orbitals = _orbitals(placed, centres)
    order = sorted(range(len(orbitals)), key=lambda i: -orbitals[i].spin)  # all up, then all down
    return Hamiltonian(
        cell=cell,
        R=np.array(list(blocks), dtype=np.int64),
        hoppings=np.array(list(blocks.values()))[:, order][:, :, order],
        orbitals=tuple(orbitals[i] for i in order),
        periodic=(True, True, bulk),
        electrons=None if None in electrons else float(sum(e or 0.0 for e in electrons)),
        chemical_potential=first.chemical_potential,
        name=name,
        origin={**first.origin, "stacking": note},
    )


def _hoppings(
    lower: _Placed, upper: _Placed, hopping: Interlayer, cell: Array, up: int, reach: float
) -> dict[tuple[int, int, int], Complex]:
    """Blocks between two layers by R, from the lower to the upper one; spins are kept."""
    apart = upper.centres[None, :, :] - lower.centres[:, None, :] + up * cell[2]
    offset = np.abs(apart[..., :2] @ np.linalg.inv(cell[:2, :2])).max()
    n = int(np.ceil(offset + 1.2 * reach / np.linalg.norm(cell[0]))) + 1
    cells = np.array([(u, v, 0) for u, v in product(range(-n, n + 1), repeat=2)])
    found = np.zeros((len(cells), lower.one.size, upper.one.size), dtype=complex)
    for a, left in enumerate(lower.one.orbitals):
        for b, right in enumerate(upper.one.orbitals):
            if left.spin != right.spin:
                continue
            vectors = apart[a, b] + cells @ cell
            near = np.linalg.norm(vectors, axis=1) <= reach
            if near.any():
                found[near, a, b] = hopping(left, right, vectors[near])
    kept = np.abs(found).max(axis=(1, 2)) > 0.0
    return {
        (int(u), int(v), up): matrix
        for (u, v, _), matrix in zip(cells[kept], found[kept], strict=True)
    }


def _orbitals(placed: Sequence[_Placed], centres: Array) -> tuple[Orbital, ...]:
    """The bases one after another, atoms numbered on."""
    found: list[Orbital] = []
    atoms = 0
    for p in placed:
        for o in p.one.orbitals:
            place = tuple(centres[len(found)].tolist())
            atom = o.atom + atoms if o.atom >= 0 else -1
            found.append(replace(o, atom=atom, position=place))
        atoms += 1 + max(o.atom for o in p.one.orbitals)
    return tuple(found)
