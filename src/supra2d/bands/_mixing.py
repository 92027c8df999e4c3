"""Alloys as virtual crystals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..core import InputError
from ._hamiltonian import Hamiltonian, Orbital

_CELL = 0.06  # of a lattice constant: NbSe2 with TaS2 (4 %) mixes, another structure does not
_PLACE = 0.1  # of a cell vector: relaxation moves atoms less, another origin moves them more


def mixed(first: Hamiltonian, second: Hamiltonian, x: float) -> Hamiltonian:
    r"""Virtual crystal of two compounds with one structure.

    .. math:: H(\mathbf R) = (1 - x)\,H_1(\mathbf R) + x\,H_2(\mathbf R)

    Cell, centres of orbitals and number of electrons go linearly too, and so does the chemical
    potential, which has to be solved for again.

    Valid where disorder broadens the bands little. The zeros of energy of the two may differ: a
    shift of one moves all levels of the mixture alike.

    Parameters
    ----------
    first, second
        Same orbitals up to the species, in any order; cells that agree within 6 %.
    x
        Share of ``second``, 0 to 1.

    Raises
    ------
    InputError
        For a share outside 0 to 1, or bases, cells or directions of repetition that differ.
    """
    if not 0.0 <= x <= 1.0:
        raise InputError(f"a share of {x:g}", "a number from 0 to 1", "give x of the second one")
    second = _in_order_of(first, second)
    _check_cells(first, second)
    cells = sorted({tuple(r) for h in (first, second) for r in h.R.tolist()})
    index = {r: i for i, r in enumerate(cells)}
    hoppings = np.zeros((len(cells), first.size, first.size), dtype=complex)
    for share, h in ((1.0 - x, first), (x, second)):
        for r, matrix in zip(h.R.tolist(), h.hoppings, strict=True):
            hoppings[index[tuple(r)]] += share * matrix
    known = first.electrons is not None and second.electrons is not None
    return replace(
        first,
        cell=(1.0 - x) * first.cell + x * second.cell,
        R=np.array(cells, dtype=np.int64),
        hoppings=hoppings,
        orbitals=_orbitals(first, second, x),
        electrons=(1.0 - x) * (first.electrons or 0.0) + x * (second.electrons or 0.0)
        if known
        else None,
        chemical_potential=(1.0 - x) * first.chemical_potential + x * second.chemical_potential,
        name=f"{first.name}({1.0 - x:g})-{second.name}({x:g})",
        origin={
            **{f"{first.name} {key}": text for key, text in first.origin.items()},
            **{f"{second.name} {key}": text for key, text in second.origin.items()},
            "mixing": f"virtual crystal, {1.0 - x:g} of {first.name} and {x:g} of {second.name}",
        },
    )


def _in_order_of(first: Hamiltonian, second: Hamiltonian) -> Hamiltonian:
    """``second`` with its basis in the order of ``first``."""
    wanted = [(o.atom, o.shape, o.spin) for o in first.orbitals]
    given = [(o.atom, o.shape, o.spin) for o in second.orbitals]
    if wanted == given:
        return second
    if sorted(wanted) != sorted(given) or len(set(given)) < len(given):
        odd = next((k for k in wanted if k not in given), None) or next(
            (k for k in given if k not in wanted), given[0]
        )
        raise InputError(
            f"{first.name} and {second.name} have different orbitals, such as {odd[1]} on atom "
            f"{odd[0]}",
            "the same orbitals on the same atoms",
            "make both Hamiltonians with the same projections",
        )
    order = [given.index(key) for key in wanted]
    return replace(
        second,
        hoppings=second.hoppings[:, order][:, :, order],
        orbitals=tuple(second.orbitals[i] for i in order),
    )


def _check_cells(first: Hamiltonian, second: Hamiltonian) -> None:
    if first.periodic != second.periodic:
        raise InputError(
            f"{first.name} repeats along {first.periodic} and {second.name} along "
            f"{second.periodic}",
            "two layers, or two bulk crystals",
            "choose the same form of both compounds",
        )
    along = np.array(first.periodic)
    scale = np.linalg.norm(first.cell, axis=1)[along]
    off = np.linalg.norm(second.cell - first.cell, axis=1)[along] / scale
    if off.max(initial=0.0) > _CELL:
        raise InputError(
            f"the cells of {first.name} and {second.name} differ by {100 * off.max():.0f} %",
            f"cells within {100 * _CELL:.0f} %, turned the same way",
            "choose the same structure and axes for both compounds",
        )
    # centres further apart than this lie in different cells, and then H(R) do not correspond
    apart = (second.positions - first.positions)[:, along]
    if np.abs(apart).max(initial=0.0) > _PLACE:
        o = first.orbitals[int(np.argmax(np.abs(apart).max(axis=1)))]
        raise InputError(
            f"the orbital {o.species} {o.shape} lies elsewhere in {second.name} than in "
            f"{first.name}",
            "the same places in the cell",
            "shift the origin of one of them",
        )


def _orbitals(first: Hamiltonian, second: Hamiltonian, x: float) -> tuple[Orbital, ...]:
    """Orbitals of the virtual atoms, each at the centre between both."""
    here, there = first.positions @ first.cell, second.positions @ second.cell
    cell = (1.0 - x) * first.cell + x * second.cell
    middle = ((1.0 - x) * here + x * there) @ np.linalg.inv(cell)
    found = []
    for a, b, place in zip(first.orbitals, second.orbitals, middle.tolist(), strict=True):
        alike = a.species == b.species
        species = a.species if alike else f"{a.species}{1.0 - x:g}{b.species}{x:g}"
        found.append(replace(a, species=species, position=tuple(place)))
    return tuple(found)
