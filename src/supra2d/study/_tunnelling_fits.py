"""Laws fitted to one spectrum, weighed against each other, and the verdict on its gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from ..core import Array, Fit, FittedParameter, Interval, Quantity, refused
from ..measure import (
    GapFit,
    GapVerdict,
    Spectrum,
    compare_gaps,
    measure_gap,
    superconducting_gap,
)
from ..models import model
from ._tunnelling_rows import Junction

_EXCLUDED = 0.05  # probability below which a law does not describe the spectrum
_LISTED = 0.2  # probability from which a second law is listed, too
_PARALLEL = 0.99  # probability from which a conductance in parallel is part of all laws
_SURE = 3.0  # standard deviations
_MISFIT = 1.5  # residuals inside the gap over those outside; a law that is right stays below
_OUTER = 0.8  # of the range of bias, beyond which a junction is taken as normal
_NAMES = ("Delta", "Delta_1", "Delta_2", "w_1", "Gamma", "h", "Z")
_SKIPPED = {
    "dynes_exchange": "no field is recorded",
    "btk": "supra2d.toml does not say [tunnelling] transparent = true",
}
_REMEDY = (
    "Measure it again well above Tc and beyond the critical field: a superconducting gap closes "
    "there, one of a charge-density wave, a Coulomb gap or of the tip stays."
)


@dataclass(frozen=True)
class Study:
    """What one spectrum says.

    Attributes
    ----------
    spectrum
        The readings.
    fits
        By law, the most probable first; all with a conductance in parallel, or none.
    weights
        Probability of each law, shared out by the Bayesian criterion.
    parallel
        Whether a part of the junction is normal: the laws then have a leak.
    verdict
        Whether the gap is superconducting.
    warm
        Temperature in K that describes the spectrum far better than the recorded one, else None.
    """

    spectrum: Spectrum
    fits: Mapping[str, GapFit]
    weights: Mapping[str, float]
    parallel: bool
    verdict: GapVerdict
    warm: Quantity | None = None

    @cached_property
    def best(self) -> GapFit:
        """The most probable law."""
        return next(iter(self.fits.values()))

    @cached_property
    def single(self) -> GapFit:
        """The most probable law with a single gap."""
        return next(fit for law, fit in self.fits.items() if law != "dynes_two_gaps")

    @cached_property
    def least(self) -> GapFit:
        """The fit that is closest to the data: its noise is that of all."""
        return min(self.fits.values(), key=lambda fit: fit.chi2)

    @property
    def noise(self) -> float:
        """Variance of a reading times the number of neighbours that move together."""
        return max(self.least.noise**2 * self.least.together, 1e-300)

    @cached_property
    def refusal(self) -> str:
        """Why the gap is no number for a superconductor; empty where it may be one."""
        reasons = " ".join(self.verdict.reasons)
        if self.verdict.verdict == "not superconducting":
            return f"Not a superconducting gap. {reasons}"
        states = {check.name: check.status for check in self.verdict.checks}
        unseen = "warning" in (states.get("gap_peaks"), states.get("gap_dip"))
        if unseen and states.get("gap_closing") != "ok":
            return f"Whether the gap is superconducting stays open. {reasons}"
        return ""

    @property
    def doubts(self) -> str:
        """What a believed gap lacks; that nobody saw it close yet is no doubt."""
        unsure = [c for c in self.verdict.checks if c.status == "warning"]
        return " ".join(c.message for c in unsure if c.name != "gap_closing")

    def criterion(self, fit: GapFit) -> float:
        """Bayesian criterion of a law."""
        points = fit.bias.size / self.least.together
        return float(fit.chi2 / self.noise + fit.parameters * np.log(points))

    def adequate(self, fit: GapFit) -> bool:
        """Whether there is a gap, and little is left over inside it."""
        return not self.refusal and fit.misfit < _MISFIT

    def lacks(self, fit: GapFit) -> str:
        """Why a law is not adequate."""
        if self.refusal:
            return "The gap was refused."
        return f"Inside the gap {fit.law} leaves {fit.misfit:.2g} times as much over as outside."


def study(one: Junction, rows: Sequence[Spectrum]) -> Study:
    """Fit the laws that the recorded quantities allow to the first of some spectra.

    The others, of other temperatures or fields, tell whether its gap closes.

    Raises
    ------
    FitError
        For a spectrum that cannot be fitted.
    """
    spectrum = rows[0]
    common: dict[str, Any] = {
        "temperature": spectrum.where.get("temperature"),
        "modulation": one.modulation,
        "modulation_error": one.modulation_error,
    }
    simple = measure_gap(spectrum, model("dynes"), **common)
    leaky = measure_gap(spectrum, model("dynes"), leak=True, **common)
    beside = compare_gaps([simple, replace(leaky, law="parallel")])["parallel"]
    share = leaky["leak"]
    # what passes a low barrier looks like a part in parallel
    parallel = (
        not one.transparent
        and beside > _PARALLEL
        and share.interval is not None
        and share.interval[0] > 0.0
    )
    found = [leaky if parallel else simple]
    for law in laws_for(spectrum, transparent=one.transparent)[1:]:
        found.append(measure_gap(spectrum, model(law), leak=parallel, **common))
    weights = compare_gaps(found)
    found.sort(key=lambda fit: -weights[fit.law])
    law = next(fit.law for fit in found if fit.law != "dynes_two_gaps")
    verdict = superconducting_gap(rows, model(law), modulation=one.modulation)
    fits = {fit.law: fit for fit in found}
    warm = _warm(spectrum, fits[law], common, parallel=parallel)
    return Study(spectrum, fits, weights, parallel, verdict, warm)


def _warm(
    spectrum: Spectrum, fit: GapFit, common: Mapping[str, Any], *, parallel: bool
) -> Quantity | None:
    """A temperature above the recorded one, where the spectrum clearly asks for it."""
    recorded = common["temperature"]
    if recorded is None:
        return None
    free = measure_gap(spectrum, model(fit.law), leak=parallel, **{**common, "temperature": None})
    better = compare_gaps([fit, replace(free, law="free")])["free"] > _PARALLEL
    q = free["T"]
    return q if better and (q.value or 0.0) > recorded + _SURE * q.error else None


def laws_for(spectrum: Spectrum, *, transparent: bool = False) -> list[str]:
    """Laws of a spectrum, the simplest first."""
    split = ["dynes_exchange"] if "field" in spectrum.where else []
    return ["dynes", "dynes_two_gaps", *split, *(["btk"] if transparent else [])]


def numbers(found: Study, where: Mapping[str, object]) -> list[Quantity]:
    """Gap, broadening and what else the probable laws have; refused where there is no gap."""
    common: dict[str, Any] = {"source": found.spectrum.source, "rows": found.spectrum.rows}
    if found.refusal:
        told = f"{found.refusal} {_REMEDY}"
        return [
            refused(name, "meV", told, where=dict(where), **common) for name in ("Delta", "Gamma")
        ]
    rows: list[Quantity] = []
    for law, fit in found.fits.items():
        if found.weights[law] >= _LISTED or fit is found.single:
            rows += _of_law(found, fit, where)
    for name, known in (("T_electron", "T"), ("parallel_share", "leak")):
        if known in found.single.numbers:
            rows.append(_renamed(found.single[known], name, {**where, "method": found.single.law}))
    return rows


def _of_law(found: Study, fit: GapFit, where: Mapping[str, object]) -> list[Quantity]:
    status, message = "ok", ""
    if found.doubts:
        status, message = "warning", found.doubts
    if not found.adequate(fit):
        status, message = "warning", f"{found.lacks(fit)} {message}".strip()
    if found.weights[fit.law] < _EXCLUDED:
        status = "warning"
        message = (
            f"{found.best.law} describes the spectrum better (probability "
            f"{found.weights[found.best.law]:.3g}). {message}"
        ).strip()
    place = {**where, "method": fit.law}
    return [
        replace(q, where=place, status=status, message=message)
        for name in _NAMES
        if (q := _ordered(fit).get(name)) is not None
    ]


def _ordered(fit: GapFit) -> Mapping[str, Quantity]:
    """Numbers with the smaller of two gaps as the first: the law has no order."""
    both = [fit.numbers.get(name) for name in ("Delta_1", "Delta_2", "w_1")]
    first, second, share = both
    if first is None or second is None or share is None:
        return fit.numbers
    if (first.value or 0.0) <= (second.value or 0.0):
        return fit.numbers
    return {
        **fit.numbers,
        "Delta_1": replace(second, name="Delta_1"),
        "Delta_2": replace(first, name="Delta_2"),
        "w_1": _rest(share),
    }


def _rest(q: Quantity) -> Quantity:
    """One less a share."""

    def turned(interval: Interval | None) -> Interval | None:
        return None if interval is None else (1.0 - interval[1], 1.0 - interval[0])

    return replace(
        q,
        value=1.0 - (q.value or 0.0),
        interval=turned(q.interval),
        systematic=turned(q.systematic),
        total=turned(q.total),
    )


def _renamed(q: Quantity, name: str, where: Mapping[str, object]) -> Quantity:
    return replace(q, name=name, where=where)


def normalised(fit: GapFit) -> tuple[Array, Array]:
    """Data and fit over the conductance of the normal state, a part in parallel included."""
    level = fit.background
    if "leak" in fit.numbers:
        # far from the gap the law is one, and what the fit has beyond it is in parallel
        outer = np.abs(fit.bias) > _OUTER * np.max(np.abs(fit.bias))
        level = level + float(np.median((fit.fit - fit.background)[outer]))
    return (fit.fit + fit.residuals) / level, fit.fit / level


def fit_rows_of(found: Study, data: str) -> tuple[Fit, ...]:
    """The fits as rows of ``results.json``, with the noise of the best one."""
    return tuple(_fit_row(found, fit, data) for fit in found.fits.values())


def _fit_row(found: Study, fit: GapFit, data: str) -> Fit:
    chi2, points = fit.chi2 / found.noise, fit.bias.size / found.least.together
    good = found.adequate(fit)
    parameters = [
        FittedParameter(name, q.value or 0.0, q.unit, q.total) for name, q in _ordered(fit).items()
    ]
    return Fit(
        fit.law,
        model(fit.law).mechanism,
        data,
        tuple(parameters),
        chi2=chi2,
        dof=max(1, round(points) - fit.parameters),
        aic=chi2 + 2.0 * fit.parameters,
        bic=found.criterion(fit),
        log_evidence=-0.5 * found.criterion(fit),
        adequate=good,
        status="ok" if good or found.refusal or fit is not found.best else "warning",
        message="" if good else found.lacks(fit),
    )


def comparison(found: Study, data: str) -> dict[str, Any]:
    """The laws with their probabilities, as a row of ``results.json``."""
    candidates: list[dict[str, Any]] = [
        {
            "model": fit.law,
            "mechanism": model(fit.law).mechanism,
            "log_evidence": -0.5 * found.criterion(fit),
            "weight": found.weights[fit.law],
            "adequate": found.adequate(fit),
        }
        for fit in found.fits.values()
    ]
    first = candidates[0]
    but = ", but the gap was refused" if found.refusal else ""
    skipped = [{"model": law, "why": why} for law, why in _SKIPPED.items() if law not in found.fits]
    return {
        "data": data,
        "candidates": candidates,
        "mechanisms": [
            {"mechanism": c["mechanism"], "probability": c["weight"]} for c in candidates
        ],
        "verdict": f"{model(found.best.law).title} is most probable ({first['weight']:.2g}){but}.",
        "decisive": bool(first["weight"] >= 0.95 and first["adequate"]),
        "none_adequate": not any(c["adequate"] for c in candidates),
        "skipped": skipped,
    }
