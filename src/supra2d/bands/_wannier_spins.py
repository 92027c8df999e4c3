"""The order of spins in a file that does not say it, found by time reversal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..core import InputError
from ._hamiltonian import Hamiltonian, Integers, Orbital
from ._symmetry import reversed_in_time

SPINS = ("none", "blocks", "interleaved")

_ROUNDING = 1.5e-3  # meV: files have six decimals of an eV
_HOLDS = 10.0  # meV: Wannier functions of a non-magnet break less, spin-orbit coupling more
_APART = 3.0  # orders that violate time reversal by less than this ratio are not told apart


def with_spins(H: Hamiltonian, given: str | None) -> Hamiltonian:
    """The same with the spin of each orbital; partners share their name, atom and place."""
    order = _order(H, given)
    origin = {**H.origin, "spins": order if given else f"{order}, found by time reversal"}
    if order == "none":
        return replace(H, origin=origin)
    partner, spin = _partners(order, H.size)
    up = np.flatnonzero(spin > 0).tolist()
    twins = {i: _twin(H, i, int(partner[i]), f"w{j + 1}") for j, i in enumerate(up)}
    orbitals = tuple(
        replace(twins[i if s > 0 else int(partner[i])], spin=int(s)) for i, s in enumerate(spin)
    )
    return replace(H, orbitals=orbitals, origin=origin)


def _twin(H: Hamiltonian, up: int, down: int, shape: str) -> Orbital:
    """What the two spins of one orbital have in common: the mean of two centres, almost equal."""
    x, y, z = ((H.positions[up] + H.positions[down]) / 2.0).tolist()
    return replace(H.orbitals[up], shape=shape, position=(x, y, z))


def _partners(order: str, N: int) -> tuple[Integers, Integers]:
    """Partner of opposite spin, and spin, of each orbital."""
    i = np.arange(N)
    if order == "none":
        return i, np.zeros(N, dtype=np.int64)
    if order == "blocks":
        return (i + N // 2) % N, np.where(i < N // 2, 1, -1)
    return i ^ 1, np.where(i % 2 == 0, 1, -1)


def _order(H: Hamiltonian, given: str | None) -> str:
    if H.size % 2 and given not in (None, "none"):
        raise InputError(
            f"{H.name} has {H.size} orbitals, and spins = {given!r}",
            "an even number of them for two spins",
            "leave spins out",
        )
    if H.size % 2:
        return "none"
    off = {order: _violation(H, order) for order in SPINS}
    best = max(min(off.values()), _ROUNDING)
    good = [s for s in SPINS if off[s] <= _APART * best] if best <= _HOLDS else []
    measured = "violates time reversal by " + ", ".join(f"{off[s]:.3g} meV as {s}" for s in SPINS)
    # what is even in time twice over is read with spins: the same levels, counted once each
    right = next((s for s in good if s != "none"), "none")
    if given is None:
        _decided(H, good, measured)
        return right
    alone = given != "none" and right == "none" and not _coupled(H, given)  # a collinear magnet
    if good and given not in good and not alone:
        raise InputError(
            f"{H.name} {measured}, and spins = {given!r}",
            "the order in which time reversal holds",
            f"give spins='{right}', or leave it out",
        )
    return given


def _decided(H: Hamiltonian, good: list[str], measured: str) -> None:
    if not good:
        raise InputError(
            f"{H.name} {measured}",
            "an order of spins in which it holds",
            "for a magnet, or Wannier functions that are not real, give spins='none', 'blocks' or "
            "'interleaved'",
        )
    if H.size > 2 and "blocks" in good and "interleaved" in good:
        raise InputError(
            f"{H.name} {measured}",
            "one order of spins that stands out",
            "give spins='none', 'blocks' or 'interleaved'",
        )


def _violation(H: Hamiltonian, order: str) -> float:
    return float(np.abs(H.hoppings - reversed_in_time(H.hoppings, *_partners(order, H.size))).max())


def _coupled(H: Hamiltonian, order: str) -> bool:
    _, spin = _partners(order, H.size)
    return bool(np.abs(H.hoppings[:, spin > 0][:, :, spin < 0]).max() > _ROUNDING)
