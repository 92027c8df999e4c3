"""Numbers of one setting: Ic and Jc by method and branch, retrapping, distribution, diode."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..core import Quantity, Sample, merge_rows, refused
from ..measure import BranchCurrent, CriticalSet, CurrentEstimate, Diode, current_density, diode
from ._groups import set_point

#: Exponent of the power law below which no current is singled out.
SOFT = 5.0

CITES = {
    "max_slope": ("ekin2006",),
    "voltage_criterion": ("ekin2006",),
    "field_criterion": ("ekin2006",),
    "power_law": ("ekin2006", "jay2021"),
}
_METHODS = {
    "max_slope": "largest dV/dI",
    "voltage_criterion": "threshold of the voltage",
    "field_criterion": "threshold of the electric field",
    "power_law": "V = Vc (I/Ic)^n",
}


@dataclass(frozen=True)
class Film:
    """Width, thickness and length in m, as far as they are stated."""

    width: float | None
    thickness: float | None
    length: float | None

    @classmethod
    def of(cls, sample: Sample) -> Film:
        """Of a sample."""
        return cls(sample.width, sample.thickness, sample.length)

    @property
    def refusal(self) -> str:
        """What is missing for a current density, and what to do; empty when nothing is."""
        missing = [n for n in ("width", "thickness") if not getattr(self, n)]
        if not missing:
            return ""
        return (
            f"A current density needs the cross-section of the film: state {' and '.join(missing)} "
            "under [sample] in supra2d.toml."
        )

    def density(self, q: Quantity) -> Quantity | None:
        """The current density of a critical current."""
        if not (self.width and self.thickness) or q.value is None or q.interval is None:
            return None
        width, thickness = self.width, self.thickness
        pair = [(current_density(a, width, thickness), current_density(b, width, thickness))
                if interval else None for interval in (q.interval, q.systematic)
                for a, b in [interval or (0.0, 0.0)]]  # fmt: skip
        return replace(
            q,
            name="Jc",
            unit="A/m^2",
            value=current_density(q.value, width, thickness),
            interval=pair[0],
            systematic=pair[1],
            total=None,
            convention=f"width {width * 1e6:.4g} um, thickness {thickness * 1e9:.4g} nm",
        )


def set_where(found: CriticalSet, *, fine: bool = False) -> dict[str, object]:
    """Where one setting stands; ``fine`` tells fields apart that set points do not."""
    where: dict[str, object] = {}
    if found.channel:
        where["channel"] = found.channel
    if found.direction:
        where["direction"] = found.direction
    for key, value in found.held.items():
        full = fine and key == "field"
        where["gate" if key == "gate_voltage" else key] = (
            float(f"{value:.6g}") if full else set_point(key, value)
        )
    return where


def names_differ(sets: Sequence[CriticalSet]) -> bool:
    """Whether no two settings are named the same."""
    return len({tuple(set_where(found).items()) for found in sets}) == len(sets)


def set_numbers(
    found: CriticalSet, others: Sequence[CriticalSet], film: Film, *, fine: bool = False
) -> Iterator[Quantity]:
    """All rows of one setting, the preferred critical current first."""
    where = set_where(found, fine=fine)
    common = {"where": where, **_origin(found.branches)}
    if found.refusal:
        yield refused("Ic", "A", found.refusal, **common)
    for method in found.methods:
        current = found.current(method)
        if current is not None:
            row = _row("Ic", current, {**where, "method": method}, found.branches,
                       **_caution(found, method))  # fmt: skip
            if method == found.methods[0]:
                row = replace(row, where=where)
            yield row
            density = film.density(row)
            if density is not None:
                yield density
    yield from _branches(found, where)
    yield from _exponent(found, where)
    yield from _distribution(found, where)
    efficiency = None if found.refusal else diode(found, others)
    if efficiency is not None:
        yield _diode_row(efficiency, common)


def _row(
    name: str,
    e: CurrentEstimate,
    where: dict[str, object],
    branches: Sequence[BranchCurrent],
    **rest: Any,
) -> Quantity:
    return Quantity(
        name,
        "A",
        e.value,
        (e.value - e.sigma, e.value + e.sigma),
        e.systematic,
        method=_METHODS[e.method],
        where=where,
        cites=CITES[e.method],
        **_origin(branches),
        **rest,
    )


def _branches(found: CriticalSet, where: dict[str, object]) -> Iterator[Quantity]:
    """Switching and retrapping currents of each branch, and why a branch was left out."""
    if not found.methods and all(b.refusal for b in found.branches):
        return
    several = len({b.sweep.branch for b in found.branches}) > 1
    for branch in dict.fromkeys(b.sweep.branch for b in found.branches):
        mine = [b for b in found.branches if b.sweep.branch == branch]
        usable = [b for b in mine if not b.refusal and b.methods]
        switching, sign = mine[0].switching, mine[0].sweep.sign
        name = "Ic" if switching else "I_retrap"
        place = {**where, "branch": branch}
        if not usable:
            if several and switching:
                yield refused(name, "A", mine[0].refusal, where=place, **_origin(mine))
            continue
        method = found.methods[0] if found.methods else usable[0].methods[0]
        e = found.polarity(sign, method, switching=switching)
        if e is not None and (several or not switching):
            yield _row(name, e, place, usable)


def _caution(found: CriticalSet, method: str) -> dict[str, str]:
    """Status and message of a critical current that depends on how it is defined."""
    usable = [b for b in found.branches if not b.refusal and b.switching]
    excluded = [b for b in found.branches if b.refusal and b.switching]
    exponents = [b.exponent.value for b in usable if b.exponent and b.exponent.given]
    if method != "max_slope" and exponents and min(exponents) < SOFT:
        return {
            "status": "warning",
            "message": f"The voltage rises as a low power of the current (n = {min(exponents):.2g})"
            ": no current is singled out, and this one follows the threshold.",
        }
    if any(b.steps for b in usable):
        return {
            "status": "warning",
            "message": "The voltage rises in several jumps (phase slips, or parts of the sample "
            "one after the other): methods mark different ones of them.",
        }
    if excluded:
        return {
            "status": "warning",
            "message": f"{len(excluded)} of {len(excluded) + len(usable)} branches left out: "
            + excluded[0].refusal,
        }
    return {}


def _exponent(found: CriticalSet, where: dict[str, object]) -> Iterator[Quantity]:
    usable = [b for b in found.branches if not b.refusal and b.switching]
    given = [b for b in usable if b.exponent is not None and b.exponent.given]
    laws = [b.exponent for b in given if b.exponent is not None]
    if not laws or len(laws) < len(usable):
        return
    n = len(laws)
    value = sum(e.value for e in laws) / n
    sigma = sum(e.sigma**2 for e in laws) ** 0.5 / n
    spread = sum(e.spread for e in laws) / n
    yield Quantity(
        "n_exponent",
        "1",
        value,
        (value - sigma, value + sigma),
        (value - spread, value + spread),
        method=_METHODS["power_law"],
        where=where,
        cites=CITES["power_law"],
        **_origin(given),
    )


def _distribution(found: CriticalSet, where: dict[str, object]) -> Iterator[Quantity]:
    for sign, branch in ((1, "zero->plus"), (-1, "zero->minus")):
        d = found.distribution(sign)
        if d is None:
            continue
        common: dict[str, Any] = {
            "method": f"{d.count} repeated sweeps",
            "where": {**where, "branch": branch},
            "cites": ("fulton1974",),
            **_origin(found.of(switching=True, sign=sign)),
        }
        for name, unit, value, sigma in (
            ("Ic_width", "A", d.width, d.width_sigma),
            ("Ic_skewness", "1", d.skewness, d.skewness_sigma),
        ):
            yield Quantity(name, unit, value, (value - sigma, value + sigma), **common)


def _diode_row(found: Diode, common: dict[str, Any]) -> Quantity:
    if found.refusal:
        return refused("eta_diode", "1", found.refusal, **common)
    zero = "" if found.seen else "No diode: the polarities agree within errors."
    return Quantity(
        "eta_diode",
        "1",
        found.value,
        (found.value - found.sigma, found.value + found.sigma),
        found.systematic,
        method="(Ic+ - |Ic-|)/(Ic+ + |Ic-|) of switching currents",
        status="warning" if found.caution and found.seen else "ok",
        message=found.caution if found.seen else zero,
        cites=("ando2020",),
        **common,
    )


def _origin(branches: Sequence[BranchCurrent]) -> dict[str, str]:
    return {
        "source": "; ".join(dict.fromkeys(b.sweep.source for b in branches)),
        "rows": merge_rows(b.sweep.rows for b in branches),
    }
