r"""Critical current against field without interference.

A current that falls on either side of its top and never rises again, as films and nanowires have:
depairing, the entry of vortices, flux flow. It stands against the laws of interference, and a
constant current is its limit of a large width.
"""

from __future__ import annotations

from supra2d.core import Array, CheckRow, Model, Parameter

from ._pattern import CURRENT, FIELD, LARGEST, OFFSET, only_size, scanned


def no_interference(B: Array, Ic: float, width: float, B0: float, power: float) -> Array:
    """Critical current in A."""
    return Ic * (1.0 + ((B - B0) / width) ** 2) ** -power


def guess(B: Array, current: Array) -> dict[str, float]:
    """The width and centre of the default power that miss the points least."""
    found = scanned(B, current, lambda x: 1.0 / (1.0 + x**2))
    if found is None:
        return only_size(current)
    return dict(zip(("Ic", "width", "B0"), found, strict=True))


_LORENTZIAN = {"Ic": 2.0, "width": 1e-3, "B0": 0.0, "power": 1.0}

MODEL = Model(
    name="no_interference",
    title="Critical current that falls with the field",
    mechanism="no_interference",
    variables=(FIELD,),
    result=CURRENT,
    parameters=(
        LARGEST,
        Parameter(
            "width",
            "T",
            1e-3,
            1e-9,
            1e3,
            "field over which the current falls",
            ("log_uniform", 1e-9, 1e3),
        ),
        OFFSET,
        Parameter(
            "power",
            "",
            1.0,
            0.1,
            30.0,
            "half the power of the field with which it falls far out",
            ("log_uniform", 0.1, 30.0),
        ),
    ),
    function=no_interference,
    guess=guess,
    equation=r"I_c(B) = I_c\left[1 + \left(\frac{B - B_0}{\Delta}\right)^2\right]^{-p}",
    limits="A shape for comparison, from no theory; its parameters say nothing of the sample.",
    references=("tinkham1996",),
    checks=(
        CheckRow(_LORENTZIAN, 0.0, 2.0, "the top"),
        CheckRow(_LORENTZIAN, 1e-3, 1.0, "one width"),
        CheckRow(_LORENTZIAN | {"power": 2.0, "B0": 1e-3}, -1e-3, 0.08, "2/25, two widths"),
    ),
)
