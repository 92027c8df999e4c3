"""The bare susceptibility over the zone, where it is largest, and Stoner's enhancement."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd, prod

import numpy as np

from ..bands import (
    BandPath,
    Hamiltonian,
    Peak,
    SusceptibilityScan,
    UniformSusceptibility,
    band_path,
    density_from_emu,
    emu_per_mol,
    first_zone,
    peak,
    stoner_factor,
    susceptibility_zones,
    uniform_susceptibility,
)
from ..core import Array, Axis, Check, Curve, Quantity, Result
from ._bands_load import Filled
from ._bands_numbers import SPLITTING, no_metal, number, refusal
from ._bands_options import BandsOptions
from ._bands_published import INTERACTION, MEASURED_EMU, SPLITTING_SPREAD, STATES_SPREAD
from ._bands_zone import flat, plane, ticks, zone_curves

_AXES = (Axis("path", "1/m"), Axis("chi", "1/eV"))
_PLANE = (Axis("qx", "1/m"), Axis("qy", "1/m"))
_VALUE = (Axis("point", "1"), _AXES[1])
_OPERATORS = ("zz", "xx")
_COARSE = 1 / 2  # of the mesh, for the numerical error
_ORBITALS = 22  # that the mesh is meant for; more of them take a coarser one in the same time
_SIZES = (4, 8, 12, 24, 36, 48, 60, 72, 96, 120)  # whose halves are even
_LEAST = 12  # along the layers of a crystal
_MORE = 4.0  # times as many points in a crystal as in a layer
_ROOM = 2**30  # bytes of eigenstates
_ALIKE = 1e-3  # relative: lengths of vectors that a symmetry makes equal
_NEARLY_EQUAL = 0.01  # of the response: pairs of states across a splitting near to nothing
_TITLE = "Susceptibility"


@dataclass(frozen=True)
class _Kind:
    """One way to sum over bands: its words, and the scan on two meshes."""

    name: str
    words: str
    fine: SusceptibilityScan
    coarse: SusceptibilityScan


def response_result(metal: Filled, dos: Quantity, options: BandsOptions) -> Result:
    """chi0(q) of all bands and of the pair, where it peaks, its uniform parts, Stoner's factor.

    Parameters
    ----------
    metal
        A metal, else all rows are refused.
    dos
        Row of the density of states at the Fermi level.
    options
        Temperature, mesh, Stoner's I.
    """
    if metal.gap is not None:
        names = ("chi_q_peak", "chi_pauli", "stoner")
        rows = [refusal(metal, name, _UNITS[name], no_metal(metal)) for name in names]
        return Result("susceptibility", _TITLE, quantities=tuple(rows))
    stoner = _stoner(metal, dos, options)
    reason = _off_limits(metal, options)
    if reason:
        rows = [refusal(metal, "chi_q_peak", "1", reason), stoner]
        return Result(
            "susceptibility", _TITLE, quantities=tuple(rows), checks=tuple(_measured(metal, dos))
        )
    scans = _scans(metal, options)
    peaks = [q for op in _OPERATORS for kind in scans for q in [_peak_row(metal, kind, op)]]
    return Result(
        "susceptibility",
        _TITLE,
        quantities=(*peaks, *_uniform(metal, options), stoner),
        checks=tuple(_measured(metal, dos)),
        curves=tuple(_curves(metal, scans)),
        x_axis=_AXES[0],
        y_axis=_AXES[1],
        text=tuple(_text(metal, scans[0], options)),
    )


_UNITS = {"chi_q_peak": "1", "chi_pauli": "1/eV", "stoner": "1"}


def _off_limits(metal: Filled, options: BandsOptions) -> str:
    H = metal.H
    if H.origin.get("positions", "").startswith("unknown"):
        return (
            f"The file of {H.name} does not say where its orbitals sit, and the matrix "
            "elements of chi(q) need it; put the _centres.xyz file of Wannier90 beside it, or give "
            "its _tb.dat."
        )
    mesh = _mesh(metal, options)
    room = 16 * prod(mesh) * H.size**2
    if not metal.layer and (min(mesh[:2]) < _LEAST or room > _ROOM):
        return (
            f"chi(q) of {H.name}, a crystal of {H.size} orbitals, has {_by(mesh)} points of q in "
            f"the time and memory of a report, too few ({_LEAST} along a layer, in 1 GiB); use "
            "supra2d.bands.susceptibility_zone with a mesh and bands of your choice."
        )
    return ""


def _scans(metal: Filled, options: BandsOptions) -> list[_Kind]:
    words = {
        "all bands": "all bands with their matrix elements",
        "pair": "bands at the Fermi level with their matrix elements",
        "pair, constant element": "bands at the Fermi level with orbital overlaps of one",
    }
    fine, coarse = (
        susceptibility_zones(
            metal.H,
            [(None, "full"), (metal.bands, "full"), (metal.bands, "constant")],
            temperature=options.temperature,
            mesh=_mesh(metal, options, share),
            operators=_OPERATORS,
        )
        for share in (1.0, _COARSE)
    )
    return [_Kind(*one) for one in zip(words, words.values(), fine, coarse, strict=True)]


def _mesh(metal: Filled, options: BandsOptions, share: float = 1.0) -> tuple[int, ...]:
    """Points along each vector that repeats; the coarse mesh of a crystal has half of them."""
    fewer = min(1.0, _ORBITALS / metal.H.size)
    if metal.layer:
        points = options.mesh("response", share * fewer**0.5)
        return points, points
    room = _MORE * fewer * options.mesh("response") ** 2
    return tuple(round(share * n) for n in _crystal_mesh(metal.H, room))


def _crystal_mesh(H: Hamiltonian, most: float) -> tuple[int, ...]:
    """Points along each vector, in all at most so many, where H(k) varies equally from one to the
    next; as many along vectors of equal length."""
    weights = np.sum(np.abs(H.hoppings) ** 2, axis=(1, 2))
    reach = np.sqrt(weights @ H.R.astype(float) ** 2)
    lengths = np.linalg.norm(H.reciprocal, axis=1)
    groups = [[j for j in range(3) if abs(lengths[j] / x - 1.0) < _ALIKE] for x in lengths]
    mesh = [_SIZES[0]] * 3
    while True:
        coarsest = groups[max(range(3), key=lambda i: float(reach[i]) / mesh[i])]
        bigger = [_SIZES[_SIZES.index(n) + (i in coarsest)] for i, n in enumerate(mesh)]
        if prod(bigger) > most or max(bigger) == _SIZES[-1]:
            return tuple(mesh)
        mesh = bigger


def _by(mesh: tuple[int, ...]) -> str:
    return " x ".join(map(str, mesh))


def _peak_row(metal: Filled, kind: _Kind, operator: str) -> Quantity:
    best, rough = (peak(scan, operator) for scan in (kind.fine, kind.coarse))
    along, before = (_in_b1(_layers(metal), found.q) for found in (best, rough))
    step = 0.1 / min(kind.fine.mesh[:2])  # what the parabola leaves of a step
    error = max(abs(along - before), step)
    convention = "length of q over that of b1, half of what it is over Gamma-M"
    if not metal.layer:
        convention = (
            "length of q along the layers over that of b1 seen along their normal; with its part "
            f"along b3; mesh of {_by(kind.fine.mesh)} points"
        )
    return number(
        metal,
        "chi_q_peak",
        "1",
        along,
        error,
        where={
            "channel": operator,
            "temperature": kind.fine.temperature,
            "method": kind.name,
        },
        method=kind.name,
        convention=f"{convention}; Pauli matrices, spins alone",
        message=f"Largest {_where(metal, best)}: {1e3 * best.value:.3g} per eV and cell; "
        f"{kind.words}.",
        cites=(SPLITTING,),
    )


def _layers(metal: Filled) -> Hamiltonian:
    """The Hamiltonian of a layer; of a crystal one with the lattice of its layers."""
    return metal.H if metal.layer else flat(metal.H)


def _in_b1(H: Hamiltonian, q: Array) -> float:
    """Length of the part of q along the layers over that of b1."""
    along = q * (1.0, 1.0, 0.0) @ H.reciprocal
    return float(np.linalg.norm(along) / np.linalg.norm(H.reciprocal[0]))


def _where(metal: Filled, best: Peak) -> str:
    """Where a maximum lies, in words."""
    if best.at_zero:
        return "at q = 0"
    if metal.layer:
        return f"{best.in_gamma_m:.3f} of Gamma-M long, {best.angle:.0f} degrees from b1"
    return f"at q = ({', '.join(f'{x + 0.0:.3g}' for x in best.q.round(6))}) of b1, b2 and b3"


def _uniform(metal: Filled, options: BandsOptions) -> list[Quantity]:
    """Pauli and van Vleck parts of the uniform response."""
    fine, coarse = (
        uniform_susceptibility(
            metal.H,
            temperature=options.temperature,
            mesh=_mesh(metal, options, share),
            operators=_OPERATORS,
        )
        for share in (1.0, _COARSE)
    )
    rows = []
    for name, words in (("chi_pauli", "of equal energy"), ("chi_van_vleck", "of other energy")):
        for i, operator in enumerate(_OPERATORS):
            value, rough = (1e3 * float(_part(found, name)[i]) for found in (fine, coarse))
            both = 1e3 * float(fine.pauli[i] + fine.van_vleck[i])
            rows.append(
                number(
                    metal,
                    name,
                    "1/eV",
                    value,
                    max(abs(value - rough), 1e-6 * abs(value)),
                    systematic=_spread(name, operator, value, both),
                    where={"channel": operator, "temperature": options.temperature},
                    method="uniform field",
                    convention="Pauli matrices, spins alone, per cell",
                    message=f"From pairs of states {words}.",
                    cites=(SPLITTING,),
                )
            )
    return rows


def _spread(name: str, operator: str, value: float, both: float) -> tuple[float, float]:
    """What engines and meshes of a calculation make of a part of the uniform response.

    Along z the van Vleck part is of second order in the splitting, all else follows the density
    of states; across, pairs that are nearly degenerate count in one part or in the other.
    """
    if operator == "zz" and name == "chi_van_vleck":
        low, high = (factor**2 for factor in SPLITTING_SPREAD)
        return low * value, high * value
    low, high = STATES_SPREAD
    moved = 0.0 if operator == "zz" else _NEARLY_EQUAL * both
    return max(0.0, low * value - moved), high * value + moved


def _part(found: UniformSusceptibility, name: str) -> Array:
    return found.pauli if name == "chi_pauli" else found.van_vleck


def _stoner(metal: Filled, dos: Quantity, options: BandsOptions) -> Quantity:
    """Stoner's enhancement of the uniform susceptibility."""
    formula = metal.H.name.partition("-")[0]
    known = INTERACTION.get(formula)
    if options.interaction is None and known is None:
        message = (
            f"Stoner's I of {metal.H.name} is not known; give it with --interaction, in meV per "
            "formula unit."
        )
        return refusal(metal, "stoner", "1", message)
    if dos.value is None or dos.total is None:
        return refusal(metal, "stoner", "1", dos.message)
    strengths = known if options.interaction is None and known else (options.interaction or 0.0,)
    units = formula_units(metal.H)
    density = 1e-3 * float(dos.value) / units
    product = strengths[0] * density
    reach = [x * 1e-3 * n / units for x in strengths for n in (float(dos.value), *dos.total)]
    low, high = dos.interval or (float(dos.value),) * 2
    if max(reach) >= 1.0:
        message = (
            f"I N reaches {max(reach):.3g}: by Stoner's criterion this is a ferromagnet; take a "
            "smaller I."
        )
        return refusal(metal, "stoner", "1", message)
    value = stoner_factor(strengths[0], density)
    down, up = (stoner_factor(1.0, x) for x in (min(reach), max(reach)))
    source = "from the measured susceptibility of the crystal 2H-NbSe2" if known else "as given"
    return number(
        metal,
        "stoner",
        "1",
        value,
        value**2 * strengths[0] * 0.5e-3 * (high - low) / units,
        systematic=(down, up),
        method="Stoner",
        convention=f"1/(1 - I N) of the uniform susceptibility, I N = {product:.3g}, I = "
        f"{strengths[0]:.4g} meV per formula unit {source}",
        cites=("stoner1938", SPLITTING),
    )


