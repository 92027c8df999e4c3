"""The bare susceptibility over the zone, where it is largest, and Stoner's enhancement."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np

from ..bands import (
    BandPath,
    Hamiltonian,
    SusceptibilityScan,
    UniformSusceptibility,
    band_path,
    density_from_emu,
    emu_per_mol,
    peak,
    stoner_factor,
    susceptibility_zone,
    uniform_susceptibility,
)
from ..core import Array, Axis, Check, Curve, Quantity, Result
from ._bands_load import Filled
from ._bands_numbers import SPLITTING, no_metal, number, refusal
from ._bands_options import BandsOptions
from ._bands_published import INTERACTION, MEASURED_EMU
from ._bands_zone import plane, ticks, zone_curves

_AXES = (Axis("path", "1/m"), Axis("chi", "1/eV"))
_OPERATORS = ("zz", "xx")
_COARSE = 1 / 2  # of the mesh, for the numerical error
_ORBITALS = 22  # that the mesh is meant for; more of them take a coarser one in the same time
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
    reason = _off_limits(metal)
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
        curves=tuple(_curves(metal.H, scans)),
        x_axis=_AXES[0],
        y_axis=_AXES[1],
        text=tuple(_text(metal, scans[0], options)),
    )


_UNITS = {"chi_q_peak": "1", "chi_pauli": "1/eV", "stoner": "1"}


def _off_limits(metal: Filled) -> str:
    if not metal.layer:
        return (
            f"{metal.H.name} is a crystal: a scan of q over its whole zone is left to "
            "supra2d.bands.susceptibility_zone."
        )
    if metal.H.origin.get("positions", "").startswith("unknown"):
        return (
            f"The file of {metal.H.name} does not say where its orbitals sit, and the matrix "
            "elements of chi(q) need it; put the _centres.xyz file of Wannier90 beside it, or give "
            "its _tb.dat."
        )
    return ""


def _scans(metal: Filled, options: BandsOptions) -> list[_Kind]:
    every = (None, "full", "all bands", "all bands with their matrix elements")
    pair = (metal.bands, "full", "pair", "bands at the Fermi level with their matrix elements")
    bare = (metal.bands, "constant", "pair, constant element",
            "bands at the Fermi level with orbital overlaps of one")  # fmt: skip
    found = []
    for keep, element, name, words in (every, pair, bare):
        fine, coarse = (
            susceptibility_zone(
                metal.H,
                temperature=options.temperature,
                mesh=_mesh(metal, options, share),
                operators=_OPERATORS,
                keep=keep,
                element=element,
            )
            for share in (1.0, _COARSE)
        )
        found.append(_Kind(name, words, fine, coarse))
    return found


def _mesh(metal: Filled, options: BandsOptions, share: float) -> int:
    return options.mesh("response", share * min(1.0, (_ORBITALS / metal.H.size) ** 0.5))


def _peak_row(metal: Filled, kind: _Kind, operator: str) -> Quantity:
    best, rough = (peak(scan, operator) for scan in (kind.fine, kind.coarse))
    step = 0.1 / min(n for n in kind.fine.mesh if n > 1)  # what the parabola leaves of a step
    error = max(abs(best.in_b1 - rough.in_b1), step)
    where = "at q = 0" if best.at_zero else (
        f"{best.in_gamma_m:.3f} of Gamma-M long, {best.angle:.0f} degrees from b1"
    )  # fmt: skip
    return number(
        metal,
        "chi_q_peak",
        "1",
        best.in_b1,
        error,
        where={
            "channel": operator,
            "temperature": kind.fine.temperature,
            "method": kind.name,
        },
        method=kind.name,
        convention="length of q over that of b1, half of what it is over Gamma-M; Pauli matrices, "
        "spins alone",
        message=f"Largest {where}: {1e3 * best.value:.3g} per eV and cell; {kind.words}.",
        cites=(SPLITTING,),
    )


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
            rows.append(
                number(
                    metal,
                    name,
                    "1/eV",
                    value,
                    max(abs(value - rough), 1e-6 * abs(value)),
                    where={"channel": operator, "temperature": options.temperature},
                    method="uniform field",
                    convention="Pauli matrices, spins alone, per cell",
                    message=f"From pairs of states {words}.",
                    cites=(SPLITTING,),
                )
            )
    return rows


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


def _curves(H: Hamiltonian, scans: list[_Kind]) -> list[Curve]:
    path = band_path(H, 2)
    q, distance = _on_mesh(path, H, scans[0].fine.mesh[0])
    curves = []
    for kind in scans[:2]:
        along = kind.fine.at(q)
        bands = "all" if kind.name == "all bands" else "pair"
        for operator in _OPERATORS:
            where = {"operator": operator, "bands": bands}
            curves.append(Curve("chi", distance, 1e3 * along.of(operator), where=where, axes=_AXES))
    every = scans[0].fine
    chi = 1e3 * every.of("zz")
    axes = (Axis("point", "1"), _AXES[1])
    plot = (Axis("qx", "1/m"), Axis("qy", "1/m"))
    return [
        *curves,
        *ticks(path, _AXES),
        Curve("chi_map", *plane(H, every.q), axes=plot),
        Curve("chi_map_value", np.arange(float(len(chi))), chi, axes=axes),
        *zone_curves(H),
    ]


def _on_mesh(path: BandPath, H: Hamiltonian, mesh: int) -> tuple[Array, Array]:
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
    where = "at q = 0" if best.at_zero else (
        f"at q = {best.in_b1:.3f} of b1, {best.in_gamma_m:.3f} of Gamma-M"
    )  # fmt: skip
    zero = kind.fine.at([0.0, 0.0, 0.0])
    z, x = (1e3 * float(zero.of(operator)[0]) for operator in _OPERATORS)
    return [
        f"At {options.temperature:g} K the bare susceptibility of all bands along z is largest "
        f"{where}, {1e3 * best.value:.3g} per eV and cell; at q = 0 it is {z:.3g} along z and "
        f"{x:.3g} in the plane.",
        "Where the maximum lies depends on the operator, on the bands that are kept and on their "
        "matrix elements; each row says which.",
    ]
