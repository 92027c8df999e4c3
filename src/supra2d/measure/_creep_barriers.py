"""Barriers against field: laws weighed by evidence, local exponents, what they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
import xarray as xr
from scipy.stats import norm

from ..core import Array, FitError, InputError, Interval, Model, make_table
from ..fit import FitOutcome, fit_table

#: Ranges of the exponent and what vortices do in them.
REGIMES = (
    (-np.inf, 0.25, "pinning of single vortices"),
    (0.25, 0.6, "plastic creep, weak pinning"),
    (0.6, 0.9, "plastic creep, strong or mixed pinning"),
    (0.9, 1.1, "collective creep"),
    (1.1, np.inf, "an entangled vortex liquid with point defects"),
)


@dataclass(frozen=True)
class FieldLaws:
    """Laws fitted to barriers against field.

    Attributes
    ----------
    outcomes
        Fits by name of the law.
    log_evidence
        By name, minus half of the Bayesian information criterion.
    skipped
        Why a law was not fitted, by name.
    """

    outcomes: Mapping[str, FitOutcome]
    log_evidence: Mapping[str, float]
    skipped: Mapping[str, str]

    @property
    def weights(self) -> dict[str, float]:
        """Probability of each law, all equally probable before."""
        top = max(self.log_evidence.values(), default=0.0)
        raw = {name: exp(value - top) for name, value in self.log_evidence.items()}
        return {name: value / sum(raw.values()) for name, value in raw.items()}

    @property
    def best(self) -> str:
        """Name of the most probable law; empty when none could be fitted."""
        return max(self.log_evidence, key=lambda name: self.log_evidence[name], default="")


def barrier_table(field: Array, U0: Array, error: Array, shared: Array | None = None) -> xr.Dataset:
    """A table of barriers for `field_laws`.

    Parameters
    ----------
    field
        T, shape (n,).
    U0, error
        Barriers and one standard deviation of what is each field's own, K.
    shared
        Changes of the barriers per standard deviation of what all fields share, shape (n, k), K.
    """
    common = np.zeros((field.size, 0)) if shared is None else shared
    return make_table(0.0, field).assign(
        U0=("point", np.asarray(U0, float), {"units": "K"}),
        U0_error=("point", np.asarray(error, float), {"units": "K"}),
        U0_shared=(("point", "u_source"), common, {"units": "K"}),
    )


def field_laws(
    table: xr.Dataset,
    laws: Sequence[Model],
    *,
    bounds: Mapping[str, Interval] | None = None,
) -> FieldLaws:
    r"""Fit laws of the barrier against field and weigh them (schwarz1978).

    .. math:: \ln Z \approx -\tfrac12\left(\chi^2/s + k\ln n\right)

    with s the smallest of all :math:`\chi^2` per degree of freedom where that is above one: no
    law is exact, and their common misfit must not decide between them.

    Parameters
    ----------
    table
        From `barrier_table`.
    laws
        Laws of ``field`` with the result ``U0``.
    bounds
        Narrower bounds by parameter, for the laws that have it.
    """
    outcomes: dict[str, FitOutcome] = {}
    skipped: dict[str, str] = {}
    n = table.sizes["point"]
    for law in laws:
        free = sum(p.free for p in law.parameters)
        if n <= free:
            skipped[law.name] = f"{n} fields for {free} parameters; measure more fields"
            continue
        own = {p.name: bounds[p.name] for p in law.parameters if bounds and p.name in bounds}
        try:
            outcomes[law.name] = fit_table(law, table, bounds=own)
        except (FitError, InputError) as error:
            skipped[law.name] = str(error)
    reduced = [o.fit.chi2 / max(o.fit.dof, 1) for o in outcomes.values()]
    scale = max(1.0, min(reduced, default=1.0))
    evidence = {
        name: -0.5 * (o.fit.chi2 / scale + len(o.free) * log(n)) for name, o in outcomes.items()
    }
    return FieldLaws(outcomes, evidence, skipped)


def local_exponent(field: Array, U0: Array, error: Array) -> tuple[Array, Array, Array]:
    r"""Exponent :math:`-\Delta\ln U_0/\Delta\ln B` between neighbouring fields.

    Parameters
    ----------
    field
        T, ascending, shape (n,).
    U0, error
        Barriers and one standard deviation, K.

    Returns
    -------
    field, exponent, error
        At the geometric means of neighbours, shape (n - 1,).

    Examples
    --------
    >>> B = np.array([1.0, 2.0, 4.0])
    >>> local_exponent(B, 100.0 / B, 0.0 * B)[1].round(12).tolist()
    [1.0, 1.0]
    """
    x, y, relative = np.log(field), np.log(U0), error / U0
    step = np.diff(x)
    return (
        np.exp(0.5 * (x[1:] + x[:-1])),
        -np.diff(y) / step,
        np.hypot(relative[1:], relative[:-1]) / step,
    )


def creep_regime(alpha: float, sigma: float) -> tuple[str, float]:
    """What an exponent of U0 against field stands for, and how probable that is.

    The borders between the regimes are conventions; a value near one belongs to both.

    Parameters
    ----------
    alpha, sigma
        The exponent and one standard deviation.

    Examples
    --------
    >>> creep_regime(1.67, 0.05)[0]
    'an entangled vortex liquid with point defects'
    """
    width = max(sigma, 1e-9)
    shares = [
        (float(norm.cdf((high - alpha) / width) - norm.cdf((low - alpha) / width)), name)
        for low, high, name in REGIMES
    ]
    share, name = max(shares)
    return name, share
