"""One spectrum: gap and broadening, with what window, background and calibration leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, hypot

import numpy as np

from ..core import Array, FitError, InputError, Model, Quantity, combine, refused
from ..core.constants import BCS_GAP, K_B
from ._gate_windows import Estimate, average
from ._tunnelling_rows import OFFSET, Form, Rows, Slopes, fit_rows
from ._tunnelling_spectra import FEWEST, Spectrum

#: Orders of the background that are tried.
ORDERS = (0, 1, 2)

_VAGUE = 0.5  # of itself: a larger error of the gap, and there is no number
_MISFIT = 2.5  # residuals inside the gap over those outside, from which a law is doubted
_WINDOWS = (1.0, 0.8, 0.62, 0.48)  # of the largest bias
_ROOM = 2.2  # gaps that the smallest window must hold on each side
_STARTS = (0.5, 0.75, 1.0, 1.4)  # times the gap of the law's guess


@dataclass(frozen=True)
class GapFit:
    """A law fitted to one spectrum.

    Attributes
    ----------
    law
        Name of the law.
    numbers
        Parameters by name, with intervals: ``Delta`` and ``Gamma`` in meV, others of the law,
        ``V0`` in V (zero of the bias) and ``leak`` (share of the conductance in parallel).
    bias, fit
        V and the best curve there in the unit of the data, shape (n,).
    residuals
        Data less fit, shape (n,).
    background
        Conductance of the normal state in the best fit, shape (n,).
    order, window
        Of the best fit: order of the background, largest bias in V.
    choices
        Number of windows and backgrounds that were averaged.
    noise
        Standard deviation of a reading.
    together
        Neighbouring readings that move together.
    chi2, parameters
        Sum of squares of the fit to the whole range in the unit of the data squared, with the
        highest order of the background, and number of its parameters.
    """

    law: str
    numbers: Mapping[str, Quantity]
    bias: Array
    fit: Array
    residuals: Array
    background: Array
    order: int
    window: float
    choices: int
    noise: float
    together: float
    chi2: float
    parameters: int

    def __getitem__(self, name: str) -> Quantity:
        return self.numbers[name]

    @property
    def misfit(self) -> float:
        """Residuals inside twice the gap over those outside, as standard deviations."""
        centre = self.numbers[OFFSET].value or 0.0
        edge = 2e-3 * max(_gap_of(self.numbers), 1e-3)
        inside = np.abs(self.bias - centre) < edge
        if np.count_nonzero(inside) < 5 or np.count_nonzero(~inside) < 5:
            return 1.0
        within, beyond = (float(np.std(self.residuals[part])) for part in (inside, ~inside))
        return within / max(beyond, 1e-300)


def measure_gap(
    spectrum: Spectrum,
    law: Model,
    *,
    temperature: float | None = None,
    temperature_error: float = 0.0,
    modulation: float = 0.0,
    modulation_error: float = 0.0,
    leak: bool = False,
    orders: Sequence[int] = ORDERS,
    fixed: Mapping[str, float] | None = None,
    slopes: Slopes | None = None,
) -> GapFit:
    """Fit a law of tunnelling to a spectrum.

    The law multiplies a polynomial background, around a zero of the bias that is found as well;
    the unit of the conductance drops out. Windows and orders of the background are averaged with
    weights that count the points left out (jay2021), and what they differ by, together with the
    errors of temperature and modulation, is the systematic part. The noise is that of the
    residuals, with the number of neighbours that move together.

    Parameters
    ----------
    spectrum
        At least 20 readings.
    law
        A law of the family ``tunnelling`` with a parameter ``G_N``.
    temperature, temperature_error
        Of the electrons, K. Without it the temperature is fitted; the broadening is then known
        less well.
    modulation, modulation_error
        Amplitude of the lock-in at the junction, V rms.
    leak
        Whether a constant conductance in parallel may be there: a normal part of the junction.
    orders
        Of the background polynomial.
    fixed
        Parameters of the law that are known.
    slopes
        Of the law, from ``supra2d.models.tunnelling``: faster than differences of the law.

    Raises
    ------
    FitError
        For a dead spectrum. Where a live one does not determine the gap, the numbers of the
        answer are refused.
    """
    if spectrum.dead:
        raise FitError(
            f"a spectrum of {spectrum.source or 'a junction'} in which " + spectrum.dead,
            f"{FEWEST} different readings",
            "leave it out",
        )
    good = np.isfinite(spectrum.conductance)
    V, G = spectrum.bias[good], spectrum.conductance[good]
    unit = float(np.median(np.abs(G))) or float(np.abs(G).max())
    form = form_of(law, temperature, modulation, leak=leak, fixed=fixed, slopes=slopes)
    start = first_start(form, V, G / unit)
    found = _choices(form, V, G / unit, start, orders)
    full = found[-1].take(np.array([0]))
    noise, size = _noise(full)
    costs = np.concatenate([_cost(rows, noise, size, V.size) for rows in found])
    best = int(np.argmin(costs))
    values = {n: _average(found, n, costs) for n in (*form.free, OFFSET)}
    if leak:
        values["leak"] = _average(found, "leak", costs)
    chosen, at = _picked(found, best)
    shifts = _calibration(chosen, at, V, G / unit, temperature_error, modulation_error)
    numbers = {
        name: _quantity(law, name, value, shifts.get(name, 0.0), spectrum)
        for name, value in values.items()
    }
    edge = float(np.max(np.abs(V[chosen.residuals[at] != 0.0])))
    row = chosen.values[at : at + 1]
    background = _background(chosen.form, V, row, float(np.max(np.abs(V))))
    curve = background * chosen.form.shape(V[None], row)[0] + (row[0, -1] if leak else 0.0)
    made = GapFit(
        law.name, numbers, V, unit * curve, G - unit * curve, unit * background,
        chosen.form.order, edge, costs.size, unit * float(np.sqrt(noise / size)), size,
        unit**2 * float(full.chi2[0]), len(full.form.names),
    )  # fmt: skip
    return replace(made, numbers=_judged(made))


def compare_gaps(fits: Sequence[GapFit]) -> dict[str, float]:
    """Probability of each law, by the Bayesian information criterion.

    Parameters
    ----------
    fits
        Of one spectrum with the same orders of the background.
    """
    least = min(fits, key=lambda f: f.chi2)
    points = least.bias.size / least.together
    noise = least.noise**2 * least.together
    bic = {f.law: f.chi2 / noise + f.parameters * np.log(points) for f in fits}
    lowest = min(bic.values())
    raw = {name: exp(-0.5 * (value - lowest)) for name, value in bic.items()}
    return {name: value / sum(raw.values()) for name, value in raw.items()}


def form_of(
    law: Model,
    temperature: float | None,
    modulation: float,
    *,
    leak: bool = False,
    order: int = 1,
    fixed: Mapping[str, float] | None = None,
    slopes: Slopes | None = None,
) -> Form:
    """What is fitted: conventions of the law stay, a temperature that is not given is free."""
    known: dict[str, float | Array] = {
        p.name: p.default for p in law.parameters if not p.free and p.name != "T"
    }
    known |= {"V_mod": modulation, **(fixed or {})}
    if temperature is not None:
        if temperature <= 0.0:
            raise InputError(f"a temperature of {temperature:g} K", "a positive one", "check it")
        known["T"] = temperature
    free = tuple(p.name for p in law.parameters if p.name not in known and p.name != "G_N")
    return Form(law, free, known, order, leak, slopes=slopes)


def first_start(form: Form, V: Array, G: Array) -> Array:
    """Start of the coordinates, from the law's guess scaled in several ways, shape (k,)."""
    middle = 0.5 * (V[0] + V[-1])
    guess = form.law.guess(V - middle, G)
    reach = 1e3 * float(np.max(np.abs(V)))
    Delta = guess.get("Delta", 0.3 * reach)
    rows = []
    for factor in _STARTS:
        row = []
        for name in form.free:
            parameter = form.law.parameter(name)
            if name == "T":
                row.append(max(0.15 * Delta / (BCS_GAP * K_B), 2.0 * parameter.low))
            elif name == "Gamma":
                row.append(0.1 * factor * Delta)
            elif parameter.unit == "meV":
                row.append(factor * guess.get(name, Delta))
            else:
                row.append(guess.get(name, parameter.default))
        rows.append([*row, 0.0])
    start = np.array(rows)
    m = start.shape[0]
    same = form.at_rows(np.zeros(m, dtype=np.int64))
    tried = fit_rows(same, np.tile(V, (m, 1)), np.tile(G, (m, 1)), start)
    return np.asarray(tried.values[int(np.argmin(tried.chi2)), : form.curved])


