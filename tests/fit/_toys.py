"""Laws and tables that several tests of the fit use."""

import numpy as np

from supra2d.core import Model, Parameter, Variable, make_table
from supra2d.models import model

PERP, PAR = model("gl_perpendicular"), model("gl_parallel")
TRUTH = {"Tc0": 5.0, "xi": 10e-9, "d": 4e-9}


def toy(name, function, **starts):
    """A law of any function with unbounded parameters."""
    return Model(
        name=name,
        title=name,
        mechanism="none",
        variables=(Variable("temperature", "K"),),
        result=Variable("field", "T"),
        parameters=tuple(
            Parameter(key, "", value, -np.inf, np.inf, key) for key, value in starts.items()
        ),
        function=function,
        guess=lambda x, y: dict(starts),
        equation="",
        limits="",
        references=(),
    )


LINE = toy("line", lambda x, a, b: a + b * x, a=0.0, b=0.0)


def film(
    rng,
    T,
    law,
    *,
    in_T=0.0,
    in_B=0.0,
    direction="",
    Tc_shift=0.0,
    **table,
):
    """Noisy points of a film; in_T and in_B are errors of each point, shape () or (n,)."""
    T = np.asarray(T, float)
    truth = {k: v for k, v in TRUTH.items() if k in {p.name for p in law.parameters}}
    B = law(T, **{**truth, "Tc0": TRUTH["Tc0"] + Tc_shift})
    in_T, in_B = np.broadcast_to(in_T, T.shape), np.broadcast_to(in_B, T.shape)
    return make_table(
        T + in_T * rng.normal(size=T.size),
        B + in_B * rng.normal(size=T.size),
        temperature_error=in_T,
        field_error=in_B,
        direction=direction,
        **table,
    )
