import pytest

from supra2d.core import Conventions
from supra2d.models import criticalfield as cf
from supra2d.models import model

# expected numbers: reference_values.json, paper_numbers


def test_coherence_length_and_thickness():
    assert cf.xi_from_field(0.015) == pytest.approx(148.12291708250354e-9, rel=1e-12)
    assert cf.thickness_from_field(0.767, 146.4e-9) == pytest.approx(
        10.152896384931612e-9, rel=1e-12
    )


def test_slope_and_field_agree():
    law = model("gl_perpendicular")
    slope = float(law(0.0, Tc0=4.0, xi=12e-9)) / 4.0
    assert cf.xi_from_slope(slope, 4.0) == pytest.approx(12e-9, rel=1e-12)


def test_anisotropy():
    assert cf.anisotropy(0.767, 0.015) == pytest.approx(51.133333333333333, rel=1e-12)


def test_pauli_ratio():
    ratio = cf.pauli_ratio(28.0, 7.7, Conventions(pauli_prefactor="1.84"))
    assert ratio == pytest.approx(1.9762845849802372, rel=1e-12)
    assert cf.pauli_ratio(1.8568166273843104, 1.0) == pytest.approx(1.0, rel=1e-9)


def test_whh_ends_where_the_law_does():
    expected = float(model("whh_orbital")(0.0, Tc0=3.0, slope=0.5))
    assert cf.whh_zero_temperature(0.5, 3.0) == pytest.approx(expected, rel=1e-12)


def test_thin_film_validity():
    assert cf.thin_film_from(5.0, 10e-9, 17.9e-9) == 0.0
    # d = 3.6 xi: xi(T) must be doubled, which it is at 1 - t = 1/4
    assert cf.thin_film_from(5.0, 10e-9, 36e-9) == pytest.approx(3.75, rel=1e-12)