def formula_units(H: Hamiltonian) -> int:
    """How many formula units MX2 a cell holds: its atoms of the rarer element."""
    atoms = {(o.species, o.atom) for o in H.orbitals if o.species and o.atom >= 0}
    counts = [sum(s == species for s, _ in atoms) for species in {s for s, _ in atoms}]
    return max(1, min(counts, default=1))


def _measured(metal: Filled, dos: Quantity) -> list[Check]:
    """Pauli's susceptibility of the crystal beside the measured one."""
    if metal.H.name != "NbSe2-2H-bulk" or dos.value is None:
        return []
    density = 1e-3 * float(dos.value) / formula_units(metal.H)
    pauli = emu_per_mol(density)
    ratio = MEASURED_EMU / pauli
    text = (
        f"Pauli's susceptibility is {pauli:.3g} emu/mol; the measured {MEASURED_EMU:.3g} emu/mol "
        f"is {ratio:.3g} times as large, so I N = {1.0 - 1.0 / ratio:.3g} (printed: 3 times, which "
        f"asks for {1e3 * density_from_emu(MEASURED_EMU / 3.0):.3g} states per eV)."
    )
    return [Check("measured_susceptibility", "ok", text, ratio)]


def _curves(metal: Filled, scans: list[_Kind]) -> list[Curve]:
    """chi along a path and over the zone; of a crystal in the plane without a part along b3."""
    H = _layers(metal)
    path = band_path(H, 2)
    every = scans[0].fine
    q, distance = _on_mesh(path, H, np.array(every.mesh))
    curves = []
    for kind in scans[:2]:
        along = kind.fine.at(q)
        bands = "all" if kind.name == "all bands" else "pair"
        for operator in _OPERATORS:
            where = {"operator": operator, "bands": bands}
            curves.append(Curve("chi", distance, 1e3 * along.of(operator), where=where, axes=_AXES))
    level = np.flatnonzero(np.abs(every.q[:, 2] - np.rint(every.q[:, 2])) < 1e-9)
    chi = 1e3 * every.of("zz")[level]
    places = first_zone(H, every.q[level] * (1.0, 1.0, 0.0))
    where = {} if metal.layer else {"plane": "q3 = 0"}
    return [
        *curves,
        *ticks(path, _AXES),
        Curve("chi_map", *plane(H, places), where=where, axes=_PLANE),
        Curve("chi_map_value", np.arange(float(len(chi))), chi, where=where, axes=_VALUE),
        *zone_curves(H),
    ]


