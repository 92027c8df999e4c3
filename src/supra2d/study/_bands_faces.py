"""States on the face of a crystal whose bands are topological: a Dirac state in its gap."""

from __future__ import annotations

from math import pi

import numpy as np

from ..bands import surface_spectrum
from ..core import Array, Axis, Check, Curve, Result
from ._bands_load import Filled

_AXES = (Axis("path", "1/m"), Axis("energy", "meV"))
_TITLE = "Surface states"
_ARM = 0.5  # of the way to the nearer of X and Y: how far the path runs from Gamma to either side
_POINTS = 20  # on each side of Gamma
_ENERGIES = np.linspace(-250.0, 250.0, 51)
_BROADENING = 10.0  # meV: the step of the energies
# meV: what reaches beyond all larger elements is left out of the map, but not of the number at
# Gamma. In WS2 that is all beyond the next layer; bands move by 3 meV, at most by 9.
_FAR = 12.0
_STEPS = 24  # of the energies across the gap at Gamma
_DEPTHS = np.linspace(0.0, 0.5, 101)  # of k along the normal; the other half mirrors it
_MORE = 5.0  # times the weight deep inside: a state of the face


def face_result(metal: Filled, topology: Result) -> Result | None:
    """Spectral weight at the face that the first two lattice vectors span, on a path through Gamma.

    None unless this is a crystal with strong index 1. The face is that of the bulk, neither
    relaxed nor with a potential of its own; it is cut at the widest step between orbitals.

    Parameters
    ----------
    metal
        The crystal.
    topology
        Its Result of kind ``topology``.
    """
    strong = any(q.name == "z2" and q.value == 1.0 for q in topology.quantities)
    if metal.layer or not strong:
        return None
    k, distance, ends = _path(metal)
    found = surface_spectrum(
        metal.H,
        k,
        metal.H.chemical_potential + _ENERGIES,
        broadening=_BROADENING,
        cut=_cut(metal),
        negligible=_FAR,
    )
    places = np.repeat(distance, len(_ENERGIES)), np.tile(_ENERGIES, len(distance))
    index = np.arange(len(places[0]), dtype=float)
    number, density = Axis("point", "1"), Axis("dos", "1/eV")
    values = [
        Curve(role, index, 1e3 * weight.reshape(-1), axes=(number, density))
        for role, weight in (
            ("surface_map_value", found.lower),
            ("surface_map_bulk", found.bulk),
        )
    ]
    marks = zip(ends, ("to X", "Gamma", "to Y"), strict=True)
    corners = [Curve("tick", np.array([x]), np.zeros(1), label=s, axes=_AXES) for x, s in marks]
    check = _at_gamma(metal)
    return Result(
        "surface_states",
        _TITLE,
        checks=(check,),
        curves=(Curve("surface_map", *places, axes=_AXES), *values, *corners),
        x_axis=_AXES[0],
        y_axis=_AXES[1],
        text=(check.message,),
        cites=("lopezsancho1985",),
    )


def _path(metal: Filled) -> tuple[Array, Array, Array]:
    """Momenta from the side of X to Gamma and on towards Y, distances and those of the ticks.

    X and Y are halves of the reciprocal vectors of the face.
    """
    edges = metal.H.cell[:2]
    face = 2.0 * pi * np.linalg.inv(edges @ edges.T) @ edges
    halves = 0.5 * np.linalg.norm(face, axis=1)
    reach = _ARM * float(halves.min())
    run = reach * np.linspace(-1.0, 1.0, 2 * _POINTS + 1)
    k = np.zeros((len(run), 3))
    k[:, 0] = 0.5 * np.where(run < 0.0, -run, 0.0) / halves[0]
    k[:, 1] = 0.5 * np.where(run > 0.0, run, 0.0) / halves[1]
    return k, run + reach, np.array([0.0, reach, 2.0 * reach])


def _cut(metal: Filled) -> float:
    """Middle of the widest step between orbitals along the third vector, between layers."""
    heights = np.unique(metal.H.positions[:, 2] % 1.0)
    steps = np.diff(np.append(heights, heights[0] + 1.0))
    widest = int(np.argmax(steps))
    return float((heights[widest] + 0.5 * steps[widest]) % 1.0)


def _at_gamma(metal: Filled) -> Check:
    """Whether the face has a state in the gap that the bulk leaves open at Gamma, and where."""
    H, occupied = metal.H, metal.occupied
    levels = H.eigenvalues(_DEPTHS[:, None] * np.eye(3)[2]) - H.chemical_potential
    low, high = float(levels[:, occupied - 1].max()), float(levels[:, occupied].min())
    name = "surface_state_at_Gamma"
    if high <= low:
        message = "Seen along the normal, the bands of the bulk leave no gap at Gamma of the face."
        return Check(name, "warning", message)
    span = f"the gap of the bulk there, from {low:.3g} to {high:.3g} meV"
    energies = np.linspace(low, high, _STEPS + 1)
    step = (high - low) / _STEPS
    found = surface_spectrum(
        H, (0, 0, 0), H.chemical_potential + energies, broadening=step, cut=_cut(metal)
    )
    best = int(np.argmax(found.lower - _MORE * found.bulk))
    if found.lower[best] < _MORE * found.bulk[best]:
        return Check(name, "warning", f"At Gamma the face has no state in {span}.")
    energy = round(float(energies[best]), 6) + 0.0
    side = f"{abs(energy):.2g} meV {'above' if energy > 0.0 else 'below'}" if energy else "at"
    message = (
        f"At Gamma two states of the face meet {side} the Fermi level, to within {step:.1g} meV, "
        f"in {span}. The face is that of the bulk, not relaxed."
    )
    return Check(name, "ok", message, energy)
