"""What the direction of the field allows: both, one, none, angles in between."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from supra2d.core import NameUnknownError, Result, Sample
from supra2d.simulate import Film, Protocol, Sweep, critical_field, run
from supra2d.study import Options, analyse

FILM = Film(Tc=4.2, xi=10e-9, d=8e-9, width_T=0.15)
OPTIONS = Options(criteria=("50%",))
PERPENDICULAR = Protocol(
    (Sweep("R(T)", at=(0.0, 0.2, 0.4, 0.6, 0.8), span=(5.6, 2.0), points=181),), noise_floor=2.0
)
PARALLEL = replace(
    PERPENDICULAR,
    direction="parallel",
    sweeps=(Sweep("R(T)", at=(0.0, 2.0, 4.0, 5.5), span=(5.6, 2.0), points=181),),
)


def measured(
    protocol: Protocol, *, seed: int, direction: str | None = None, cooldown: str = ""
) -> xr.Dataset:
    log = run(FILM, protocol, seed)
    stated = protocol.direction if direction is None else direction
    log.attrs.update(direction=stated, cooldown=cooldown)
    return log


def boundary(results: list[Result]) -> Result:
    (found,) = [r for r in results if r.kind == "critical_field"]
    return found


def test_both_directions_give_coherence_length_thickness_and_anisotropy() -> None:
    logs = [measured(PERPENDICULAR, seed=1), measured(PARALLEL, seed=2)]
    found = boundary(analyse(logs, sample=Sample(thickness=8e-9), options=OPTIONS))
    ratio = np.sqrt(12) * FILM.xi / FILM.d
    for name, truth in (("Tc", 4.2), ("xi_GL", 10e-9), ("d_sc", 8e-9), ("anisotropy", ratio)):
        q = found.get(name)
        assert q.status == "ok"
        # four standard deviations, which are below a hundredth
        assert q.value == pytest.approx(truth, abs=4 * q.error)
        assert q.error < 0.01 * truth
    assert {c.name: c.status for c in found.checks}["thickness"] == "ok"
    assert found.get("B_pauli").value == pytest.approx(1.856816627 * 4.2, rel=2e-3)
    truth = float(critical_field(FILM, 0.0, "parallel")) / (1.856816627 * 4.2)
    assert found.get("pauli_ratio", direction="parallel").value == pytest.approx(truth, rel=5e-3)


def test_a_thickness_beyond_the_film_is_pointed_out() -> None:
    logs = [measured(PERPENDICULAR, seed=1), measured(PARALLEL, seed=2)]
    found = boundary(analyse(logs, sample=Sample(thickness=4e-9), options=OPTIONS))
    (check,) = [c for c in found.checks if c.name == "thickness"]
    assert check.status == "warning"
    assert check.value == pytest.approx(2.0, rel=0.01)


def test_a_thick_film_is_outside_the_thin_film_law() -> None:
    thick = replace(FILM, d=40e-9)
    sweeps = Sweep("R(T)", at=(0.0, 0.4, 0.8, 1.2, 1.6), span=(5.6, 1.5), points=181)
    logs = []
    for seed, protocol in enumerate((PERPENDICULAR, replace(PARALLEL, sweeps=(sweeps,)))):
        log = run(thick, protocol, seed)
        log.attrs["direction"] = protocol.direction
        logs.append(log)
    found = boundary(analyse(logs, options=OPTIONS))
    (check,) = [c for c in found.checks if c.name == "thin_film"]
    assert check.status == "warning"
    d = found.get("d_sc")
    assert d.status == "warning"
    # d = 1.8 xi(T) at T/Tc = 1 - (1.8 xi/d)^2 = 0.80
    assert "holds only above 3.3" in d.message


def test_parallel_field_alone_gives_neither_length() -> None:
    found = boundary(analyse([measured(PARALLEL, seed=3)], options=OPTIONS))
    assert found.get("Tc").value == pytest.approx(4.2, abs=4 * found.get("Tc").error)
    for name in ("xi_GL", "d_sc"):
        q = found.get(name)
        assert q.status == "refused"
        assert "only the product" in q.message
        assert "add perpendicular data" in q.message
    far = found.get("Bc2", temperature=0.0, direction="parallel")
    truth = float(critical_field(FILM, 0.0, "parallel"))
    assert far.value == pytest.approx(truth, abs=4 * far.error)


def test_an_unknown_direction_is_fitted_with_a_warning() -> None:
    found = boundary(analyse([measured(PERPENDICULAR, seed=4, direction="")], options=OPTIONS))
    xi = found.get("xi_GL")
    assert xi.status == "warning"
    assert "--direction" in xi.message
    assert xi.value == pytest.approx(10e-9, abs=4 * xi.error)
    assert "direction" in {c.name for c in found.checks}


def test_a_shift_of_tc_between_cooldowns_is_a_nuisance() -> None:
    warm = measured(PARALLEL, seed=5, cooldown="2")
    # the second cooldown finds a Tc that is 20 mK higher
    warm = warm.assign(temperature=warm["temperature"] + 0.02)
    warm["temperature"].attrs = run(FILM, PARALLEL, 5)["temperature"].attrs
    cold = measured(PERPENDICULAR, seed=6, cooldown="1")
    found = boundary(analyse([cold, warm], options=OPTIONS))
    assert any(text.startswith("Shift of Tc per cooldown: ") for text in found.text)
    for name, truth in (("xi_GL", 10e-9), ("d_sc", 8e-9)):
        q = found.get(name)
        # the parallel curve moves as a whole: 0.5 % in Tc is at most that in either length
        assert q.value == pytest.approx(truth, rel=0.01)
    tc = found.get("Tc")
    assert tc.value == pytest.approx(4.21, abs=0.02)
    # one Tc for films that differ by 20 mK is not known to a millikelvin
    assert tc.error > 3e-3


ANGLES = (0.0, 30.0, 60.0, 75.0, 82.0, 86.0, 88.0, 90.0)


def angular(results: list[Result]) -> Result:
    (found,) = [r for r in results if r.kind == "angular"]
    return found


def assert_thin(found: Result, temperature: float, film: Film = FILM) -> None:
    """The two-dimensional law wins, and holds the film's fields."""
    by_model = {f.model: f for f in found.fits}
    assert set(by_model) == {"tinkham_2d", "anisotropic_3d"}
    assert by_model["tinkham_2d"].aic < by_model["anisotropic_3d"].aic - 10
    (check,) = found.checks
    assert (check.name, check.status) == ("angular_law", "ok")
    # an Akaike difference of 10 is a weight of 0.993
    assert check.value is not None and check.value > 0.99
    for direction in ("perpendicular", "parallel"):
        q = found.get("Bc2", direction=direction)
        truth = float(critical_field(film, temperature, direction))
        assert q.where["method"] == "tinkham_2d"
        # three standard deviations, which are below 2 %
        assert q.value == pytest.approx(truth, abs=3 * q.error)
        assert q.error < 0.02 * truth


