"""Named checks of a comparison: the table, the instrument, and the physics of each law."""

from __future__ import annotations

from collections.abc import Mapping
from math import pi, sqrt
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from ..core import PAULI_PREFACTORS, Array, Check, Sample, select
from ..core.constants import HBAR, K_B, K_B_SI, MEV
from ..models.criticalfield import THIN_FILM
from ._options import Options

if TYPE_CHECKING:
    from ._comparison import Compared

_COUNTS = 0.01  # weight from which the gates of a law matter
_HIGH_FIELD = 9.0  # T, from which thermometers need a correction
_COLD = 0.1  # K, below which electrons may be warmer than the thermometer
_STRONG = 10.0  # gamma_so / kB Tc0 from which klb holds within its 16 %
_OPEN = 2.0  # upper over lower end of a spin-orbit energy that is not determined


def table_checks(
    tables: Mapping[str, xr.Dataset],
) -> tuple[dict[str, xr.Dataset], list[Check]]:
    """Tables fit for comparison, and what had to be done to them."""
    found = {d: t for d, t in tables.items() if d} or dict(tables)
    checks = []
    if left := [t for d, t in tables.items() if d not in found]:
        count = left[0].sizes["point"]
        checks.append(
            Check(
                "unlabelled_rows",
                "warning",
                f"{count} rows without direction are left out beside rows that state one; label "
                "them perpendicular or parallel.",
                float(count),
            )
        )
    for direction, table in found.items():
        found[direction], more = _above_tc(table, direction)
        checks += more
    if not any(_has_errors(t) for t in found.values()):
        found = {d: _with_scatter(t) for d, t in found.items()}
        checks.append(
            Check(
                "errors",
                "warning",
                "The table has no errors: the scatter of the points about a smooth curve is taken. "
                "A law cannot be ruled out that way; add a column dB (T), one standard deviation.",
            )
        )
    return found, checks


def _above_tc(table: xr.Dataset, direction: str) -> tuple[xr.Dataset, list[Check]]:
    """Rows of zero field mark Tc; those above the coldest of them are the normal state."""
    T, B = table["temperature"].values, table["field"].values
    zero = (B == 0.0) & np.isfinite(T)
    if np.count_nonzero(zero) < 2:
        return table, []
    normal = zero & (T > T[zero].min())
    count = int(np.count_nonzero(normal))
    text = (
        f"{count} {direction} rows with zero field lie above Tc and are left out; one row with "
        "B = 0 marks Tc."
    )
    return select(table, ~normal, "point"), [Check("rows_above_tc", "warning", text, float(count))]


def _has_errors(table: xr.Dataset) -> bool:
    names = ("field_error", "temperature_error", "field_shared", "temperature_shared")
    return any(bool(np.any(table[name].values > 0.0)) for name in names)


def _with_scatter(table: xr.Dataset) -> xr.Dataset:
    T, B = table["temperature"].values, table["field"].values
    good = np.isfinite(T) & np.isfinite(B)
    degree = min(4, max(1, int(good.sum()) - 3))
    # B^2 is smooth where B starts as a root at Tc
    smooth: Array = np.polyval(np.polyfit(T[good], B[good] ** 2, degree), T)
    off = (B - np.sqrt(np.maximum(smooth, 0.0)))[good]
    sigma = max(
        float(np.sqrt(off @ off / max(1, off.size - degree - 1))), 5e-3 * float(B[good].max())
    )
    return table.assign(field_error=("point", np.full(T.size, sigma), {"units": "T"}))


def instrument_checks(found: Compared, options: Options) -> list[Check]:
    """What the instrument may hide."""
    checks = []
    top = found.facts.highest
    if top > _HIGH_FIELD and not options.thermometer:
        text = (
            f"Fields reach {top:.3g} T and no magnetoresistance of the thermometer is allowed for; "
            "state its relative error per tesla with --thermometer."
        )
        checks.append(Check("thermometer_in_field", "warning", text, top))
    if found.facts.coldest < _COLD:
        text = (
            f"The coldest point is at {1e3 * found.facts.coldest:.3g} mK: below 100 mK electrons "
            "may be warmer than the thermometer; repeat it with half the current."
        )
        checks.append(Check("electron_temperature", "warning", text, found.facts.coldest))
    if found.facts.stretch > 1.0:
        text = (
            f"No orbital law describes the perpendicular points; their errors are widened by "
            f"{found.facts.stretch:.2g} so that they do not decide about the parallel field."
        )
        checks.append(Check("perpendicular_law", "warning", text, found.facts.stretch))
    return checks


