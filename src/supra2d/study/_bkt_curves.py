"""Curves of a study of vortex unbinding: I-V, exponents, R(T) and its slope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..core import Axis, Curve
from ..measure import Exponential, Exponents, ResistiveTail, iv_window
from ..models import model
from ._bkt_films import Film
from ._groups import set_point

_IV = Axis("current", "A"), Axis("voltage", "V")
_EXPONENT = Axis("temperature", "K"), Axis("exponent", "1")
_SLOPE = Axis("temperature", "K"), Axis("slope_of_log_resistance", "K^(2/3)")
_RESISTANCE = Axis("temperature", "K")


def bkt_curves(film: Film, where: Mapping[str, Any]) -> list[Curve]:
    """All curves; each carries its axes.

    Roles: ``data`` I-V of one temperature, ``power_law`` in its best window, ``exponent`` against
    temperature; ``resistance`` and ``resistance_fit``; ``slope`` for (dlnR/dT)^(-2/3) and
    ``slope_fit``.
    """
    curves = _currents(film.study.exponents, where) if film.study is not None else []
    if film.tail is not None:
        curves += _resistance(film, film.tail, where)
        if film.exponential is not None:
            curves += _slopes(film.exponential, where)
    return curves


def _currents(found: Exponents, where: Mapping[str, Any]) -> list[Curve]:
    curves = []
    for k, curve in enumerate(found.curves):
        place = {**where, "temperature": set_point("temperature", curve.T)}
        shown = curve.smooth > curve.noise
        x, y = curve.current[shown], np.exp(curve.log[shown])
        curves.append(Curve("data", x, y, where=place, axes=_IV))
        told = np.isfinite(found.a[:, k])
        if not told.any():
            continue
        best = int(np.argmin(np.where(told, found.chi2[:, k] + found.sigma[:, k], np.inf)))
        part = iv_window(curve, found.lows[best], found.tops[best] * found.normal)
        if part is None:
            continue
        x = curve.current[part][[0, -1]]
        middle, exponent = float(found.middle[best, k]), float(found.a[best, k])
        level = float(np.interp(np.log(middle), np.log(curve.current), np.log(curve.smooth)))
        y = np.exp(level + exponent * np.log(x / middle))
        curves.append(Curve("power_law", x, y, where=place, axes=_IV))
    a, sigma, spread = found.average()
    told = np.isfinite(a)
    errors = np.hypot(sigma, spread)[told]
    x, y = found.T[told], a[told]
    curves.append(Curve("exponent", x, y, y_error=errors, where=dict(where), axes=_EXPONENT))
    return curves


def _resistance(film: Film, tail: ResistiveTail, where: Mapping[str, Any]) -> list[Curve]:
    unit = str(tail.branch.sweep[tail.branch.sweep.attrs["signal"]].attrs["units"])
    axes = _RESISTANCE, Axis("resistance", unit)
    curves = [Curve("resistance", tail.T, tail.part * tail.normal, where=dict(where), axes=axes)]

    def add(name: str, T: np.ndarray, R: np.ndarray) -> None:
        place = {**where, "model": name}
        curves.append(Curve("resistance_fit", T, R * tail.normal, where=place, axes=axes))

    best = film.best
    if best is not None:
        law = model("halperin_nelson_interpolation")
        T = np.linspace(best.unbinding.T, float(tail.T[-1]), 300)
        add(law.name, T, best.curve(T, law))
    found = film.exponential
    if found is not None and not found.unbinding.refused and found.b > 0.0:
        inside = tail.T[found.window]
        T = np.linspace(found.unbinding.T, float(inside.max()), 200)[1:]
        tau = T / found.unbinding.T - 1.0
        # the amplitude that goes through the middle of its window
        middle = inside[inside.size // 2]
        level = float(np.log(np.interp(middle, tail.T, tail.smooth)))
        level += found.b * (middle / found.unbinding.T - 1.0) ** -0.5
        add("halperin_nelson", T, np.exp(np.minimum(level - found.b * tau**-0.5, 1.0)))
    if film.mean_field is not None and film.sheet is not None:
        law = model("aslamazov_larkin")
        T = np.linspace(film.mean_field.T, float(tail.T[-1]), 200)
        add(law.name, T, law(T, Rn=film.sheet, Tc0=film.mean_field.T) / film.sheet * tail.top)
    return curves


def _slopes(found: Exponential, where: Mapping[str, Any]) -> list[Curve]:
    if found.slopes.size == 0:
        return []
    T, y, error = found.slopes
    curves = [Curve("slope", T, y, y_error=error, where=dict(where), axes=_SLOPE)]
    line = found.slope_line
    if not line.refused:
        # through the zero of the line and the weighted middle of the points
        w = error**-2.0
        rise = float(w @ y) / max(float(w @ (T - line.T)), 1e-300)
        x = np.array([line.T, float(T.max())])
        curves.append(Curve("slope_fit", x, rise * (x - line.T), where=dict(where), axes=_SLOPE))
    return curves
