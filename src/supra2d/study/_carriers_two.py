"""Two kinds of carriers: their numbers, the fits, and the comparison with one kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..core import Fit, FittedParameter, Quantity
from ..measure import CarrierChoice, Carriers, HallSet
from ._carriers_numbers import CITES, around

_LAWS = {"one": "one_carrier", "two": "two_carriers"}


def two_carrier_numbers(choice: CarrierChoice, **common: Any) -> list[Quantity]:
    """Density and mobility of both kinds, the one that carries more current first.

    Parameters
    ----------
    choice
        With the verdict ``two``.
    **common
        Fields of every `Quantity`: ``where``, ``source``, ``rows``.
    """
    two = choice.two
    rows = []
    for i in (0, 1):
        kind = "holes" if two.mobilities[i] > 0 else "electrons"
        for name, unit, value in (
            ("n_sheet", "m^-2", two.densities[i]),
            ("mobility", "m^2/(V s)", abs(two.mobilities[i])),
        ):
            kind_of = "density" if name == "n_sheet" else "mobility"
            sigma, moved = two.sigma(kind_of, i), min(two.systematic(kind_of, i), 50.0)
            rows.append(
                Quantity(
                    f"{name}_{i + 1}",
                    unit,
                    value,
                    around(value, min(sigma, 50.0)),
                    around(value, moved) if moved else None,
                    method="two carriers, R_xx and R_xy together",
                    convention=kind,
                    status="ok" if sigma < 0.5 else "warning",
                    message=""
                    if sigma < 0.5
                    else f"The data hardly determine {name} of these {kind}; measure to a field "
                    "at which mobility times field exceeds one.",
                    cites=CITES,
                    **common,
                )
            )
    return rows


def carrier_fits(sets: Iterable[HallSet], names: Mapping[int, str]) -> list[Fit]:
    """Both laws of every set that was compared; ``names`` are what the sets are called."""
    fits = []
    for i, found in enumerate(sets):
        if found.choice is None:
            continue
        for law in ("one", "two"):
            carriers: Carriers = getattr(found.choice, law)
            fits.append(_fit(law, carriers, names[i]))
    return fits


def carrier_comparison(choice: CarrierChoice, data: str) -> dict[str, Any]:
    """The row of ``comparisons`` of one set; the evidence is that of the Schwarz criterion."""
    laws = ("one", "two")
    adequate = {law: getattr(choice, law).adequate for law in laws}
    decisive = choice.verdict in laws
    return {
        "data": data,
        "candidates": [
            {
                "model": _LAWS[law],
                "mechanism": _LAWS[law],
                "log_evidence": -0.5 * getattr(choice, law).bic,
                "weight": choice.probabilities[law],
                "adequate": adequate[law],
            }
            for law in laws
        ],
        "mechanisms": [
            {"mechanism": _LAWS[law], "probability": choice.probabilities[law]} for law in laws
        ],
        "verdict": _verdict(choice),
        "decisive": decisive,
        "none_adequate": not any(adequate.values()),
        "skipped": [],
    }


def _verdict(choice: CarrierChoice) -> str:
    share = max(choice.probabilities.values())
    return {
        "one": f"One kind of carriers describes both resistances (probability {share:.3g}).",
        "two": f"Both resistances ask for two kinds of carriers (probability {share:.6g}).",
        "open": "One and two kinds of carriers describe both resistances about equally well.",
        "none": "Neither one nor two kinds of carriers describe how both resistances depend on "
        "the field; another magnetoresistance is at work.",
    }[choice.verdict]


def _fit(law: str, carriers: Carriers, data: str) -> Fit:
    parameters: list[FittedParameter] = []
    for i, (n, mu) in enumerate(zip(carriers.densities, carriers.mobilities, strict=True), 1):
        for name, value, unit, kind in (
            (f"n_{i}", n, "m^-2", "density"),
            (f"mu_{i}", mu, "m^2/(V s)", "mobility"),
        ):
            sigma = min(carriers.sigma(kind, i - 1), 50.0)
            low, high = sorted(around(value, sigma))
            parameters.append(FittedParameter(name, value, unit, (low, high)))
    free = len(carriers.covariance)
    return Fit(
        _LAWS[law],
        _LAWS[law],
        data,
        tuple(parameters),
        carriers.chi2,
        carriers.points - free,
        carriers.chi2 + 2 * free,
        carriers.bic,
        -0.5 * carriers.bic,
        carriers.adequate,
    )
