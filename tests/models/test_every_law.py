"""What holds for every law; a new law is tested the day its file is added."""

from importlib.resources import files

import numpy as np
import pytest

from supra2d import models
from supra2d.core import InputError, NameUnknownError

LAWS = [models.model(name) for name in models.names()]
CHECKS = [(law, row) for law in LAWS for row in law.checks]

every_law = pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
law_of_temperature = pytest.mark.parametrize(
    "law", [law for law in LAWS if law.edge], ids=lambda law: law.name
)


def axis(law, n=31):
    """Values of the first variable at which the default law can be evaluated."""
    if law.edge:
        return np.linspace(0.02, 0.98, n) * law.parameter(law.edge).default
    return np.linspace(*(law.variables[0].usual or (-30.0, 200.0)), n)


@every_law
def test_finite_and_not_negative(law):
    y = law(axis(law))
    assert np.all(np.isfinite(y)) and np.all(y >= 0.0)


@every_law
def test_array_equals_loop(law):
    x = axis(law)
    # the same operations element by element; a root finder may take one step more
    np.testing.assert_allclose(law(x), [float(law(v)) for v in x], rtol=1e-13)


@every_law
@pytest.mark.parametrize("shape", [(), (1,), (0,), (3, 4)])
def test_shape_is_kept(law, shape):
    assert law(np.full(shape, axis(law)[3])).shape == shape


@pytest.mark.parametrize(
    ("law", "row"), CHECKS, ids=[f"{law.name}-{row.source}" for law, row in CHECKS]
)
def test_check_rows(law, row):
    assert float(law(row.x, **row.parameters)) == pytest.approx(row.expected, rel=row.rtol)


@every_law
def test_has_check_rows_and_text(law):
    assert len(law.checks) >= 3
    assert law.equation and law.limits and law.references and law.title


@every_law
def test_guess_is_near_and_inside_the_bounds(law):
    x = axis(law)
    noise = 1.0 + 0.02 * np.random.default_rng(3).normal(size=x.size)
    guess = law.guess(x, law(x) * noise)
    assert set(guess) <= {p.name for p in law.parameters}
    for name, value in guess.items():
        parameter = law.parameter(name)
        assert parameter.low <= value <= parameter.high
        if parameter.unit == "deg":
            turn = (value - parameter.default + 90.0) % 180.0 - 90.0
            assert abs(turn) < 15.0
        else:
            assert 1 / 4 < value / parameter.default < 4


@every_law
@pytest.mark.parametrize("n", [1, 2, 3])
def test_guess_from_few_points_is_finite(law, n):
    x = axis(law)[:n]
    for y in (law(x), np.zeros(n), np.full(n, 0.1)):
        assert all(np.isfinite(v) for v in law.guess(x, y).values())


@every_law
def test_unknown_parameter(law):
    with pytest.raises(NameUnknownError, match=f"parameter of {law.name}"):
        law(1.0, nonsense=1.0)


@every_law
def test_out_of_bounds(law):
    parameter = law.parameters[0]
    with pytest.raises(InputError, match=parameter.name):
        law(1.0, **{parameter.name: parameter.high * 2})


@every_law
def test_references_are_in_the_bibliography(law):
    text = (files("supra2d") / "materials" / "references.bib").read_text(encoding="utf-8")
    for key in law.references:
        assert f"{{{key}," in text


# T/Tc0 below which the second-order line of spins that are free in some direction bends back
BENDS = {"pauli": 0.48, "bilayer": 0.07, "type2_ising": 0.07}


@law_of_temperature
def test_falls_with_temperature_to_zero(law):
    Tc0 = law.parameter(law.edge).default
    y = law(np.linspace(BENDS.get(law.name, 1e-6), 1.0, 400) * Tc0)
    # where a law saturates in the cold, its values agree to the rounding of a root
    assert np.all(np.diff(y) < 1e-12 * y[:-1])
    assert np.all(np.diff(y[200:]) < 0.0)
    assert float(law(Tc0)) == 0.0
    assert float(law(1.5 * Tc0)) == 0.0


@law_of_temperature
def test_cold_end_is_finite(law):
    # a reading slightly below zero is noise of a thermometer, not an error
    assert float(law(0.0)) == pytest.approx(float(law(-1e-3)), rel=1e-12)
    assert float(law(0.0)) == pytest.approx(float(law(1e-9)), rel=1e-6)
