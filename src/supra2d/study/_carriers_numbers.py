"""Numbers that follow from one Hall slope and one sheet resistance, each with its intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, hypot
from typing import Any

import xarray as xr

from ..core import Interval, Quantity, Sample, header_of, refused
from ..measure import (
    clean_london_depth,
    diffusion_constant,
    drude_mobility,
    fermi_temperature,
    kf_l,
    mean_free_path,
    sheet_density,
)

#: Fermi temperature over temperature below which a sheet is not degenerate.
DEGENERATE = 3.0

#: Probability of a curved Hall resistance from which its slope is no density.
CURVED = 0.95

CITES = ("hall1879", "ashcroft1976")
SIGN = "positive slope: holes; the sign follows the wiring and the direction of the field"


@dataclass(frozen=True)
class Geometry:
    """What is known of the sample: thickness, width and length in m, and two assumptions.

    ``degeneracy`` is the number of equal Fermi lines (spin times valleys), ``mass`` the
    effective mass over that of the free electron.
    """

    thickness: float | None = None
    width: float | None = None
    length: float | None = None
    degeneracy: float = 2.0
    mass: float = 1.0

    def squares(self, quantity: str) -> float | None:
        """Reading of a channel over the sheet resistance; None where that is not known."""
        if quantity == "sheet_resistance":
            return 1.0
        if quantity == "resistivity":
            return self.thickness
        return self.length / self.width if self.length and self.width else None

    def why_not(self, quantity: str) -> str:
        """What is missing for a sheet resistance, and what to do."""
        if quantity == "resistivity":
            return (
                "A resistivity gives a sheet resistance only with the thickness: state thickness "
                "under [sample] in supra2d.toml."
            )
        return (
            "The longitudinal resistance is not per square: state width and length under "
            "[sample] in supra2d.toml, or map it with --columns 'sheet_resistance=NAME [ohm]'."
        )


def geometry_of(
    logs: Sequence[xr.Dataset], sample: Sample, degeneracy: float, mass: float
) -> Geometry:
    """Geometry of a sample; a thickness that is not stated is the one of all instrument headers."""
    stated = {t for t in map(_stated, logs) if t}
    thickness = sample.thickness or (stated.pop() if len(stated) == 1 else None)
    return Geometry(thickness, sample.width, sample.length, degeneracy, mass)


def films_of(
    logs: Sequence[xr.Dataset], sample: Sample, degeneracy: float, mass: float
) -> list[tuple[Geometry, list[xr.Dataset]]]:
    """Logs by film, with its geometry: headers that state several thicknesses are several films."""
    stated = list(dict.fromkeys(map(_stated, logs)))
    if sample.thickness or len({t for t in stated if t}) < 2:
        return [(geometry_of(logs, sample, degeneracy, mass), list(logs))]
    films = [[log for log in logs if _stated(log) == t] for t in stated]
    return [(geometry_of(film, sample, degeneracy, mass), film) for film in films]


def _stated(log: xr.Dataset) -> float | None:
    return header_of(log).get("thickness")


@dataclass(frozen=True, slots=True)
class Relative:
    """A number with relative standard deviations: statistical and of the analysis."""

    value: float
    sigma: float
    systematic: float = 0.0


@dataclass(frozen=True, slots=True)
class _Rule:
    """A power law of the Hall slope and of the sheet resistance."""

    name: str
    unit: str
    function: Callable[[float, float, Geometry], float]
    of_slope: float
    of_resistance: float
    method: str
    cites: tuple[str, ...] = CITES

    @property
    def is_length(self) -> bool:
        """True when it assumes a degenerate sheet."""
        return self.name in ("mean_free_path", "kFl", "diffusion_constant", "lambda_clean")


_RULES = (
    _Rule("n_sheet", "m^-2", lambda n, r, g: n, -1, 0, "1/(e dR_xy/dB)", (*CITES, "jay2021")),
    _Rule("n_volume", "m^-3", lambda n, r, g: n / (g.thickness or 1), -1, 0, "n_s / thickness"),
    _Rule("lambda_clean", "m", lambda n, r, g: clean_london_depth(n / (g.thickness or 1),
          mass=g.mass), 0.5, 0, "sqrt(m / mu_0 n e^2)", ("london1935",)),
    _Rule("mobility", "m^2/(V s)", lambda n, r, g: drude_mobility(n, r), 1, -1, "1/(e n_s R_s)"),
    _Rule("mean_free_path", "m", lambda n, r, g: mean_free_path(n, drude_mobility(n, r),
          degeneracy=g.degeneracy), 0.5, -1, "hbar k_F mu / e"),
    _Rule("kFl", "1", lambda n, r, g: kf_l(r, degeneracy=g.degeneracy), 0, -1,
          "(2/g_d) h/(e^2 R_s)", ("ioffe1960",)),
    _Rule("diffusion_constant", "m^2/s", lambda n, r, g: diffusion_constant(n,
          drude_mobility(n, r), mass=g.mass, degeneracy=g.degeneracy), 0, -1, "v_F l / 2"),
)  # fmt: skip


def carrier_numbers(
    slope: Relative, sheet: Relative | None, geometry: Geometry, *, why: str = "", **common: Any
) -> list[Quantity]:
    """Density, mobility, lengths of one slope in ohm/T and one sheet resistance in ohm.

    Parameters
    ----------
    slope, sheet
        Hall slope and sheet resistance; without the latter the mobility is refused with ``why``.
    geometry
        Thickness, degeneracy, mass.
    **common
        Fields of every `Quantity`: ``where``, ``source``, ``rows``, ``status``, ``message``.
    """
    n = sheet_density(slope.value)
    rows: list[Quantity] = []
    for rule in _RULES:
        if rule.name in ("n_volume", "lambda_clean") and geometry.thickness is None:
            continue
        if rule.of_resistance and sheet is None:
            if rule.name == "mobility":
                rows.append(refused("mobility", rule.unit, why, **_place(common)))
            continue
        caution = _caution(rule, n, geometry, common)
        if caution.get("status") == "refused":
            rows.append(refused(rule.name, rule.unit, caution["message"], **_place(common)))
            continue
        value = rule.function(n, sheet.value if sheet else 1.0, geometry)
        statistical, systematic = (
            hypot(rule.of_slope * a, rule.of_resistance * b)
            for a, b in (
                (slope.sigma, sheet.sigma if sheet else 0.0),
                (slope.systematic, sheet.systematic if sheet else 0.0),
            )
        )
        rows.append(
            Quantity(
                rule.name,
                rule.unit,
                value,
                around(value, statistical),
                around(value, systematic) if systematic else None,
                method=rule.method,
                convention=_convention(rule, slope, geometry),
                cites=rule.cites,
                **{**common, **caution},
            )
        )
    return rows


def around(value: float, relative: float) -> Interval:
    """Interval of one relative standard deviation, even on a logarithmic scale."""
    return value * exp(-relative), value * exp(relative)


def _place(common: dict[str, Any]) -> dict[str, Any]:
    return {key: common[key] for key in ("where", "source", "rows") if key in common}


def _convention(rule: _Rule, slope: Relative, geometry: Geometry) -> str:
    if rule.name == "n_sheet":
        return f"{'holes' if slope.value > 0 else 'electrons'} ({SIGN})"
    if rule.name in ("diffusion_constant", "lambda_clean"):
        return f"mass {geometry.mass:g} m_e, degeneracy {geometry.degeneracy:g}"
    return f"degeneracy {geometry.degeneracy:g}" if rule.is_length else ""


def _caution(rule: _Rule, n: float, geometry: Geometry, common: dict[str, Any]) -> dict[str, str]:
    """A warning or refusal where the sheet is not degenerate at its temperature."""
    temperature = common.get("where", {}).get("temperature")
    if not rule.is_length or temperature is None or common.get("status", "ok") != "ok":
        return {}
    edge = fermi_temperature(n, mass=geometry.mass, degeneracy=geometry.degeneracy)
    if edge >= DEGENERATE * temperature:
        return {}
    return {
        "status": "warning" if edge > temperature else "refused",
        "message": f"The Fermi temperature of this density is {edge:.3g} K (mass "
        f"{geometry.mass:g} m_e) at {temperature:.4g} K: the formula of a degenerate sheet does "
        "not hold. Measure at lower temperature.",
    }
