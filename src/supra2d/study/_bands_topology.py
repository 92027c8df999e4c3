"""Z2 indices by both methods, and the centres that they follow from."""

from __future__ import annotations

import numpy as np

from ..bands import Topology, band_inversion, topology
from ..core import Axis, Check, Curve, InputError, Quantity, Result
from ._bands_load import Filled
from ._bands_numbers import number, refusal

_AXES = (Axis("pump", "2pi/a"), Axis("centre", "1"))
_TITLE = "Topology"


def topology_result(metal: Filled) -> Result:
    """Z2 of the filled bands, or of those below the ones that cross the Fermi level.

    Refused where there are no spins, or no gap between the bands in question.
    """
    if not metal.H.spinful:
        message = (
            f"{metal.H.name} has no spins, and so no index; give a Hamiltonian with spin-orbit "
            "coupling."
        )
        return _refused(metal, message)
    occupied = metal.occupied
    if not 0 < occupied < metal.H.size:
        message = f"No bands lie below those that cross the Fermi level of {metal.H.name}."
        return _refused(metal, message)
    try:
        found = topology(metal.H, occupied)
    except InputError as error:
        return _refused(metal, f"{error.got}; {error.remedy}.")
    return Result(
        "topology",
        _TITLE,
        quantities=tuple(_rows(metal, found)),
        checks=(_agreement(found),),
        curves=tuple(_centres(found)),
        x_axis=_AXES[0],
        y_axis=_AXES[1],
        text=tuple(_text(metal, found)),
        cites=("soluyanov2011", "fu2007"),
    )


def _refused(metal: Filled, message: str) -> Result:
    row = refusal(metal, "z2", "1", message)
    return Result("topology", _TITLE, quantities=(row,))


def _rows(metal: Filled, found: Topology) -> list[Quantity]:
    wilson, gap = found.wilson, found.wilson.gap
    kind = "index of the layer" if metal.layer else "strong index"
    told = (
        f"{kind}, of the lowest {wilson.occupied} bands, {gap.value:.3g} meV below the next one at "
        "the same k"
    )
    rows = [_integer(metal, "z2", wilson.index, "Wilson loops", told, "soluyanov2011")]
    if found.parities is not None:
        rows.append(_integer(metal, "z2", found.parities.index, "parities", told, "fu2007"))
    for i, index in enumerate(wilson.weak):
        told = f"weak index along b{i + 1}, of the lowest {wilson.occupied} bands"
        rows.append(
            _integer(metal, "z2_weak", index, "Wilson loops", told, "soluyanov2011", f"b{i + 1}")
        )
    return rows


def _integer(
    metal: Filled, name: str, index: int, method: str, told: str, cite: str, channel: str = ""
) -> Quantity:
    where = {"method": method, **({"channel": channel} if channel else {})}
    return number(
        metal,
        name,
        "1",
        float(index),
        0.0,
        where=where,
        method=method,
        convention=told,
        cites=(cite,),
    )


def _agreement(found: Topology) -> Check:
    status = "ok" if found.agree else "warning"
    return Check("z2_by_both_methods", status, f"{found.message}.", float(found.wilson.index))


def _centres(found: Topology) -> list[Curve]:
    """One curve for each line of centres, of the first plane."""
    flow = found.wilson.planes[0].flow
    return [
        Curve("centre", flow.run, flow.centres[:, j], axes=_AXES)
        for j in range(flow.centres.shape[1])
    ]


def _text(metal: Filled, found: Topology) -> list[str]:
    wilson = found.wilson
    kind = "layer" if metal.layer else "crystal"
    nature = "nontrivial" if wilson.index else "trivial"
    bands = "filled bands" if metal.gap is not None else f"lowest {wilson.occupied} bands"
    name = f"Z2 = {wilson.name}"
    text = [f"The {bands} of this {kind} are {nature}: {name}.", f"{found.message}."]
    if metal.gap is None:
        text.append(
            f"The lowest {wilson.occupied} bands are apart from the next one by at least "
            f"{wilson.gap.value:.3g} meV at each k."
        )
    if found.parities is not None:
        listed = ", ".join(
            f"({', '.join(f'{x:g}' for x in k)}): {p:+d}"
            for k, p in zip(found.parities.momenta, found.parities.products.tolist(), strict=True)
        )
        text.append(f"Products of parities at the momenta equal to their negatives: {listed}.")
        text.append(_inversion_text(metal, wilson.occupied))
    return text


def _inversion_text(metal: Filled, occupied: int) -> str:
    """What the two pairs on either side of the gap at Gamma are made of."""
    below, above = band_inversion(metal.H, occupied, around=1)
    sides = []
    for side, level in (("below", below), ("above", above)):
        kind, weight = max(level.characters.items(), key=lambda item: item[1])
        parity = {1: "even", -1: "odd"}.get(level.parity, "of no parity")
        sides.append(f"{side} it {100 * weight:.0f} % {kind} and {parity}")
    apart = float(np.ptp([below.energy, above.energy]))
    return f"Across the {apart:.4g} meV between the pairs at Gamma: {'; '.join(sides)}."
