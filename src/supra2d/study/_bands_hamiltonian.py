"""What is known of a Hamiltonian: its making, its symmetries, its filling."""

from __future__ import annotations

from math import isfinite

from ..bands import Symmetry, symmetries
from ..core import Check, Result
from ._bands_load import Filled

_HOLDS = 1.0  # meV
_UNTOLD = ("sha256", "written")  # stand among the sources, or say nothing to a reader


def hamiltonian_result(metal: Filled) -> Result:
    """Origin in words, and the symmetries as they were measured."""
    H = metal.H
    states = "orbitals with their spins" if H.spinful else "orbitals without spins"
    kind = "layer" if metal.layer else "crystal"
    source = "as it is shipped" if metal.shipped else f"read from {metal.path.rpartition('/')[2]}"
    told = [f"{key}: {value}" for key, value in H.origin.items() if key not in _UNTOLD]
    return Result(
        "hamiltonian",
        "The Hamiltonian",
        checks=tuple([*_symmetry_checks(metal), *_reading_checks(metal)]),
        text=(
            f"The numbers below come from the Hamiltonian of the {kind} {H.name}, {source}: "
            f"{H.size} {states}, {len(H.R)} lattice vectors, {H.electrons:g} electrons per cell.",
            "; ".join(told) + "." if told else "How it was made is not written in it.",
            _filling(metal),
        ),
        cites=metal.cites,
    )


def _filling(metal: Filled) -> str:
    if metal.gap is not None:
        top, bottom = metal.gap
        return f"It is an insulator with a gap of {bottom - top:.4g} meV."
    named = ", ".join(str(n + 1) for n in metal.crossing)
    noun = "bands cross" if len(metal.crossing) > 1 else "band crosses"
    return f"It is a metal: {len(metal.crossing)} {noun} the Fermi level ({named} from below)."


def _symmetry_checks(metal: Filled) -> list[Check]:
    found = symmetries(metal.H)
    every = (found.time_reversal, found.inversion, found.threefold, found.mirror)
    return [_checked(symmetry) for symmetry in every]


def _checked(symmetry: Symmetry) -> Check:
    name, off = symmetry.name, symmetry.violation
    words = {
        "time reversal": "Time reversal",
        "inversion": "Inversion",
        "threefold axis": "The threefold axis along z",
        "mirror z": "The mirror normal to z",
    }[name]
    key = name.replace(" ", "_")
    silent = name == "inversion" and symmetry.compared == "levels"  # time reversal evens them
    if not isfinite(off) or silent:
        return Check(key, "ok", f"{words}: {symmetry.note or 'nothing to compare'}.", None)
    levels = " (by levels alone, which is necessary and not sufficient)"
    told = levels if symmetry.compared == "levels" else ""
    if off <= _HOLDS:
        return Check(key, "ok", f"{words} holds to {off:.2g} meV{told}.", off)
    wrong = name == "time reversal"
    remedy = "; a magnet, or orbitals that are not real" if wrong else ""
    status = "warning" if wrong else "ok"
    return Check(key, status, f"{words} is broken by {off:.3g} meV{told}{remedy}.", off)


def _reading_checks(metal: Filled) -> list[Check]:
    """What a file left open, and how that was settled."""
    origin = metal.H.origin
    found = []
    if "spins" in origin:
        found.append(Check("order_of_spins", "ok", f"Spins: {origin['spins']}."))
    if origin.get("positions", "").startswith("unknown"):
        text = (
            "Where the orbitals sit is "
            f"{origin['positions']}. Bands are right; matrix elements between atoms are not."
        )
        found.append(Check("positions_of_orbitals", "warning", text))
    if "error off the mesh" in origin:
        text = f"Against the bands of the engine: {origin['error off the mesh']}."
        found.append(Check("against_the_engine", "ok", text, metal.uncertainty))
    return found