def _choices(form: Form, V: Array, G: Array, start: Array, orders: Sequence[int]) -> list[Rows]:
    """Fits in all windows, one set of rows for each order of the background."""
    reach = float(np.max(np.abs(V)))
    gap = max((start[j] for j, n in enumerate(form.free) if n.startswith("Delta")), default=0.0)
    gap += max((start[j] for j, n in enumerate(form.free) if n == "h"), default=0.0)
    sizes = [w for w in _WINDOWS if w == 1.0 or 1e3 * w * reach > _ROOM * gap]
    windows = np.array([np.abs(V) <= w * reach * (1.0 + 1e-9) for w in sizes], dtype=float)
    windows = windows[windows.sum(axis=1) >= FEWEST]
    m = windows.shape[0]
    tiled = np.tile(V, (m, 1)), np.tile(G, (m, 1)), np.tile(start, (m, 1))
    found = []
    for order in sorted(orders):
        found.append(fit_rows(replace(form, order=order), *tiled, windows))
    return found


def _noise(full: Rows) -> tuple[float, float]:
    """Variance times number of points that move together, and that number."""
    free = max(float(full.points[0]) - len(full.form.names), 1.0)
    noise = float(full.noise[0])
    return max(noise, 1e-300), noise * free / max(float(full.chi2[0]), 1e-300)


