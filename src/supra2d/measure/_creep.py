"""Flux creep of a family of R(T) at fixed fields: everything that does not depend on a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from ..core import Array
from ._creep_arrhenius import Arrhenius, SharedCrossing, arrhenius_lines, shared_crossing
from ._creep_lines import Window, windows
from ._creep_modified import Modified, modified_lines
from ._creep_sweeps import CreepSweep, creep_sweeps
from ._family import Family
from ._split import held

# A line is called curved when noise makes as large a chi2 this rarely.
_CURVED = 1e-3

_FLAT = (
    "ln R flattens towards low temperature: a leak, the floor of the instrument or vortices that "
    "tunnel, but not activation"
)

_ROOM = 1.1  # Tc0 may lie this far above the shoulder of the sweep at the lowest field


@dataclass(frozen=True)
class Creep:
    """Thermally activated flux flow in one family of sweeps.

    Attributes
    ----------
    sweeps
        ln R of each field that has an activated region, ascending in field.
    refusals
        Why other fields have none, by field in T.
    windows
        Windows that were tried.
    arrhenius
        Each field by itself.
    crossing
        All lines through one point; None for fewer than three fields.
    modified
        Lines whose prefactor belongs to the barrier.
    log_evidence
        Of the candidates, by name: ``arrhenius``, ``arrhenius_crossing`` and ``modified_taff``
        with q = 1, 1.5, 2 or free.
    flat
        Fields at which ln R flattens towards low temperature.
    quadrature
        True where the level below the transition was found to add in squares.
    rounded
        Fields whose tail is less than twice as wide as the one without field.
    """

    sweeps: tuple[CreepSweep, ...]
    refusals: Mapping[float, str]
    windows: tuple[Window, ...]
    arrhenius: Arrhenius
    crossing: SharedCrossing | None
    modified: Modified
    log_evidence: Mapping[str, float]
    flat: tuple[float, ...]
    quadrature: bool
    rounded: tuple[float, ...]

    @property
    def field(self) -> Array:
        """T, shape (fields,)."""
        return np.array([s.field for s in self.sweeps])

    @property
    def curved(self) -> tuple[float, ...]:
        """Fields whose ln R is no straight line in 1/T in any window."""
        bad = self.arrhenius.probability < _CURVED
        return tuple(float(b) for b in self.field[bad])


def measure_creep(family: Family) -> Creep | dict[float, str]:
    r"""Analyse thermally activated flux flow in a family of R(T) at fixed fields.

    .. math:: \ln R = \ln R_0 - U_0/T, \qquad
              \ln R = \ln(2R_cU_0) + q\ln(1-t) - \ln T - U_0(1-t)^q/T

    Windows begin at multiples of the noise floor and end at fractions of the normal resistance;
    all of them are tried and averaged with weights that count the points left out (jay2021).

    Parameters
    ----------
    family
        From `measure_family`, of kind R(T), in one direction.

    Returns
    -------
    Creep or dict
        Without a single activated region: the reason for each field, in T.
    """
    found = creep_sweeps(family)
    sweeps, refusals = found.sweeps, found.refusals
    flat = [s.field for s in sweeps if _flattens(s)]
    refusals |= dict.fromkeys(flat, _FLAT)
    sweeps = [s for s in sweeps if s.field not in flat]
    if not sweeps:
        return refusals
    tried = windows(sweeps)
    arrhenius = arrhenius_lines(tried)
    crossing = shared_crossing(arrhenius)
    cut = arrhenius.cut.sum(axis=1)
    modified = modified_lines(tried, cut, _highest(family))
    return Creep(
        tuple(sweeps),
        refusals,
        tuple(tried),
        arrhenius,
        crossing,
        modified,
        _evidence(arrhenius, crossing, modified, cut),
        tuple(flat),
        found.quadrature,
        _rounded(sweeps, found.zero_field),
    )


def local_slope(sweep: CreepSweep) -> tuple[Array, Array, Array]:
    r"""Apparent barrier :math:`-\partial\ln R/\partial(1/T)` along a sweep.

    Returns
    -------
    T, slope, error
        K, from straight lines through a third of the points (five at least), one after the
        other.
    """
    x, y = 1.0 / sweep.T, sweep.log
    size = max(5, x.size // 3)
    rows = []
    for start in range(0, x.size - size + 1, max(1, size // 2)):
        part = slice(start, start + size)
        w = sweep.error[part] ** -2.0
        centre = float(w @ x[part] / w.sum())
        d = x[part] - centre
        spread = float(w @ d**2)
        rows.append((1.0 / centre, -float(w @ (d * y[part])) / spread, spread**-0.5))
    T, slope, error = np.array(rows).T
    return T, slope, error


def _flattens(sweep: CreepSweep) -> bool:
    """Whether the slope of ln R against 1/T falls towards low temperature beyond noise.

    Activation over a barrier that grows on cooling can only steepen. The cold half is compared
    with the warm one; where R bends towards the normal state the warm half is flatter still.
    """
    middle = sweep.T.size // 2
    if middle < 4:
        return False
    slopes, errors = [], []
    for part in (slice(0, middle), slice(middle, None)):
        x, w = 1.0 / sweep.T[part], sweep.error[part] ** -2.0
        d = x - w @ x / w.sum()
        spread = float(w @ d**2)
        slopes.append(-float(w @ (d * sweep.log[part])) / spread)
        errors.append(spread**-0.5)
    cold, warm = slopes
    return warm - cold > 4.0 * float(np.hypot(*errors)) and cold < 0.7 * warm


def _rounded(sweeps: Sequence[CreepSweep], zero_field: CreepSweep | None) -> tuple[float, ...]:
    if zero_field is None:
        return ()
    return tuple(s.field for s in sweeps if s.steepness > 0.5 * zero_field.steepness)


def _highest(family: Family) -> float:
    """The largest Tc0 that the transition at the lowest field leaves room for, K."""
    plain = [b for b in family.branches if b.transition.plain and b.transition.shape is not None]
    lowest = min(plain, key=lambda b: abs(held(b.sweep, "field") or 0.0))
    shape = lowest.transition.shape
    return _ROOM * (shape.shoulder if shape is not None else float(lowest.transition.x.max()))


def _evidence(
    arrhenius: Arrhenius, crossing: SharedCrossing | None, modified: Modified, cut: Array
) -> dict[str, float]:
    """Logarithms of evidence on one footing, beyond what a line in each field costs."""
    chi2 = np.array([float(f.chi2.sum()) + f.penalty for f in arrhenius.lines])
    found = {"arrhenius": float(logsumexp(-0.5 * chi2 - cut))}
    if crossing is not None:
        # one intercept and one temperature instead of an intercept for each field
        saved = len(arrhenius.best) - 2
        found["arrhenius_crossing"] = crossing.log_evidence + saved
    cost = 1.0  # Tc0
    names = {name: f"modified_taff (q = {name})" for name in modified.log_evidence}
    names["free"] = "modified_taff (q free)"
    return found | {names[k]: v - cost for k, v in modified.log_evidence.items()}
