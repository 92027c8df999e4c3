"""Fitting laws to tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log, sqrt

import numpy as np
import xarray as xr

from supra2d.core import Array, Fit, FitError, FittedParameter, InputError, Interval, Model

from ._data import Data
from ._diagnostics import chi2_check, runs_check
from ._intervals import linear_intervals, profile_intervals
from ._likelihood import Likelihood
from ._outcome import FitOutcome, draws, open_places
from ._solve import THOROUGH, Minimum, Search, minimise
from ._space import Space

_WIDE = 1.5  # Birge ratio from which the fit itself is marked
_ROUNDS = 12  # of widening the points; each leaves a fraction of the misfit to the shared errors


def fit_table(
    model: Model,
    table: xr.Dataset,
    *,
    fixed: Mapping[str, float] | None = None,
    bounds: Mapping[str, Interval] | None = None,
    start: Mapping[str, float] | None = None,
    minos: bool = True,
    birge: bool = True,
) -> FitOutcome:
    r"""Fit one law to one table.

    .. math:: \chi^2 = \sum_i \min_{x} \left[\left(\frac{x_i - x}{e_{x,i}}\right)^2
              + \left(\frac{y_i - f(x)}{e_{y,i}}\right)^2\right]

    with shared sources of error as nuisance parameters of unit variance.

    Parameters
    ----------
    model
        The law; its first variable and its result name the columns.
    table
        From :func:`supra2d.core.make_table`, dimension ``point``.
    fixed
        Parameters held at a value.
    bounds
        Narrower bounds than those of the law.
    start
        Starting values; the law guesses the others from the data.
    minos
        Asymmetric intervals from the profile of chi2; else from the covariance.
    birge
        Widen intervals by sqrt(chi2/dof) where chi2/dof > 1 (birge1932).

    Raises
    ------
    FitError
        When the columns are missing, or there are fewer points than free parameters.

    Examples
    --------
    >>> from supra2d.core import make_table
    >>> from supra2d.models import model
    >>> law = model("gl_perpendicular")
    >>> T = [1.0, 2.0, 3.0, 4.0]
    >>> table = make_table(T, law(T, Tc0=5.0, xi=10e-9), field_error=0.01)
    >>> outcome = fit_table(law, table)
    >>> round(outcome.values["Tc0"], 6), round(outcome.values["xi"] * 1e9, 6)
    (5.0, 10.0)
    """
    return fit_joint(
        [(model, table)], fixed=fixed, bounds=bounds, start=start, minos=minos, birge=birge
    )


def fit_joint(
    parts: Sequence[tuple[Model, xr.Dataset]],
    *,
    fixed: Mapping[str, float] | None = None,
    bounds: Mapping[str, Interval] | None = None,
    start: Mapping[str, float] | None = None,
    tied: Mapping[str, str] | None = None,
    tc_shift: float | None = None,
    minos: bool = True,
    birge: bool = True,
) -> FitOutcome:
    """Fit several laws to their tables at once; parameters of the same name are one.

    Parameters
    ----------
    parts
        Pairs of law and table: ``[(gl_perpendicular, perp), (gl_parallel, par)]``.
    fixed, bounds, start, minos, birge
        As for :func:`fit_table`.
    tied
        ``{"a": "b"}``: parameter a takes the value of b.
    tc_shift
        Standard deviation in K of the critical temperature from cooldown to cooldown (label
        ``run``). With several cooldowns each gets its own shift; ``Tc0`` is their centre.

    Raises
    ------
    FitError
        As for :func:`fit_table`.
    """
    likelihood, minimum = solve_joint(
        parts, fixed=fixed, bounds=bounds, start=start, tied=tied, tc_shift=tc_shift
    )
    stated = minimum
    scale = 1.0
    if birge and likelihood.nuisances:
        # A misfit must widen the points, not be absorbed by a background that is known better:
        # the independent errors grow until chi2 fits, the shared ones keep their size.
        for _ in range(_ROUNDS):
            ratio = _birge_ratio(likelihood, minimum)
            if ratio < 1.02:
                break
            scale *= ratio
            likelihood = likelihood.of([d.widened(ratio) for d in likelihood.parts])
            here = likelihood.space.natural(minimum.z[: len(likelihood.space)])
            minimum = minimise(likelihood, [here])
    widening = _birge_ratio(likelihood, minimum) if birge else 1.0
    find = profile_intervals if minos else linear_intervals
    intervals = find(likelihood, minimum, widening)
    return outcome_of(likelihood, minimum, intervals, widening, stated.chi2, scale)


def solve_joint(
    parts: Sequence[tuple[Model, xr.Dataset]],
    *,
    fixed: Mapping[str, float] | None = None,
    bounds: Mapping[str, Interval] | None = None,
    start: Mapping[str, float] | None = None,
    tied: Mapping[str, str] | None = None,
    tc_shift: float | None = None,
    search: Search = THOROUGH,
) -> tuple[Likelihood, Minimum]:
    """The likelihood of several laws on their tables, and where chi2 is smallest."""
    if not parts:
        raise InputError("no table", "at least one pair of law and table", "pass [(law, table)]")
    data = [Data.of(model, table) for model, table in parts]
    models = [model for model, _ in parts]
    space = Space(models, fixed=fixed, bounds=bounds, tied=tied, asked=tuple(start or {}))
    starts = _starts(data, space, start or {})
    _enough(data, space)
    space.scale_by(starts[0])
    edges = {d.model.edge for d in data} - {""}
    reference = next((starts[0].get(e) or space.fixed.get(e) for e in edges), None)
    likelihood = Likelihood(data, space, tc_shift, reference or 1.0)
    minimum = minimise(likelihood, starts, search)
    if not all(d.weighted for d in data):
        likelihood = likelihood.of(_with_scatter(likelihood, minimum, len(space)))
        minimum = minimise(likelihood, starts)
    return likelihood, minimum


def _starts(
    data: Sequence[Data], space: Space, asked: Mapping[str, float]
) -> list[dict[str, float]]:
    """Guesses of all laws together: the first law that knows a parameter decides, or the last."""
    guesses = [d.model.guess(d.x, d.y) for d in data]
    starts = []
    for order in (guesses, guesses[::-1]):
        merged: dict[str, float] = {}
        for guess in order:
            merged = guess | merged
        start = space.clipped({**merged, **asked})
        if start not in starts:
            starts.append(start)
    return starts


def _enough(data: Sequence[Data], space: Space) -> None:
    n, k = sum(len(d) for d in data), len(space)
    needed = k if all(d.weighted for d in data) else k + 1
    if n < needed:
        errors = "" if needed == k else " and their scatter, as the table has no errors"
        raise FitError(
            f"{n} points for {k} free parameters ({', '.join(space.names)})",
            f"at least {needed} points to determine them{errors}",
            "fix a parameter, or measure more points",
        )


def _with_scatter(likelihood: Likelihood, minimum: Minimum, k: int) -> list[Data]:
    """Tables without errors get a common one from the scatter about the first fit."""
    residuals = likelihood.split(likelihood.residuals(minimum.z))
    share = 1.0 - k / sum(r.size for r in residuals)
    return [
        d if d.weighted else d.with_common_error(float(d.ey[0]) * sqrt(r @ r / (share * r.size)))
        for d, r in zip(likelihood.parts, residuals, strict=True)
    ]


def _degrees(likelihood: Likelihood, minimum: Minimum) -> int:
    """Degrees of freedom; an open direction takes nothing away, a normal prior is a point."""
    points = sum(len(d) for d in likelihood.parts) + len(likelihood.known)
    return points - len(likelihood.space) + len(minimum.pins)


def _birge_ratio(likelihood: Likelihood, minimum: Minimum) -> float:
    """sqrt(chi2/dof), at least 1 (birge1932)."""
    dof = _degrees(likelihood, minimum)
    return max(1.0, sqrt(minimum.chi2 / dof)) if dof > 0 else 1.0


def outcome_of(
    likelihood: Likelihood,
    minimum: Minimum,
    intervals: Mapping[str, Interval | None],
    widening: float = 1.0,
    chi2: float | None = None,
    scale: float = 1.0,
    posterior: Array | None = None,
) -> FitOutcome:
    """Bind a fit whose independent errors were widened by ``scale``; ``chi2`` is without that.

    ``posterior`` holds coordinates drawn elsewhere; without it they follow from the covariance.
    """
    space, parts = likelihood.space, likelihood.parts
    k, n = len(space), sum(len(d) for d in parts)
    chi2 = minimum.chi2 if chi2 is None else chi2
    dof = _degrees(likelihood, minimum)
    values = space.natural(minimum.z[:k])
    inner = widening**2 * minimum.covariance[:k, :k]
    slope = space.gradient(minimum.z[:k])
    found = likelihood.split(likelihood.residuals(minimum.z))
    residuals = tuple(scale * r for r in found)
    status, message = _verdict(parts, intervals, minimum, scale * widening, chi2 / max(dof, 1))
    fit = Fit(
        model="+".join(dict.fromkeys(d.model.name for d in parts)),
        mechanism="+".join(dict.fromkeys(d.model.mechanism for d in parts)),
        data=", ".join(d.label for d in parts),
        parameters=tuple(_parameter(space, name, values, intervals) for name in space.parameters),
        chi2=chi2,
        dof=dof,
        aic=chi2 + 2 * k,
        bic=chi2 + k * log(n),
        status=status,
        message=message,
    )
    return FitOutcome(
        fit=fit,
        values=values,
        intervals=intervals,
        free=space.names,
        covariance=inner * np.outer(slope, slope),
        checks=(
            chi2_check(chi2, dof),
            runs_check(residuals, [d.x for d in parts]),
        ),
        shifts=likelihood.shifts(minimum.z, widening**2 * minimum.covariance),
        parts=parts,
        _residuals=residuals,
        _draws=draws(space, minimum.z[:k], inner)
        if posterior is None
        else tuple(space.natural(q) for q in posterior),
        _open=open_places(space, minimum, intervals),
    )


def _parameter(
    space: Space,
    name: str,
    values: Mapping[str, float],
    intervals: Mapping[str, Interval | None],
) -> FittedParameter:
    interval = intervals.get(space.tied.get(name, name))
    unit = space.parameters[name].unit
    prior = space.prior_text(name) if name in space.names else ""
    return FittedParameter(name, values[name], unit, interval, prior, name in space.fixed)


def _verdict(
    parts: Sequence[Data],
    intervals: Mapping[str, Interval | None],
    minimum: Minimum,
    widening: float,
    reduced: float,
) -> tuple[str, str]:
    """Status of the fit and what the reader must know of it."""
    sentences = [d.note for d in parts if d.note]
    warn = False
    lost = [name for name, interval in intervals.items() if interval is None]
    if lost:
        warn = True
        sentences.append(
            f"{', '.join(lost)}: not constrained by these data; fix one, or add data that "
            "determine it."
        )
    if not minimum.converged:
        warn = True
        sentences.append("The fit has not converged; give starting values or narrower bounds.")
    if widening > 1.005:  # shown with two digits
        warn = warn or widening > _WIDE
        sentences.append(
            ("The law does not describe these points: " if widening > _WIDE else "")
            + f"chi2/dof = {reduced:.3g}, intervals are widened by {widening:.3g} (Birge ratio)."
        )
    return "warning" if warn else "ok", " ".join(sentences)
