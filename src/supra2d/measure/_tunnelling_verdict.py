"""Whether a gap in a spectrum is a superconducting one, and what speaks for or against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core import Array, Check, InputError, Model, Parameter, Variable
from ..core.constants import BCS_GAP, K_B
from ._tunnelling_gap import GapFit, compare_gaps, measure_gap
from ._tunnelling_rows import Slopes
from ._tunnelling_spectra import Spectrum

#: Answers of `superconducting_gap`.
YES, NO, OPEN = "superconducting", "not superconducting", "open"

_OUTER = 0.6  # of the range of bias, beyond which the spectrum is taken as normal
_DEEP, _SHALLOW = 0.1, 0.02  # depth of the dip: clear, and none
_EVEN, _ODD = 0.2, 0.35  # odd over even part: symmetric, and clearly not
_PEAK = 0.02  # least height of a coherence peak over the normal conductance
_EXPLAINED = 0.8  # of the structure that the law must describe
_ALIKE = 2.5  # residuals that move together; more is structure that the law leaves over
_RATIO = (2.0, 10.0)  # 2 Delta / kB Tc of superconductors
_SURE = 3.0  # standard deviations


@dataclass(frozen=True)
class GapVerdict:
    """What the spectra say about the nature of a gap.

    Attributes
    ----------
    verdict
        ``superconducting``, ``not superconducting`` or ``open``.
    checks
        One per argument: ``gap_dip``, ``gap_symmetry``, ``gap_peaks``, ``gap_shape``, and where
        the data allow ``gap_ratio`` and ``gap_closing``; a failed one speaks against
        superconductivity, a warning leaves it open.
    fit
        The law fitted to the spectrum at the lowest temperature and field.
    probability
        Of the law against plain dips without peaks.
    """

    verdict: str
    checks: tuple[Check, ...]
    fit: GapFit
    probability: float

    @property
    def reasons(self) -> tuple[str, ...]:
        """Sentences that decide: those against, else all of them."""
        against = [c.message for c in self.checks if c.status == "failed"]
        unsure = [c.message for c in self.checks if c.status == "warning"]
        return tuple(against or unsure or [c.message for c in self.checks])


def superconducting_gap(
    spectra: Spectrum | Sequence[Spectrum],
    law: Model,
    *,
    temperature: float | None = None,
    modulation: float = 0.0,
    Tc: float | None = None,
    slopes: Slopes | None = None,
) -> GapVerdict:
    """Judge whether the gap of a spectrum is superconducting.

    A superconducting gap is symmetric about zero bias, moves states from inside to peaks beside
    it, follows the law, and closes with temperature and field. Spectra of a charge-density wave, a
    Coulomb gap or a tip with structure lack one of these.

    Parameters
    ----------
    spectra
        One, or several at different temperatures or fields; the coldest at the smallest field is
        judged by its shape, the others tell whether the gap closes.
    law
        A law of the family ``tunnelling`` with a gap ``Delta``.
    temperature, modulation
        Of the first spectrum, K (default: as recorded in it), and V rms.
    Tc
        Critical temperature known from elsewhere, K.
    slopes
        Of the law, from ``supra2d.models.tunnelling``: faster than differences of the law.

    Raises
    ------
    InputError
        Without a spectrum.
    """
    several = [spectra] if isinstance(spectra, Spectrum) else [s for s in spectra if not s.dead]
    if not several:
        raise InputError("no live spectrum", "one at least", "measure it again")
    several = sorted(several, key=_coldness)
    first = several[0]
    known = temperature if temperature is not None else first.where.get("temperature")
    fit = measure_gap(
        first, law, temperature=known, modulation=modulation, leak=True, slopes=slopes
    )
    dips = [measure_gap(first, dip, temperature=1.0) for dip in _DIPS]
    probability = compare_gaps([fit, *dips])[law.name]
    V, even, odd, noise = _parts(fit)
    checks = [
        _dip(fit, even, V, noise),
        _symmetry(V, even, odd, noise),
        _peaks(fit, V, even, odd, noise),
        _shape(fit, probability),
    ]
    known_gap = fit["Delta"].value is not None
    if Tc is not None and known_gap:
        checks.append(_ratio(fit, Tc))
    if len(several) > 1 and known_gap:
        checks += _closing(several, law, modulation, fit)
    states = {c.status for c in checks}
    verdict = NO if "failed" in states else OPEN if "warning" in states else YES
    return GapVerdict(verdict, tuple(checks), fit, probability)


def _coldness(spectrum: Spectrum) -> tuple[float, float]:
    where = spectrum.where
    return where.get("temperature", 0.0), abs(where.get("field", 0.0))


def _parts(fit: GapFit) -> tuple[Array, Array, Array, float]:
    """Even and odd part over the normal state at positive bias (meV), and their noise.

    The normal state is a line through the outer part; the zero of the bias is where the odd part
    is least, so that an offset is no asymmetry.
    """
    reach = float(np.max(np.abs(fit.bias)))
    G = fit.fit + fit.residuals
    outer = np.abs(fit.bias) > _OUTER * reach
    line = np.polyval(np.polyfit(fit.bias[outer], G[outer], 1), fit.bias)
    normal = G / line
    V = np.linspace(0.0, _OUTER * reach, max(12, fit.bias.size // 3))
    best: tuple[float, Array, Array] | None = None
    for zero in np.linspace(-0.1, 0.1, 81) * reach:
        right, left = (np.interp(zero + s * V, fit.bias, normal) for s in (1.0, -1.0))
        odd = 0.5 * (right - left)
        power = float(odd @ odd)
        if best is None or power < best[0]:
            best = power, 0.5 * (right + left), odd
    assert best is not None
    # of neighbours against each other: what a law leaves over may be odd
    noise = 0.5 * float(np.std(np.diff(normal)))
    return 1e3 * V, best[1], best[2], noise


def _depth(fit: GapFit, even: Array) -> float:
    """By how much the conductance falls; of a law with a barrier Z that pairs pass, or rises."""
    return float(np.max(np.abs(even - 1.0) if "Z" in fit.numbers else 1.0 - even))


def _dip(fit: GapFit, even: Array, V: Array, noise: float) -> Check:
    depth = _depth(fit, even[: max(2, V.size // 2)])
    does = "changes by up to" if "Z" in fit.numbers else "falls by"
    text = f"The conductance {does} {100 * depth:.0f} % inside the gap"
    if depth < max(_SHALLOW, _SURE * noise):
        return Check("gap_dip", "failed", f"{text}: there is no gap.", depth)
    if depth < _DEEP:
        return Check("gap_dip", "warning", f"{text}: too little to tell its nature.", depth)
    return Check("gap_dip", "ok", f"{text}.", depth)


def _symmetry(V: Array, even: Array, odd: Array, noise: float) -> Check:
    size = float(np.sqrt(np.mean((even - 1.0) ** 2)))
    power = max(float(np.mean(odd**2)) - noise**2, 0.0)
    part = float(np.sqrt(power)) / max(size, 1e-300)
    text = f"the part of the structure that is odd in bias is {100 * part:.0f} % of the even one"
    if part > _ODD:
        message = f"The gap is not symmetric about any bias: {text}."
        return Check("gap_symmetry", "failed", message, part)
    if part > _EVEN:
        return Check("gap_symmetry", "warning", f"Hardly symmetric: {text}.", part)
    return Check("gap_symmetry", "ok", f"Symmetric in bias: {text}.", part)


def _peaks(fit: GapFit, V: Array, even: Array, odd: Array, noise: float) -> Check:
    """Peaks on both sides of the gap, where the law says that they can be seen."""
    fitted = float(np.max(fit.fit / np.maximum(fit.background + _leak(fit), 1e-300))) - 1.0
    low = int(np.argmin(even[: max(2, V.size // 2)]))
    heights = [float(np.max(side[low:])) - 1.0 for side in (even + odd, even - odd)]
    least = min(heights)
    text = f"{100 * heights[0]:.0f} % and {100 * heights[1]:.0f} % above the normal conductance"
    # the highest of many noisy points
    if least > max(_PEAK, _SURE * noise * np.sqrt(2.0)):
        return Check("gap_peaks", "ok", f"Coherence peaks on both sides, {text}.", least)
    if fitted < _PEAK + _SURE * noise:
        message = (
            "Coherence peaks are missing, and the broadening that fits leaves none to be seen; "
            "measure colder or with a smaller modulation."
        )
        return Check("gap_peaks", "warning", message, least)
    message = f"Coherence peaks are missing on one side at least: the maxima are {text}."
    return Check("gap_peaks", "failed", message, least)


def _leak(fit: GapFit) -> float:
    share = fit.numbers["leak"].value or 0.0
    level = float(np.median(fit.background))
    return level * share / max(1.0 - share, 1e-3)


def _shape(fit: GapFit, probability: float) -> Check:
    line = np.polyval(np.polyfit(fit.bias, fit.fit + fit.residuals, 2), fit.bias)
    structure = float(np.var(fit.fit + fit.residuals - line))
    explained = 1.0 - float(np.var(fit.residuals)) / max(structure, 1e-300)
    if fit["Delta"].value is None:
        return Check("gap_shape", "warning", fit["Delta"].message)
    text = f"The law {fit.law} describes {100 * explained:.0f} % of the structure"
    if probability < 0.05:
        message = f"{text}, and a plain dip without peaks describes the spectrum better."
        return Check("gap_shape", "failed", message, explained)
    if explained < _EXPLAINED and fit.together > _ALIKE:
        message = f"{text}; what it leaves over is no noise."
        return Check("gap_shape", "failed", message, explained)
    if explained < _EXPLAINED:
        message = f"{text}; the rest is noise. Average more spectra."
        return Check("gap_shape", "warning", message, explained)
    return Check("gap_shape", "ok", f"{text}, better than a plain dip.", explained)


def _ratio(fit: GapFit, Tc: float) -> Check:
    Delta = fit.numbers["Delta"].value or 0.0
    ratio = 2.0 * Delta / (K_B * Tc)
    text = f"2 Delta / kB Tc is {ratio:.1f} with Tc = {Tc:g} K"
    if not _RATIO[0] < ratio < _RATIO[1]:
        message = f"{text}; superconductors have 3.5 to 6, this gap belongs to something else."
        return Check("gap_ratio", "failed", message, ratio)
    return Check("gap_ratio", "ok", f"{text}.", ratio)


def _closing(
    several: Sequence[Spectrum], law: Model, modulation: float, fit: GapFit
) -> list[Check]:
    """Whether the dip is gone, or smaller, in the warmest spectrum and in the largest field."""
    gap = fit.numbers["Delta"].value or 0.0
    highest = gap / (BCS_GAP * K_B)
    found = []
    for name, unit in (("temperature", "K"), ("field", "T")):
        values = [abs(s.where[name]) for s in several if name in s.where]
        if len(values) < len(several) or np.ptp(values) == 0.0:
            continue
        last = several[int(np.argmax(values))]
        there = measure_gap(last, law, leak=True, modulation=modulation,
                            temperature=last.where.get("temperature"))  # fmt: skip
        even, noise = _parts(there)[1], _parts(there)[3]
        # a law with a barrier may cross the normal conductance at zero bias
        inside = even if "Z" in fit.numbers else even[:1]
        depth, error = _depth(fit, inside), _SURE * noise
        at = f"at {max(values):g} {unit}"
        if depth < max(_DEEP, error):
            message = f"The gap is closed {at}."
            found.append(Check("gap_closing", "ok", message, depth))
        elif name == "temperature" and max(values) > 1.2 * highest:
            message = (
                f"The gap is still open {at}, where a superconducting one of {gap:.3g} meV would "
                f"have closed at about {highest:.3g} K."
            )
            found.append(Check("gap_closing", "failed", message, depth))
        else:
            message = f"The gap is still open {at}; measure further to see it close."
            found.append(Check("gap_closing", "warning", message, depth))
    return found


def _dip_law(name: str, shape: str) -> Model:
    """A dip without peaks, a law of the same form as those of tunnelling."""

    def function(V: Array, Delta: Array, depth: Array, T: Array, V_mod: Array, G_N: float) -> Array:
        x = 1e3 * V / Delta
        dip = np.exp(-0.5 * x * x) if shape == "gaussian" else 1.0 / (1.0 + x * x)
        return np.asarray(G_N * (1.0 - depth * dip))

    return Model(
        name=name,
        title=f"A {shape} dip",
        mechanism="dip",
        variables=(Variable("bias", "V"),),
        result=Variable("conductance", "S"),
        parameters=(
            Parameter("Delta", "meV", 1.0, 1e-3, 1e3, "width"),
            Parameter("depth", "", 0.5, -1.0, 1.0, "depth"),
            Parameter("T", "K", 1.0, 1e-3, 300.0, "without meaning here", free=False),
            Parameter("V_mod", "V", 0.0, 0.0, 1.0, "without meaning here", free=False),
            Parameter("G_N", "S", 1.0, 1e-18, 1e9, "conductance outside"),
        ),
        function=function,
        guess=lambda V, G: {"Delta": 2e2 * float(np.ptp(V))},
        equation="",
        limits="",
        references=(),
        columns=True,
    )


_DIPS = (_dip_law("gaussian_dip", "gaussian"), _dip_law("lorentzian_dip", "lorentzian"))