def _cost(rows: Rows, noise: float, size: float, n: int) -> Array:
    cut = (n - rows.points) / size
    return np.asarray(rows.chi2 / noise + 2.0 * (len(rows.form.names) + cut))


def _picked(found: Sequence[Rows], index: int) -> tuple[Rows, int]:
    for rows in found:
        if index < rows.chi2.size:
            return rows, index
        index -= rows.chi2.size
    raise IndexError(index)


def _average(found: Sequence[Rows], name: str, costs: Array) -> Estimate:
    values = np.concatenate([_column(rows, name) for rows in found])
    sigmas = np.concatenate([_sigma(rows, name) for rows in found])
    return average(values, sigmas, costs)


def _column(rows: Rows, name: str) -> Array:
    if name == "leak":
        return rows.share()[0]
    found = rows.column(name)
    return np.abs(found) if name == "h" else found


def _sigma(rows: Rows, name: str) -> Array:
    return rows.share()[1] if name == "leak" else rows.sigma(name)


def _calibration(
    rows: Rows, at: int, V: Array, G: Array, temperature_error: float, modulation_error: float
) -> dict[str, float]:
    """What wrong temperatures and modulations shift, added in squares, by coordinate."""
    errors = {"T": temperature_error, "V_mod": modulation_error}
    errors = {k: e for k, e in errors.items() if e > 0.0 and k in rows.form.fixed}
    weight = (rows.residuals[at : at + 1] != 0.0).astype(float)
    shifts: dict[str, float] = {}
    for name, error in errors.items():
        value = float(np.asarray(rows.form.fixed[name]))
        low = rows.form.law.parameter(name).low
        both = np.array([[max(value - error, low)], [value + error]])
        fixed = dict(rows.form.fixed) | {name: both}
        form = replace(rows.form, fixed=fixed)
        start = np.repeat(rows.values[at : at + 1, : form.curved], 2, axis=0)
        moved = fit_rows(
            form, np.tile(V, (2, 1)), np.tile(G, (2, 1)), start, np.repeat(weight, 2, axis=0)
        )
        for free in (*form.free, *(["leak"] if form.leak else [])):
            change = float(np.max(np.abs(_column(moved, free) - _column(rows, free)[at])))
            shifts[free] = hypot(shifts.get(free, 0.0), change)
    return shifts


def _quantity(law: Model, name: str, found: Estimate, shift: float, spectrum: Spectrum) -> Quantity:
    unit = "V" if name == OFFSET else "" if name == "leak" else law.parameter(name).unit
    floor = -np.inf if name in (OFFSET, "leak") else law.parameter(name).low
    value, sigma = max(found.value, floor), max(found.sigma, 1e-12 * abs(found.value))
    spread = hypot(found.systematic, shift)
    interval = (max(value - sigma, floor), value + sigma)
    systematic = (max(value - spread, floor), value + spread)
    total = combine(value, (value - sigma, value + sigma), (value - spread, value + spread))
    return Quantity(
        name, unit, float(value), interval, systematic, (max(total[0], floor), total[1]),
        method=law.name, where=dict(spectrum.where), source=spectrum.source, rows=spectrum.rows,
        cites=(*law.references, "jay2021"),
    )  # fmt: skip


def _judged(fit: GapFit) -> dict[str, Quantity]:
    """The numbers with what is to be said about them."""
    gaps = [q for name, q in fit.numbers.items() if name.startswith("Delta")]
    if any(q.error > _VAGUE * (q.value or 0.0) for q in gaps):
        message = (
            "The spectrum does not determine the gap: it is shallow, noisy, or wider than the "
            "range of bias. Average more sweeps, measure colder or over a wider range."
        )
        return {
            name: refused(name, q.unit, message, method=q.method, where=q.where, source=q.source)
            for name, q in fit.numbers.items()
        }
    found = dict(fit.numbers)
    if fit.misfit > _MISFIT:
        message = (
            f"The law leaves structure inside the gap, {fit.misfit:.1f} times what it leaves "
            "outside; compare other laws."
        )
        found = {n: replace(q, status="warning", message=message) for n, q in found.items()}
    Gamma = found.get("Gamma")
    if Gamma is not None and Gamma.total is not None and Gamma.total[0] <= 0.0:
        text = f"Not told from zero; below {Gamma.total[1]:.2g} meV. {Gamma.message}".strip()
        found["Gamma"] = replace(Gamma, message=text)
    return found


def _background(form: Form, V: Array, row: Array, reach: float) -> Array:
    c = row[0, form.curved : form.curved + form.order + 1]
    return np.asarray(((V / reach)[:, None] ** np.arange(form.order + 1)) @ c)


def _gap_of(numbers: Mapping[str, Quantity]) -> float:
    """Outer edge of the gap in meV."""
    gaps = [q.value or 0.0 for n, q in numbers.items() if n.startswith("Delta")]
    return max(gaps) + max((q.value or 0.0 for n, q in numbers.items() if n == "h"), default=0.0)