def _on_mesh(path: BandPath, H: Hamiltonian, mesh: Array) -> tuple[Array, Array]:
    """Points of a mesh on the lines of a path, and how far they lie along it, 1/m."""
    corners = np.rint(path.k * mesh).astype(int)
    points = [corners[0]]
    for start, end in zip(corners[:-1], corners[1:], strict=True):
        steps = gcd(*(end - start).tolist())
        points += [start + (end - start) * i // steps for i in range(1, steps + 1)]
    q = np.array(points) / mesh
    lengths = np.linalg.norm(np.diff(q, axis=0) @ H.reciprocal, axis=1)
    return q, np.append(0.0, np.cumsum(lengths))


def _text(metal: Filled, kind: _Kind, options: BandsOptions) -> list[str]:
    best = peak(kind.fine, "zz")
    where = _where(metal, best)
    if metal.layer and not best.at_zero:
        where = f"at q = {best.in_b1:.3f} of b1, {best.in_gamma_m:.3f} of Gamma-M"
    zero = kind.fine.at([0.0, 0.0, 0.0])
    z, x = (1e3 * float(zero.of(operator)[0]) for operator in _OPERATORS)
    told = [
        f"At {options.temperature:g} K the bare susceptibility of all bands along z is largest "
        f"{where}, {1e3 * best.value:.3g} per eV and cell; at q = 0 it is {z:.3g} along z and "
        f"{x:.3g} in the plane.",
        "Where the maximum lies depends on the operator, on the bands that are kept and on their "
        "matrix elements; each row says which.",
    ]
    if not metal.layer:
        told.append(
            f"The mesh of this crystal has {_by(kind.fine.mesh)} points; the intervals say what "
            "half of them change. The figure shows q without a part along b3."
        )
    return told
