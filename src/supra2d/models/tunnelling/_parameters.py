"""Parameters that the laws of this family share."""

from __future__ import annotations

from dataclasses import replace

from supra2d.core import Parameter, Variable

BIAS = Variable("bias", "V", (-2e-3, 2e-3))
CONDUCTANCE = Variable("conductance", "S")

DELTA = Parameter("Delta", "meV", 0.5, 1e-3, 50.0, "gap", ("log_uniform", 1e-2, 50.0))
GAMMA = Parameter(
    "Gamma", "meV", 0.02, 0.0, 50.0, "broadening of the states", ("log_uniform", 1e-4, 10.0)
)
TEMPERATURE = Parameter("T", "K", 0.5, 1e-3, 300.0, "temperature of the electrons", free=False)
MODULATION = Parameter(
    "V_mod", "V", 0.0, 0.0, 0.1, "rms amplitude of the modulation at the junction", free=False
)
NORMAL = Parameter(
    "G_N", "S", 1.0, 1e-18, 1e9, "conductance in the normal state", ("log_uniform", 1e-18, 1e9)
)
JUNCTION = (TEMPERATURE, MODULATION, NORMAL)


def gap(name: str, default: float, description: str) -> Parameter:
    """One of several gaps."""
    return replace(DELTA, name=name, default=default, description=description)