def test_field_sweeps_at_angles_prefer_the_thin_film() -> None:
    reach = {a: 1.8 * float(critical_field(FILM, 3.4, a)) + 0.3 for a in ANGLES}
    sweeps = tuple(
        Sweep("R(B)", at=(3.4,), span=(0.0, reach[a]), points=121, angle=a) for a in ANGLES
    )
    log = run(FILM, Protocol(sweeps, noise_floor=2.0, temperature_jitter=1e-3), 1)
    results = analyse([log], options=OPTIONS)
    assert_thin(angular(results), 3.4)
    # 0 and 90 degrees are directions, the rest are angles
    places = [r.title for r in results if r.kind == "resistance_field"]
    assert "Resistive transition in field (perpendicular)" in places
    assert "Resistive transition in field (30.0 deg from the normal)" in places


@pytest.mark.parametrize("span", [(-20.0, 110.0), (-10.0, 190.0)])
def test_rotation_sweeps_prefer_the_thin_film(span: tuple[float, float]) -> None:
    fields = (0.8, 1.2, 1.6, 2.2, 3.0, 3.6, 4.2, 5.0)
    sweeps = (Sweep("R(angle)", at=fields, span=span, points=521, temperature=3.4),)
    log = run(FILM, Protocol(sweeps, noise_floor=2.0, temperature_jitter=1e-3), 1)
    assert_thin(angular(analyse([log], options=OPTIONS)), 3.4)


def test_a_misaligned_rotator_cancels_between_both_sides() -> None:
    fields = (0.8, 1.2, 1.6, 2.2, 3.0, 3.6, 4.2)
    sweeps = (Sweep("R(angle)", at=fields, span=(-10.0, 190.0), points=801, temperature=3.4),)
    protocol = Protocol(sweeps, noise_floor=2.0, temperature_jitter=1e-3, misalignment=0.4)
    assert_thin(angular(analyse([run(FILM, protocol, 2)], options=OPTIONS)), 3.4)


def test_a_few_angles_are_no_angular_law() -> None:
    sweeps = tuple(
        Sweep("R(B)", at=(3.4,), span=(0.0, 3.0), points=121, angle=a) for a in (0.0, 30.0, 60.0)
    )
    log = run(FILM, Protocol(sweeps, noise_floor=2.0, temperature_jitter=1e-3), 1)
    assert not [r for r in analyse([log], options=OPTIONS) if r.kind == "angular"]


def test_a_rotator_reading_is_no_angle() -> None:
    sweeps = tuple(
        Sweep("R(B)", at=(3.4,), span=(0.0, 3.0), points=121, angle=a) for a in (0.0, 30.0, 60.0)
    )
    protocol = Protocol(sweeps, noise_floor=2.0, temperature_jitter=1e-3, rotator_zero=12.0)
    results = analyse([run(FILM, protocol, 1)], options=OPTIONS)
    assert not [q for r in results for q in r.quantities if "angle" in q.where]
    # three positions are three points, of unknown direction
    found = [q for r in results for q in r.quantities if q.name == "Bc2" and q.criterion == "50%"]
    assert all("direction" not in q.where for q in found)


def test_wrong_options_are_answered_with_near_matches() -> None:
    with pytest.raises(NameUnknownError, match="did you mean parallel"):
        Options(direction="paralel")
    with pytest.raises(ValueError, match="a percentage of the normal state such as 50%"):
        Options(criterion="onset")
    with pytest.raises(NameUnknownError, match="Pauli prefactor"):
        Options(pauli_prefactor="1.85").conventions.pauli_limit(1.0)


def test_another_criterion_can_be_preferred() -> None:
    options = Options(criterion="70%", pauli_prefactor="1.84")
    assert options.criteria[0] == "70%"
    assert options.chosen() == {"criterion": "70%", "pauli_prefactor": "1.84"}
    found = boundary(analyse([measured(PERPENDICULAR, seed=8)], options=options))
    tc = found.get("Tc")
    assert (tc.criterion, tc.preferred) == ("70%", True)
    # ln(7/3)/(2 ln 9) of the width above the middle
    assert tc.value == pytest.approx(4.2 + 0.15 * np.log(7 / 3) / (2 * np.log(9)), abs=4 * tc.error)
    assert found.get("B_pauli").value == pytest.approx(1.84 * (tc.value or 0), rel=1e-9)
    assert found.get("B_pauli").convention == "prefactor 1.84, g = 2"
