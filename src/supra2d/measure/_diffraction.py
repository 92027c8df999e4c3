"""Lattice constants from (00l) series: all series of a scan with one misalignment in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm, t

from ..core import Array, InputError, Interval
from ._diffraction_lines import DiffractionLine, Radiation, diffraction_lines
from ._diffraction_orders import Series, angles, find_series, ghosts, missing_orders

_ZERO = 0.01  # deg, to which the zero of 2 theta is known: one standard deviation, a convention
_ENCODER = 0.002  # deg, of a goniometer
_FEW = 16  # rows of a scan, at least

#: How lines of a misaligned sample move: by the function of Nelson and Riley, or of cos theta.
NELSON_RILEY, DISPLACED = "Nelson-Riley", "cos^2/sin"


@dataclass(frozen=True)
class LatticeSpacing:
    """Spacing of one series, in m.

    Attributes
    ----------
    value, interval, systematic
        Extrapolated to theta = 90 deg.
    from_zero
        Relative change of the value by one standard deviation of the zero.
    others
        Values of the other choices: function, and emission lines where they are open.
    series
        Its lines and their orders.
    missing
        Orders within the scan that have no line.
    """

    value: float
    interval: Interval
    systematic: Interval
    from_zero: float
    others: tuple[float, ...]
    series: Series
    missing: tuple[int, ...]

    @property
    def displaced(self) -> float:
        """With the function of a displaced flat sample."""
        return self.others[0]


@dataclass(frozen=True)
class Diffraction:
    """What a scan says.

    Attributes
    ----------
    lines
        All lines, in order of their angle.
    spacings
        One for each series, the one with most weight first.
    covariance
        Of the statistical errors of the logarithms of the spacings, shape (n, n).
    strange
        Index of each line of no series, with the line of the tube that it is an image of, or "".
    emission
        ``doublet``, ``single`` or ``undecided``.
    shift
        Slope of the extrapolation, K of d = d0 (1 + K F), and its standard deviation.
    displacement
        Of the sample over the radius of the goniometer, and its standard deviation.
    zero
        Of 2 theta in deg and its standard deviation, which is no larger than what was assumed.
    scatter
        deg, beyond the counts, that lines miss the extrapolation by.
    radiation
        As used.
    """

    lines: tuple[DiffractionLine, ...]
    spacings: tuple[LatticeSpacing, ...]
    covariance: Array
    strange: dict[int, str]
    emission: str
    shift: tuple[float, float]
    displacement: tuple[float, float]
    zero: tuple[float, float]
    scatter: float
    radiation: Radiation


def nelson_riley(theta: Array | float) -> Array:
    r"""The extrapolation function of Nelson and Riley.

    .. math:: F = \frac12\left(\frac{\cos^2\theta}{\sin\theta} + \frac{\cos^2\theta}{\theta}\right)

    Parameters
    ----------
    theta
        Half of the diffraction angle, deg, between 0 and 90.

    Returns
    -------
    Array
        Dimensionless; zero at 90 deg.

    References
    ----------
    nelson1945

    Examples
    --------
    >>> round(float(nelson_riley(30.0)), 4)
    1.4662
    """
    angle = np.deg2rad(np.asarray(theta, float))
    return np.asarray(0.5 * np.cos(angle) ** 2 * (1.0 / np.sin(angle) + 1.0 / angle))


def measure_diffraction(
    two_theta: Array, counts: Array, radiation: Radiation | None = None
) -> Diffraction:
    r"""Spacings of the (00l) series of a scan.

    Lines of order l lie at :math:`2\theta_l + z - 2KF(\theta_l)\tan\theta_l` with
    :math:`\sin\theta_l = l\lambda/2d`: a zero z that is known to 0.01 deg, and a free K. All
    series have both in common. Systematic: the zero, the function of a displaced flat sample in
    place of that of Nelson and Riley, and one emission line in place of two where the profiles do
    not decide.

    Parameters
    ----------
    two_theta
        deg, shape (n,); in any order.
    counts
        Shape (n,).
    radiation
        Wavelengths in m; K alpha of copper where none is given.

    Raises
    ------
    InputError
        Where there is no scan, no line, or no two orders of one series.

    References
    ----------
    nelson1945
    """
    radiation = radiation or Radiation()
    x, y = _in_order(two_theta, counts)
    found = diffraction_lines(x, y, radiation)
    series = find_series(found.lines, radiation)
    if not series:
        raise _no_series(found.lines)
    at = np.array([line.two_theta for line in found.lines])
    error = np.array([line.error for line in found.lines])
    fit = _extrapolate(series, at, error, radiation.first, _nelson_riley_shift)
    others = [_extrapolate(series, at, error, radiation.first, _displaced_shift)]
    if found.other:
        single = np.array([line.two_theta for line in found.other])
        others.append(_extrapolate(series, single, error, radiation.first, _nelson_riley_shift))
    spacings = [
        LatticeSpacing(
            fit.spacing[i],
            _interval(fit.spacing[i], float(np.sqrt(fit.covariance[i, i]))),
            _systematic(fit.spacing[i], fit.from_zero[i], [o.spacing[i] for o in others]),
            fit.from_zero[i],
            tuple(o.spacing[i] for o in others),
            one,
            tuple(missing_orders(one, float(x[0]), float(x[-1]), radiation)),
        )
        for i, one in enumerate(series)
    ]
    members = {i for one in series for i in one.lines}
    images = ghosts(found.lines, sorted(members), radiation)
    return Diffraction(
        found.lines,
        tuple(spacings),
        fit.covariance,
        {i: images.get(i, "") for i in range(len(found.lines)) if i not in members},
        found.emission,
        fit.shift,
        others[0].shift,
        fit.zero,
        fit.scatter,
        radiation,
    )


def lattice_mismatch(found: Diffraction, one: int, other: int) -> tuple[float, Interval, Interval]:
    r"""Relative difference :math:`d_1/d_2 - 1` of two series of a scan, with both intervals.

    Misalignment moves the lines of both, so that most of it falls out.

    Parameters
    ----------
    found
        Of one scan.
    one, other
        Places of the two series in ``found.spacings``.

    Returns
    -------
    value, interval, systematic
        Dimensionless.
    """
    a, b = found.spacings[one], found.spacings[other]
    ratio = a.value / b.value
    c = found.covariance
    relative = float(np.sqrt(max(c[one, one] + c[other, other] - 2.0 * c[one, other], 0.0)))
    others = [v / w for v, w in zip(a.others, b.others, strict=True)]
    low, high = _interval(ratio, relative)
    least, most = _systematic(ratio, a.from_zero - b.from_zero, others)
    return ratio - 1.0, (low - 1.0, high - 1.0), (least - 1.0, most - 1.0)


@dataclass(frozen=True)
class _Fit:
    """Spacings in m, their relative errors, and the misalignment with its errors."""

    spacing: list[float]
    from_zero: list[float]
    covariance: Array
    shift: tuple[float, float]
    zero: tuple[float, float]
    scatter: float


def _nelson_riley_shift(theta: Array) -> Array:
    """Of 2 theta in deg, for K = 1."""
    return np.asarray(-2.0 * np.rad2deg(nelson_riley(np.rad2deg(theta)) * np.tan(theta)))


def _displaced_shift(theta: Array) -> Array:
    return np.asarray(-2.0 * np.rad2deg(np.cos(theta)))


def _extrapolate(
    series: Sequence[Series],
    at: Array,
    error: Array,
    wavelength: float,
    shift: Callable[[Array], Array],
) -> _Fit:
    """Linear least squares about the spacings so far, with a zero of known width."""
    rows = np.array([i for one in series for i in one.lines])
    which = np.array([k for k, one in enumerate(series) for _ in one.lines])
    orders = np.array([order for one in series for order in one.orders], float)
    n = len(series)
    spacing = np.array([one.spacing for one in series])
    measured, sigma = at[rows], np.hypot(error[rows], _ENCODER)
    scatter = 0.0
    for _ in range(4):
        places = np.concatenate(
            [angles(orders[which == k], spacing[k], wavelength) for k in range(n)]
        )
        theta = np.deg2rad(places / 2.0)
        design = np.zeros((rows.size, n + 2))
        design[np.arange(rows.size), which] = -2.0 * np.rad2deg(np.tan(theta))
        design[:, n], design[:, n + 1] = shift(theta), 1.0
        scatter = _beyond(design, measured - places, sigma)
        gain, step = _solved(design, measured - places, np.hypot(sigma, scatter))
        spacing = spacing * np.exp(step[:n])
    dof = rows.size - n - 1
    # few lines tell their own scatter badly
    width = float(t.ppf(0.84, dof) / norm.ppf(0.84)) if dof > 0 and scatter > 0.0 else 1.0
    statistical = (gain * np.hypot(sigma, scatter) ** 2) @ gain.T * width**2
    prior = gain @ design[:, n + 1]  # of a zero of one degree, beyond that zero itself
    prior[n + 1] -= 1.0
    total = np.sqrt(np.diag(statistical) + (prior * _ZERO) ** 2)
    return _Fit(
        [float(v) for v in spacing],
        [float(v) for v in prior[:n] * _ZERO],
        statistical[:n, :n],
        (float(step[n]), float(total[n])),
        (float(step[n + 1]), float(total[n + 1])),
        scatter,
    )


def _solved(design: Array, misfit: Array, sigma: Array) -> tuple[Array, Array]:
    """Gain and parameters of the least squares."""
    weighted = design.T / sigma**2
    normal = weighted @ design
    normal[-1, -1] += 1.0 / _ZERO**2
    gain: Array = np.linalg.solve(normal, weighted).astype(np.float64)
    return gain, gain @ misfit


def _beyond(design: Array, misfit: Array, sigma: Array) -> float:
    """Scatter in deg that has to be added to the errors for chi2 to be that of the free lines."""
    dof = misfit.size - design.shape[1] + 1

    def excess(scatter: float) -> float:
        widened = np.hypot(sigma, scatter)
        _, step = _solved(design, misfit, widened)
        left = (misfit - design @ step) / widened
        chi2 = float((left**2).sum()) + float(step[-1] / _ZERO) ** 2
        return chi2 - float(dof)

    if dof < 1 or excess(0.0) <= 0.0:
        return 0.0
    return float(brentq(excess, 0.0, 10.0, xtol=1e-5))


def _interval(value: float, relative: float) -> Interval:
    return value * (1.0 - relative), value * (1.0 + relative)


def _systematic(value: float, relative: float, others: Sequence[float]) -> Interval:
    """Parts that do not know of one another, added in squares on each side."""
    parts = np.array([relative * value, -relative * value, *(o - value for o in others)])
    down, up = (float(np.sqrt((np.clip(s * parts, 0.0, None) ** 2).sum())) for s in (-1, 1))
    return value - down, value + up


def _in_order(two_theta: Array, counts: Array) -> tuple[Array, Array]:
    """Rising angles, each once, between 0 and 180 deg; counts of one angle averaged."""
    inside = np.isfinite(two_theta) & np.isfinite(counts) & (two_theta > 0.0) & (two_theta < 180.0)
    x, place = np.unique(np.asarray(two_theta, float)[inside], return_inverse=True)
    if x.size < _FEW:
        raise InputError(
            f"a diffraction scan of {x.size} angles between 0 and 180 deg",
            f"{_FEW} or more",
            "scan 2 theta over the (00l) lines",
        )
    y = np.bincount(place, np.asarray(counts, float)[inside]) / np.bincount(place)
    return x, y


def _no_series(lines: Sequence[DiffractionLine]) -> InputError:
    shown = ", ".join(f"{line.two_theta:.2f}" for line in lines[:8])
    if len(lines) < 2:
        return InputError(
            f"a diffraction scan with {'no line' if not lines else f'one line at {shown} deg'}",
            "two or more orders of one (00l) series",
            "scan further, or count longer",
        )
    return InputError(
        f"no two of {len(lines)} diffraction lines ({shown} deg) are orders of one series",
        "two or more orders of one (00l) series",
        "align the crystal on its (00l) planes, and check the wavelength",
    )
