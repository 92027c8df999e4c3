"""Spin susceptibility in both directions, and the critical field that it would allow."""

from __future__ import annotations

import numpy as np

from ..core import Axis, Curve, Quantity, Result
from ..pairing import spin_susceptibility, thermodynamic_field
from ._phase_diagram_numbers import number
from ._phase_diagram_options import Asked

_POINTS = 48
_COLDEST = 0.02  # of Tc0
_WAYS = (("perpendicular", 0.0), ("parallel", 90.0))
_CITES = ("gorkov2001", "frigeri2004")


def spin_result(asked: Asked) -> Result:
    """Susceptibility against temperature along the normal and in the plane.

    Parameters
    ----------
    asked
        Pocket, azimuth and options.
    """
    pocket, interaction = asked.pocket, asked.options.interaction
    T = pocket.Tc0 * np.linspace(_COLDEST, 1.0, _POINTS)
    curves, rows = [], []
    for name, theta in _WAYS:
        for product in sorted({0.0, interaction}):
            y = [
                spin_susceptibility(pocket, t, theta, asked.phi, interaction=product)
                for t in T.tolist()
            ]
            where = {"direction": name, "interaction": product}
            curves.append(Curve("chi", T, np.array(y), where=where))
        rows += _rows(asked, name, theta)
    return Result(
        "spin_susceptibility",
        "Spin susceptibility",
        quantities=tuple(rows),
        curves=tuple(curves),
        x_axis=Axis("temperature", "K"),
        y_axis=Axis("chi_ratio", "1"),
        text=(_sentence(rows),),
        cites=_CITES,
    )


def _rows(asked: Asked, name: str, theta: float) -> list[Quantity]:
    pocket, T = asked.pocket, round(_COLDEST * asked.pocket.Tc0, 9)
    rows = []
    for product in sorted({0.0, asked.options.interaction}):
        where = {"temperature": T, "direction": name}
        if product:
            where["channel"] = f"I N = {product:g}"
        chi = spin_susceptibility(pocket, T, theta, asked.phi, interaction=product)
        chi = max(chi, 0.0)  # rounding leaves 1e-16 of either sign
        field = thermodynamic_field(pocket, T, theta, asked.phi, interaction=product)
        rows += [
            number("chi_ratio", "1", chi, where=where, method="linear response", cites=_CITES),
            number(
                "B_thermodynamic",
                "T",
                field,
                where=where,
                method="condensation energy",
                convention="of second order in the field: an estimate for h far below the "
                "splitting; Bc2 is the solution itself",
                cites=("clogston1962", "chandrasekhar1962", "wickramaratne2023"),
            ),
        ]
    return rows


def _sentence(rows: list[Quantity]) -> str:
    bare = {
        str(q.where["direction"]): q.value or 0.0
        for q in rows
        if q.name == "chi_ratio" and "channel" not in q.where
    }
    return (
        f"In the cold {100 * bare['perpendicular']:.3g} % of the normal spin susceptibility is "
        f"left along the normal, and {100 * bare['parallel']:.3g} % in the plane."
    )
