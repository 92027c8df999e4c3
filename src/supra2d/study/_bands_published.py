"""What others have printed or computed for the compounds that are shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..core import Check, Interval, Quantity
from ._bands_load import Filled

_SAME = 10.0  # meV: splittings of engines that agree differ by less


@dataclass(frozen=True, slots=True)
class Published:
    """Numbers of others for one compound.

    Attributes
    ----------
    printed
        Splitting of the metallic bands at K in print, meV, of `wickramaratne2023`.
    elsewhere
        The same from other engines and functionals on the same unrelaxed layer, meV; the first one
        is that of GPAW with PBE.
    wave_vector
        Where the susceptibility of the crystal peaks in print, in units of b1.
    """

    printed: float
    elsewhere: tuple[float, ...]
    wave_vector: float | None = None


PUBLISHED = {
    "NbSe2": Published(150.0, (157.2, 151.4, 156.6), wave_vector=0.2),
    "NbS2": Published(115.0, (117.6,)),
    "TaS2": Published(280.0, (358.8, 325.0, 340.0, 365.0)),
}

#: Lowest and highest of the engines over GPAW with PBE, of the compound where they differ most.
SPLITTING_SPREAD = (325.0 / 358.8, 365.0 / 358.8)

#: Lowest and highest density of states at the Fermi level of NbSe2 from other engines, meshes and
#: geometries, over this one's.
STATES_SPREAD = (2.7 / 2.8, 2.9 / 2.8)

#: Stoner's I, meV, states of both spins per formula unit of NbSe2: from the measured susceptibility
#: of the crystal, three times Pauli's (I N = 2/3 with N = 3.135 per eV); the local density
#: approximation gives an enhancement 40 % larger.
INTERACTION = {"NbSe2": (212.7, 243.0)}

#: Measured susceptibility of the crystal 2H-NbSe2, emu/mol of formula units.
MEASURED_EMU = 3.04e-4


def engines(metal: Filled) -> Interval | None:
    """Factors by which splittings of other engines are lower and higher than this one's.

    None for Hamiltonians that no engine has made.
    """
    if "engine" not in metal.H.origin:
        return None
    known = PUBLISHED.get(metal.H.name)
    if known is None or len(known.elsewhere) < 2:
        return SPLITTING_SPREAD
    first, *_ = known.elsewhere
    return min(known.elsewhere) / first, max(known.elsewhere) / first


def wave_vectors(metal: Filled, rows: Sequence[Quantity]) -> list[Check]:
    """Our wave vectors of the largest susceptibility beside the printed one."""
    known = PUBLISHED.get(metal.H.name.removesuffix("-2H-bulk"))
    ours = [q for q in rows if q.name == "chi_q_peak" and q.where.get("channel") == "zz"]
    given = {q.method: float(q.value) for q in ours if q.value is not None}
    if known is None or known.wave_vector is None or not given:
        return []
    listed = ", ".join(f"{x:.3f} ({method})" for method, x in given.items())
    nearest = min(given.values(), key=lambda x: abs(x - (known.wave_vector or 0.0)))
    which = "the layer" if metal.layer else "the crystal too"
    text = (
        f"Printed: a peak at {known.wave_vector:g} of b1 for the crystal (wickramaratne2023); "
        f"here, for {which}: {listed} of b1. Which operator, bands and matrix elements were "
        "meant is not printed."
    )
    return [Check("printed_wave_vector", "ok", text, nearest)]


def compared(metal: Filled, at_K: Quantity, at_kF: Sequence[Quantity]) -> list[Check]:
    """Our splitting at K beside the printed one; a candidate for an erratum is marked."""
    known = PUBLISHED.get(metal.H.name)
    if known is None or at_K.value is None:
        return []
    printed, ours = known.printed, float(at_K.value)
    text = f"Printed: {printed:g} meV at K (wickramaratne2023); here: {ours:.4g} meV"
    if abs(ours - printed) <= _SAME:
        return [Check("printed_splitting_K", "ok", f"{text}, within {_SAME:g} meV.", ours)]
    others = [f"{x:g}" for x in known.elsewhere[1:]]
    if others:
        text += f", and {', '.join(others)} meV from other engines"
    near = [q for q in at_kF if q.value is not None and "K-M" in str(q.where.get("channel"))]
    near = [q for q in near if abs(float(q.value or 0.0) - printed) <= _SAME]
    if near:
        text += (
            f". {float(near[0].value or 0.0):.4g} meV is the splitting at the Fermi level "
            f"({near[0].where['channel']})"
        )
    return [
        Check(
            "printed_splitting_K",
            "warning",
            f"{text}: the printed value is no splitting at K, a candidate for an erratum.",
            ours,
        )
    ]
