"""Certified nonlinear regressions of the NIST Statistical Reference Datasets (StRD).

Values from https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml: parameters, standard
deviations, residual sum of squares, and the second and harder of the two starting points.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from supra2d.core import make_table
from supra2d.fit import fit_table

from ._toys import toy


@dataclass(frozen=True)
class Certified:
    name: str
    function: object
    x: tuple
    y: tuple
    start: dict
    value: tuple
    deviation: tuple
    squares: float


MISRA1A = Certified(
    "Misra1a",
    lambda x, b1, b2: b1 * (1.0 - np.exp(-b2 * x)),
    (77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1,
     760.0),
    (10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47,
     81.78),
    {"b1": 500.0, "b2": 1e-4},
    (2.3894212918e02, 5.5015643181e-04),
    (2.7070075241e00, 7.2668688436e-06),
    1.2455138894e-01,
)  # fmt: skip

DANWOOD = Certified(
    "DanWood",
    lambda x, b1, b2: b1 * x**b2,
    (1.309, 1.471, 1.490, 1.565, 1.611, 1.680),
    (2.138, 3.421, 3.597, 4.340, 4.882, 5.660),
    {"b1": 1.0, "b2": 5.0},
    (7.6886226176e-01, 3.8604055871e00),
    (1.8281973860e-02, 5.1726610913e-02),
    4.3173084083e-03,
)

MGH09 = Certified(
    "MGH09",
    lambda x, b1, b2, b3, b4: b1 * (x**2 + x * b2) / (x**2 + x * b3 + b4),
    (4.0, 2.0, 1.0, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625),
    (0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246),
    {"b1": 0.25, "b2": 0.39, "b3": 0.415, "b4": 0.39},
    (1.9280693458e-01, 1.9128232873e-01, 1.2305650693e-01, 1.3606233068e-01),
    (1.1435312227e-02, 1.9633220911e-01, 8.0842031232e-02, 9.0025542308e-02),
    3.0750560385e-04,
)


@pytest.mark.parametrize("problem", [MISRA1A, DANWOOD, MGH09], ids=lambda p: p.name)
def test_certified_digits(problem):
    law = toy(problem.name, problem.function, **problem.start)
    outcome = fit_table(law, make_table(problem.x, problem.y), minos=False)
    found = np.array([outcome.values[name] for name in problem.start])
    # seven of the eleven certified digits: chi2 is flat at its minimum
    np.testing.assert_allclose(found, problem.value, rtol=1e-7)
    np.testing.assert_allclose(np.sqrt(np.diag(outcome.covariance)), problem.deviation, rtol=1e-5)
    squares = np.sum((problem.y - law(np.array(problem.x), **outcome.values)) ** 2)
    assert squares == pytest.approx(problem.squares, rel=1e-9)