def physics_checks(found: Compared, sample: Sample, options: Options) -> list[Check]:
    """Whether the laws that count are used where they hold."""
    checks = [_pauli_ratio(found, options)]
    for name, weight in found.weights.items():
        if weight < _COUNTS or not found.evidences[name].adequate:
            continue
        if name == "klb":
            checks.append(_klb(found))
        if name in ("klb", "spin_orbit_scattering") and found.facts.tau:
            checks.append(_spin_orbit_time(found, name))
        if name == "film_orbital":
            checks += _film(found, sample)
    return checks + _open_energies(found)


def _pauli_ratio(found: Compared, options: Options) -> Check:
    """Highest field over the Pauli limit, under every prefactor."""
    Tc = found.evidences[found.best].values["Tc0"]
    ratios = {
        name: found.facts.highest / (prefactor * Tc * 2.0 / options.g)
        for name, prefactor in PAULI_PREFACTORS.items()
    }
    listed = ", ".join(f"{name}: {ratio:.3g}" for name, ratio in ratios.items())
    sides = {ratio > 1.0 for ratio in ratios.values()}
    text = f"Highest field over the Pauli limit by prefactor: {listed}."
    if len(sides) > 1:
        text += " Whether the limit is passed hangs on the prefactor."
    return Check(
        "pauli_prefactor",
        "warning" if len(sides) > 1 else "ok",
        text,
        ratios[options.pauli_prefactor],
    )


def _klb(found: Compared) -> Check:
    values = found.evidences["klb"].values
    strength = values["gamma_so"] / (K_B * values["Tc0"])
    text = f"klb with gamma_so = {strength:.3g} kB Tc0: it needs gamma_so far above kB Tc0"
    good = strength > _STRONG
    text += "." if good else "; spin_orbit_scattering is exact and stands beside it."
    return Check("klb_strong_scattering", "ok" if good else "warning", text, strength)


def _spin_orbit_time(found: Compared, name: str) -> Check:
    tau = found.facts.tau or 1.0
    rate = 1.5 * found.evidences[name].values["gamma_so"]  # hbar / tau_so
    ratio = rate / (HBAR / tau / MEV)
    good = ratio <= 1.0
    text = (
        f"{name}: hbar/tau_so = {rate:.3g} meV is {ratio:.2g} of hbar/tau from the mobility (free "
        "electron mass)"
    )
    text += "." if good else ": spins cannot flip faster than electrons scatter."
    return Check("spin_orbit_time", "ok" if good else "warning", text, ratio)


def _film(found: Compared, sample: Sample) -> list[Check]:
    """Thickness that the orbital law implies, against the film and the coherence length."""
    D = found.facts.diffusivity
    if D is None:
        return []
    values = found.evidences["film_orbital"].values
    d = sqrt(values["Dd2"] / D)
    xi = sqrt(pi * HBAR * D / (8.0 * K_B_SI * values["Tc0"]))
    good = d <= THIN_FILM * xi
    text = f"film_orbital implies a thickness of {1e9 * d:.3g} nm, {d / xi:.2g} coherence lengths"
    text += "." if good else ": above 1.8 the law of a thin film does not hold at low temperature."
    checks = [Check("thin_film_limit", "ok" if good else "warning", text, d / xi)]
    if sample.thickness:
        excess = d / sample.thickness
        text = f"film_orbital needs {excess:.2f} of the stated thickness"
        over = excess > 1.2
        text += ": more than there is, so orbits alone do not limit the field." if over else "."
        checks.append(Check("film_thickness", "warning" if over else "ok", text, excess))
    return checks


def _open_energies(found: Compared) -> list[Check]:
    """Spin-orbit energies that the range of the data leaves open."""
    for mechanism in found.probabilities:
        name = found.leading(mechanism)
        evidence = found.evidences[name]
        law = found.laws[name].law
        key = next((p.name for p in law.parameters if p.prior[:1] == ("energy",) and p.free), None)
        if key is None or found.weights[name] < _COUNTS or not evidence.adequate:
            continue
        interval = evidence.intervals()[key]
        if interval is None or interval[1] > _OPEN * interval[0]:
            t = found.facts.coldest / evidence.values["Tc0"]
            span = (
                "any value" if interval is None else f"{interval[0]:.3g} to {interval[1]:.3g} meV"
            )
            text = (
                f"{name}: {key} is not determined ({span} at 68 %) by fields up to "
                f"{found.facts.highest:.3g} T and T/Tc0 down to {t:.2f}; go colder or higher."
            )
            return [Check("spin_orbit_energy_open", "warning", text)]
    return []
