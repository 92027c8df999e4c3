"""What is known before laws are compared, and the priors that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log, pi

import numpy as np
import xarray as xr

from ..core import Model, Parameter, Sample, SupraError
from ..core.constants import E_CHARGE, HBAR, K_B, K_B_SI, M_E, MEV
from ..fit import fit_table
from ..models import model
from ..models.criticalfield import xi_from_slope

#: Laws of the perpendicular field; the first is used unless another one fits better.
ACROSS = ("whh_orbital", "orbital_clean_2d", "gl_perpendicular")

_BETTER = 6.0  # of chi2
_FEW = 3  # perpendicular points, fewer than which do not know Tc by themselves
_BELOW = 0.98  # of Tc
_FILM = 0.3  # of Dd2 from thickness and slope: the dirty limit and the film's edges are ideal
_MASS = log(2.0)  # of a scattering rate from a mobility: the effective mass is not known
_FELT = 0.3  # of the relative error of a field: the least that orbits must lower it by to count
_FINEST = 1e-3  # relative error of a field, where none is stated
_TRIPLET = 0.8  # of Tc: a triplet channel nearer than this would mix without a field as well
_THINNEST = 3e-10  # m, one atomic layer
_THICKEST = 5.0  # coherence lengths
_DIFFUSIVITY = (1e-5, 1e-2)  # m^2/s, from strongly disordered films to clean crystals


@dataclass(frozen=True)
class Facts:
    """What the data and the sample say before any law of the parallel field is fitted.

    Attributes
    ----------
    top
        Highest temperature with a critical field, K.
    coldest
        Lowest temperature, K.
    highest
        Highest field of the table, T.
    finest
        Smallest relative error of a field.
    across
        Law of the perpendicular field; the one that describes the points best.
    slope
        -dB/dT at Tc of the perpendicular field, T/K; None when it was not measured.
    stretch
        Factor on the errors of the perpendicular points that makes this law describe them.
    thickness, mobility
        Of the sample, m and m^2/(V s), where stated.
    inversion
        Whether the crystal has a centre of inversion, where stated.
    """

    top: float
    coldest: float
    highest: float
    finest: float
    across: Model
    slope: float | None
    stretch: float
    thickness: float | None
    mobility: float | None
    inversion: bool | None = None

    @classmethod
    def of(cls, tables: Mapping[str, xr.Dataset], sample: Sample) -> Facts:
        """Look at the tables, by direction."""
        T = np.concatenate([t["temperature"].values for t in tables.values()])
        B = np.concatenate([t["field"].values for t in tables.values()])
        top = float(T[B > 0].max(initial=T.min()))
        across, slope, stretch = _perpendicular(tables.get("perpendicular"), top)
        coldest = float(T[T > 0].min(initial=top))
        known = np.concatenate([t["field_error"].values for t in tables.values()])[B > 0] / B[B > 0]
        finest = max(float(known.min(initial=1.0)), _FINEST)
        stated = sample.thickness, sample.mobility, sample.inversion
        return cls(top, coldest, float(B.max()), finest, across, slope, stretch, *stated)

    @property
    def diffusivity(self) -> float | None:
        """D of a dirty film with this slope, 4 kB / (pi e s), m^2/s."""
        return 4.0 * K_B_SI / (pi * E_CHARGE * self.slope) if self.slope else None

    @property
    def xi(self) -> float:
        """Coherence length of the slope, or of one of 1 T/K, m."""
        return xi_from_slope(self.slope or 1.0, self.top)

    @property
    def tau(self) -> float | None:
        """Scattering time from the mobility with the mass of a free electron, s."""
        return self.mobility * M_E / E_CHARGE if self.mobility else None

    def film(self) -> tuple[str, float, float]:
        """Prior of Dd2, the strength of orbital pair breaking in the plane."""
        D, d = self.diffusivity, self.thickness
        if D and d:
            return ("log_normal", D * d**2, _FILM)
        if d:
            return ("log_uniform", _DIFFUSIVITY[0] * d**2, _DIFFUSIVITY[1] * d**2)
        longest = (pi * HBAR * (D or _DIFFUSIVITY[1]) / (8.0 * K_B_SI * self.top)) ** 0.5
        thickest = _THICKEST * longest
        least, most = (D, D) if D else _DIFFUSIVITY
        return ("log_uniform", least * _THINNEST**2, most * thickest**2)

    def _orbits_count(self) -> bool:
        """Whether orbits across a film of this thickness lower the fields measured."""
        if not (self.thickness and self.slope):
            return False
        limit = model("film_orbital")(self.coldest, Tc0=self.top, Dd2=self.film()[1])
        # rates of pair breaking that add up lower a field by half the square of their ratio
        return bool(0.5 * (self.highest / limit) ** 2 > _FELT * self.finest)

    def informed(self, law: Model) -> Model:
        """The law with the priors that follow; they bound its parameters."""
        return replace(law, parameters=tuple(self._informed(p, law.name) for p in law.parameters))

    def _informed(self, p: Parameter, name: str) -> Parameter:
        match p.name:
            case "Tc0":
                return _with(p, ("uniform", 0.8 * self.top, 10.0 * self.top))
            case "slope" if self.slope:
                return _with(p, ("log_uniform", 0.1 * self.slope, 10.0 * self.slope))
            case "slope":
                return _with(p, ("log_normal", 1.0, 1.0))  # T/K, of most thin films
            case "xi" if name == "gl_parallel":
                # parallel points fix xi d alone: xi is that of the slope
                return replace(p, default=self.xi, free=False)
            case "xi_ab" if self.slope:
                return _with(p, ("log_normal", self.xi, _FILM))
            case "xi":
                return _with(p, ("log_uniform", 1e-10, 1e-6))
            case "d" if self.thickness:
                return _with(p, ("log_normal", self.thickness, 0.5 * _FILM))
            case "d":
                return _with(p, ("log_uniform", _THINNEST, _THICKEST * self.xi))
            case "alpha" if self.slope:
                # the Maki parameter of a dirty superconductor with g = 2
                return _with(p, ("log_normal", 0.5276 * self.slope, log(2.0)))
            case "Tt":
                return _with(p, ("uniform", 0.0, _TRIPLET * self.top))
            case "Dd2" if p.free:
                return _with(p, self.film())
            case "Dd2" if self._orbits_count():
                # from nothing, in a layer too thin for orbits across it, to the film's own
                _, film, spread = self.film()
                return replace(_with(p, ("uniform", 0.0, (1.0 + spread) * film)), free=True)
            case "gamma_0" if self.tau:
                return _with(p, ("log_normal", HBAR / self.tau / MEV, _MASS))
        match p.prior:
            case ("energy", least, most):
                return _with(p, ("log_uniform", least * K_B * self.top, most)) if p.free else p
        return p


def _with(p: Parameter, prior: tuple[str, float, float]) -> Parameter:
    """The parameter with another prior, and bounds and default to suit."""
    kind, a, b = prior
    low, high = (a, b) if kind in ("uniform", "log_uniform") else (p.low, p.high)
    if kind == "log_normal":
        a = min(max(a, p.low), p.high)  # what the law knows ends there
        prior = (kind, a, b)
        low, high = max(p.low, a * np.exp(-6.0 * b)), min(p.high, a * np.exp(6.0 * b))
    low, high = max(low, p.low), min(high, p.high)
    return replace(p, low=low, high=high, default=min(max(p.default, low), high), prior=prior)


def _perpendicular(table: xr.Dataset | None, top: float) -> tuple[Model, float | None, float]:
    """The law that fits best, its slope at Tc, and by how much it misses the points."""
    found = []
    names, fixed = ACROSS if table is not None else (), {}
    if table is not None and table.sizes["point"] < _FEW:
        # where Tc is known from the plane, one point far enough below it has the slope
        fixed = {"Tc0": top}
        names = ACROSS if float(table["temperature"].min()) < _BELOW * top else ()
    for name in names:
        try:
            fit = fit_table(model(name), table, minos=False, birge=False, fixed=fixed)
        except SupraError:
            continue
        found.append((fit.fit.chi2, name, fit))
    if not found:
        return model(ACROSS[0]), None, 1.0
    # films are mostly dirty: another law has to be better, not luckier
    chi2, name, fit = found[0]
    for other in found[1:]:
        if other[0] < chi2 - _BETTER:
            chi2, name, fit = other
    edge = fit.values["Tc0"]
    slope = float(fit.predict(0, [0.999 * edge])[0][0]) / (1e-3 * edge)
    missed = fit.checks[0].status != "ok"  # the goodness of the fit
    return model(name), slope, max(1.0, (chi2 / max(fit.fit.dof, 1)) ** 0.5) if missed else 1.0
