"""Laws of a turn of the field in the plane: what the film does, what a wobble does, or both.

All are cases of ``inplane_harmonics``. They are fitted in the components of its amplitudes, of
which the curve is a nearly straight function, and told in amplitudes and azimuths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import xarray as xr

from ..core import LEVEL, Array, Fit, FittedParameter, Interval, Model, Parameter
from ..fit import Evidence, laplace_evidence, mechanism_probabilities, refined
from ..models import model
from ..models.criticalfield.inplane_harmonics import tilted

LAW = "inplane_harmonics"

#: What a law may have beyond one field for all azimuths, and its components.
FEATURES = {
    "twofold": ("c2", "s2"),
    "sixfold": ("c6", "s6"),
    "wobble": ("delta0", "w_x", "w_y"),
}
_ALL = sum(len(own) for own in FEATURES.values())
NAMES = tuple("+".join(f) or "isotropic" for n in range(4) for f in combinations(FEATURES, n))

_PARTS = 0.05  # standard deviation of the components of a relative amplitude
_REACH = 5.0  # standard deviations, to which a prior is followed
_FLAT = 0.05  # of the field in the plane, along the normal, where that is not known
_SIZES = np.linspace(0.0, 1.5, 11)  # of the angle that lowers the field by its own range
_WAYS = 24
_PERIODS = {"phi2": 180.0, "phi6": 60.0, "phi_w": 360.0}  # deg


@dataclass(frozen=True)
class Turn:
    """Critical fields over a turn, and what is known of a wobble.

    Attributes
    ----------
    table
        Dimension ``point``, with ``azimuth`` and an error for every field.
    normal
        Critical field along the normal, T; None where it was not measured.
    tilt
        One standard deviation of each component of the angle out of the plane, deg.
    stated
        Whether somebody stated it.
    """

    table: xr.Dataset
    normal: float | None
    tilt: float
    stated: bool

    @property
    def field(self) -> float:
        """Field in the plane, T."""
        return float(np.median(self.table["field"].values))

    @property
    def across(self) -> float:
        """Field along the normal, T, or a small one in its place."""
        return self.normal or _FLAT * self.field

    def needed(self, amplitude: float) -> float:
        r"""Wobble that makes a relative two-fold amplitude, deg.

        .. math:: w = \tfrac{3\pi}{2}\,a_2 B_\perp/B_\parallel

        of a cusp, to first order; a rounded one needs more.
        """
        return float(np.rad2deg(1.5 * np.pi * amplitude * self.across / self.field))


@dataclass(frozen=True)
class Weighed:
    """Evidence of every law on one turn."""

    turn: Turn
    evidences: Mapping[str, Evidence]
    weights: Mapping[str, float]

    @property
    def best(self) -> str:
        """Name of the law with the highest weight."""
        return max(self.weights, key=lambda name: self.weights[name])

    def probability(self, feature: str) -> float:
        """Of one feature, over all laws that have it."""
        return min(1.0, sum(w for name, w in self.weights.items() if feature in name))

    def part(self, order: int) -> tuple[Array, Array]:
        """Components of an amplitude beside a wobble, and their covariance."""
        names = (f"c{order}", f"s{order}")
        draws = self.evidences["twofold+sixfold+wobble"].outcome.posterior()
        found = np.array([[draw[name] for name in names] for draw in draws])
        return found.mean(axis=0), np.cov(found.T)


def weighed(turn: Turn) -> Weighed:
    """Evidence of all laws; each is as likely as another before."""
    evidences = {}
    for name in NAMES:
        features = name.split("+")
        held = {p: 0.0 for f, own in FEATURES.items() if f not in features for p in own}
        found = laplace_evidence([(law_of(name, turn), turn.table)], fixed=held)
        # that of one parameter is exact as it is
        evidences[name] = refined(found) if len(held) < _ALL else found
    weights, _ = mechanism_probabilities(
        {name: e.log_evidence for name, e in evidences.items()},
        {name: name for name in evidences},
        {name: e.error for name, e in evidences.items()},
    )
    return Weighed(turn, evidences, weights)


def law_of(name: str, turn: Turn) -> Model:
    """A law in the components of its amplitudes, with priors for this turn."""
    field, tilt = turn.field, turn.tilt
    part = ("normal", 0.0, _PARTS)
    out = ("normal", 0.0, tilt)
    far = _REACH * tilt
    law = model(LAW)
    parameters = (
        Parameter("B0", "T", field, 0.3 * field, 3.0 * field, law.parameter("B0").description,
                  ("log_uniform", 0.3 * field, 3.0 * field)),
        *(Parameter(n, "1", 0.0, -0.24, 0.24, "component", part) for n in ("c2", "s2", "c6", "s6")),
        # turning all angles round changes nothing, so that half of them are left out
        Parameter("delta0", "deg", 0.0, 0.0, far, law.parameter("delta0").description, out),
        *(Parameter(n, "deg", 0.0, -far, far, "component", out) for n in ("w_x", "w_y")),
        Parameter("B_perp", "T", turn.across, 0.0, np.inf, "", free=False),
    )  # fmt: skip
    start = _start(name, turn)
    return replace(
        law, name=name, parameters=parameters, function=_components, guess=start, columns=True
    )


def _components(
    azimuth: Array,
    B0: Array,
    c2: Array,
    s2: Array,
    c6: Array,
    s6: Array,
    delta0: Array,
    w_x: Array,
    w_y: Array,
    B_perp: Array,
) -> Array:
    phi = np.deg2rad(azimuth)
    two = c2 * np.cos(2.0 * phi) + s2 * np.sin(2.0 * phi)
    six = c6 * np.cos(6.0 * phi) + s6 * np.sin(6.0 * phi)
    delta = np.deg2rad(delta0 + w_x * np.cos(phi) + w_y * np.sin(phi))
    return tilted(B0 * (1.0 + two + six), delta, B_perp)


def _start(name: str, turn: Turn) -> Callable[[Array, Array], dict[str, float]]:
    """Start of a law: the best of many wobbles, each with the harmonics that suit it.

    At a given angle out of the plane the field in the plane follows from the measured one,
    and its harmonics are a line of columns.
    """
    features = name.split("+")
    orders = [n for n, f in ((2, "twofold"), (6, "sixfold")) if f in features]
    names = [f"{x}{n}" for n in orders for x in "cs"]
    lowered = float(np.ptp(turn.table["field"].values)) / turn.field
    angle = float(np.rad2deg(2.0 * lowered * turn.across / turn.field))
    tilts = _tilts(angle) if "wobble" in features else np.zeros((1, 3))

    def start(azimuth: Array, B: Array) -> dict[str, float]:
        phi = np.deg2rad(azimuth)
        waves = [trig(n * phi) for n in orders for trig in (np.cos, np.sin)]
        X = np.stack([np.ones_like(phi), *waves], axis=1)
        delta = np.deg2rad(tilts @ np.stack([np.ones_like(phi), np.cos(phi), np.sin(phi)]))
        left = 1.0 - B * np.abs(np.sin(delta)) / turn.across
        flat = B * np.cos(delta) / np.sqrt(np.maximum(left, 1e-3))
        found = flat @ np.linalg.pinv(X).T
        missed = (tilted(np.maximum(found @ X.T, 1e-9), delta, turn.across) - B) ** 2
        i = int(np.argmin(missed.sum(axis=1)))
        B0, *parts = found[i].tolist()
        wobble = zip(FEATURES["wobble"], tilts[i].tolist(), strict=True)
        relative = zip(names, (p / B0 for p in parts), strict=True)
        return {"B0": B0, **dict(relative), **dict(wobble)}

    return start


def _tilts(size: float) -> Array:
    """Mean angle and both components of the wobble from which a search may start, deg."""
    ways = np.arange(_WAYS) * 2.0 * np.pi / _WAYS
    return size * np.array(
        [(d, w * np.cos(a), w * np.sin(a)) for d in _SIZES for w in _SIZES[1:] for a in ways]
    )


def told(evidence: Evidence, label: str) -> Fit:
    """The record of a law in amplitudes and azimuths."""
    fit = evidence.record
    names = fit.model.split("+")
    draws = [_polar(draw) for draw in evidence.outcome.posterior()]
    best = _polar(evidence.values)
    wanted = ["B0"]
    wanted += ["a2", "phi2"] * ("twofold" in names) + ["a6", "phi6"] * ("sixfold" in names)
    wanted += ["delta0", "wobble", "phi_w"] * ("wobble" in names)
    rows = []
    for name in wanted:
        interval = _interval(name, best[name], np.array([draw[name] for draw in draws]))
        rows.append(FittedParameter(name, best[name], model(LAW).parameter(name).unit, interval))
    if "wobble" in names:
        rows.append(FittedParameter("B_perp", best["B_perp"], "T", None, fixed=True))
    return replace(fit, data=label, parameters=tuple(rows), message=_about(evidence))


def _about(evidence: Evidence) -> str:
    if evidence.adequate:
        return ""
    ratio = f"{evidence.chi2:.4g}/{evidence.dof}"
    return f"The law does not describe these points: chi2/dof = {ratio}."


def _polar(p: Mapping[str, float]) -> dict[str, float]:
    found = {name: p[name] for name in ("B0", "delta0", "B_perp")}
    for n in (2, 6):
        c, s = p[f"c{n}"], p[f"s{n}"]
        found |= {
            f"a{n}": float(np.hypot(c, s)),
            f"phi{n}": float(np.rad2deg(np.arctan2(s, c)) / n),
        }
    x, y = p["w_x"], p["w_y"]
    return found | {
        "wobble": float(np.hypot(x, y)),
        "phi_w": float(np.rad2deg(np.arctan2(y, x))),
    }


def _interval(name: str, value: float, draws: Array) -> Interval | None:
    """Central interval; of an azimuth about its value, None where it may be anything."""
    period = _PERIODS.get(name)
    if period is not None:
        draws = value + (draws - value + period / 2.0) % period - period / 2.0
    low, high = np.quantile(draws, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0])
    if period is not None and high - low > 0.4 * period:
        return None
    return min(float(low), value), max(float(high), value)
