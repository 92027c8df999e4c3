"""The free parameters of a fit, in coordinates that an optimiser likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, isfinite, log

import numpy as np

from supra2d.core import Array, FitError, Interval, Model, NameUnknownError, Parameter


class Space:
    """Free parameters of one or several laws; parameters of the same name are one.

    A positive parameter whose prior is uniform or normal in its logarithm is fitted as its
    logarithm, any other one divided by a typical size.
    """

    def __init__(
        self,
        models: Sequence[Model],
        *,
        fixed: Mapping[str, float] | None = None,
        bounds: Mapping[str, Interval] | None = None,
        tied: Mapping[str, str] | None = None,
        asked: Sequence[str] = (),
    ) -> None:
        self.parameters: dict[str, Parameter] = {}
        for model in models:
            for parameter in model.parameters:
                self.parameters.setdefault(parameter.name, parameter)
        self.tied = dict(tied or {})
        fixed, bounds = dict(fixed or {}), dict(bounds or {})
        for name in (*fixed, *bounds, *self.tied, *self.tied.values(), *asked):
            if name not in self.parameters:
                raise NameUnknownError.of("parameter of the fit", name, self.parameters)
        self.bounds = {name: _limits(p, models, bounds) for name, p in self.parameters.items()}
        self.fixed = {
            p.name: p.default
            for p in self.parameters.values()
            if not p.free and p.name not in (*bounds, *asked)
        } | fixed
        for name, value in self.fixed.items():
            self._inside(name, value)
        self.names = tuple(
            name for name in self.parameters if name not in self.fixed and name not in self.tied
        )
        self._log = np.array([_logarithmic(self.parameters[n], self.bounds[n]) for n in self.names])
        self._scale = np.ones(len(self.names))
        ends = np.array([self.bounds[n] for n in self.names]).reshape(-1, 2).T
        self._ends = np.where(ends == 0.0, np.inf, ends)  # at 0 there is nothing to round

    def __len__(self) -> int:
        return len(self.names)

    def _inside(self, name: str, value: float) -> None:
        low, high = self.bounds[name]
        if not low <= value <= high:
            raise FitError(
                f"{name} = {value:g} {self.parameters[name].unit}",
                f"a value between {low:g} and {high:g}",
                "change the value or the bounds",
            )

    def scale_by(self, start: Mapping[str, float]) -> None:
        """Take the size of each parameter from a starting point."""
        for i, name in enumerate(self.names):
            width = self.bounds[name][1] - self.bounds[name][0]
            least = 1e-3 * width if isfinite(width) else 0.0
            self._scale[i] = max(abs(start[name]), least) or 1.0

    def clipped(self, start: Mapping[str, float]) -> dict[str, float]:
        """A starting point moved inside the bounds; a parameter not named takes its default."""
        inside = {}
        for name in self.names:
            value = start.get(name, self.parameters[name].default)
            inside[name] = float(np.clip(value, *self.bounds[name]))
        return inside

    def internal(self, values: Mapping[str, float]) -> Array:
        """Coordinates of the free parameters, shape (k,)."""
        natural = np.array([values[name] for name in self.names])
        safe = np.where(self._log, natural, 1.0)
        return np.where(self._log, np.log(safe), natural / self._scale)

    def natural(self, q: Array) -> dict[str, float]:
        """Values of all parameters at the coordinates ``q``, shape (k,)."""
        values = dict(zip(self.names, self._free(q).tolist(), strict=True)) | self.fixed
        return values | {name: values[of] for name, of in self.tied.items()}

    def columns(self, rows: Array) -> dict[str, Array]:
        """Values of all parameters at several places, shape (m, k): one column (m, 1) each."""
        fixed = {name: np.full((len(rows), 1), value) for name, value in self.fixed.items()}
        values = dict(zip(self.names, self._free(rows).T[:, :, None], strict=True)) | fixed
        return values | {name: values[of] for name, of in self.tied.items()}

    def _free(self, q: Array) -> Array:
        free = np.where(self._log, np.exp(np.clip(q, -600.0, 600.0)), q * self._scale)
        # rounding of exp(log(bound)) must not leave the bounds that the law insists on
        near = np.abs(free[..., None, :] / self._ends - 1.0) <= 1e-12
        if near.any():
            for i, end in enumerate(self._ends):
                free = np.where(near[..., i, :], end, free)
        return free

    def gradient(self, q: Array) -> Array:
        """Derivative of each free parameter by its coordinate, shape (k,)."""
        return np.where(self._log, np.exp(np.clip(q, -600.0, 600.0)), self._scale)

    def known(self, name: str) -> tuple[float, float] | tuple[()]:
        """Mean and standard deviation of a coordinate whose prior is normal; else empty."""
        match self.parameters[name].prior:
            case ("normal", mean, sigma):
                scale = self._scale[self.names.index(name)]
                return mean / scale, sigma / scale
            case ("log_normal", median, sigma):
                return log(median), sigma
        return ()

    def measured(self, name: str) -> bool:
        """Whether a parameter is known by its own measurement: an angle, a calibration."""
        match self.parameters[name].prior:
            case ("normal", _, _):
                return True
        return False

    def prior_text(self, name: str) -> str:
        """The prior in words, for tables."""
        unit = self.parameters[name].unit
        low, high = self.bounds[name]
        match self.parameters[name].prior:
            case ("normal", mean, sigma):
                return f"normal, {mean:.3g} +- {sigma:.3g} {unit}".strip()
            case ("log_normal", median, sigma):
                return (
                    f"normal in the logarithm, {median:.3g} {unit} times or over {exp(sigma):.3g}"
                )
        kind = "uniform in the logarithm" if self._log[self.names.index(name)] else "uniform"
        return f"{kind}, {low:.3g} to {high:.3g} {unit}".strip()

    def limits(self) -> tuple[Array, Array]:
        """Bounds of the coordinates."""
        low = self.internal({name: self.bounds[name][0] for name in self.names})
        high = self.internal({name: self.bounds[name][1] for name in self.names})
        return low, high


def _limits(
    parameter: Parameter, models: Sequence[Model], bounds: Mapping[str, Interval]
) -> Interval:
    """Bounds common to all laws that know the parameter, and to the user's."""
    known = [p for m in models for p in m.parameters if p.name == parameter.name]
    low, high = max(p.low for p in known), min(p.high for p in known)
    if parameter.name in bounds:
        low, high = max(low, bounds[parameter.name][0]), min(high, bounds[parameter.name][1])
    if low >= high:
        raise FitError(
            f"no room for {parameter.name}: bounds {low:g} to {high:g}",
            "a lower bound below the upper one, inside the bounds of the law",
            "widen the bounds, or fix the parameter",
        )
    return low, high


def _logarithmic(parameter: Parameter, bounds: Interval) -> bool:
    kind = parameter.prior[0] if parameter.prior else ""
    return kind in ("log_uniform", "log_normal", "energy") and bounds[0] > 0.0
