"""Tables of critical fields: which axis has the error, what points have in common."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from supra2d.core import Array, merge_rows
from supra2d.measure import (
    Family,
    critical_field_table,
    measure_family,
    remanence,
    rows_of,
    sources_of,
    split,
    with_remanence,
)
from supra2d.simulate import Film, Protocol, Sweep, critical_field, critical_temperature, run

FILM = Film(Tc=4.2, xi=10e-9, d=8e-9, width_T=0.15)
IN_T = Sweep("R(T)", at=(0.0, 0.3, 0.6), span=(5.6, 2.0), points=181)
IN_B = Sweep("R(B)", at=(2.5, 3.2), span=(-2.6, 2.6), points=261, loop=True)
BOTH = Protocol((IN_T, IN_B), noise_floor=1.0)


def families(protocol: Protocol, seed: int = 0) -> list[Family]:
    sweeps = split(run(FILM, protocol, seed))
    return [
        measure_family([s for s in sweeps if s.attrs["kind"] == kind]) for kind in ("R(T)", "R(B)")
    ]


def covariance(errors: Array, shared: Array) -> Array:
    return np.diag(errors**2) + shared @ shared.T


def test_temperature_sweeps_err_in_temperature_and_field_sweeps_in_field() -> None:
    table = critical_field_table(families(BOTH), "50%", direction="perpendicular")
    assert table is not None
    in_t = np.array([True, True, True, False, False])
    assert (table["temperature_error"].values > 0).tolist() == in_t.tolist()
    assert (table["field_error"].values > 0).tolist() == (~in_t).tolist()
    assert set(table["direction"].values) == {"perpendicular"}
    assert table.attrs["criterion"] == "50%"
    total_t = np.sqrt(
        table["temperature_error"].values ** 2 + (table["temperature_shared"].values ** 2).sum(1)
    )
    total_b = np.sqrt(table["field_error"].values ** 2 + (table["field_shared"].values ** 2).sum(1))
    t, b = table["temperature"].values, table["field"].values
    # four standard deviations
    assert (np.abs(t - critical_temperature(FILM, b))[in_t] < 4 * total_t[in_t]).all()
    assert (np.abs(b - critical_field(FILM, t))[~in_t] < 4 * total_b[~in_t]).all()


def test_the_choice_of_the_normal_state_is_common_to_a_family() -> None:
    made = families(replace(BOTH, noise_floor=10.0), seed=5)
    table = critical_field_table(made, "90%")
    assert table is not None
    shared = table["temperature_shared"].values[:3]
    points = made[0].at("90%")
    matrix = covariance(table["temperature_error"].values[:3], shared)
    # diagonal: everything that the point carries; off it: the background of both
    expected = [p.sigma**2 + p.systematic**2 for p in points]
    np.testing.assert_allclose(np.diag(matrix), expected, rtol=1e-12)
    product = points[0].background * points[1].background
    assert matrix[0, 1] == pytest.approx(product, rel=1e-12, abs=1e-30)
    # other families know nothing of it
    assert not table["field_shared"].values[:3].any()


def test_a_borrowed_normal_state_moves_all_points_together() -> None:
    # 1.6 T ends on the slope at 2.2 and 2.5 K (2.08 and 1.78 T at half height is out of reach
    # of nothing but the normal state); 4.8 K is normal
    wide = replace(FILM, width_T=0.6)
    short = Sweep("R(B)", at=(2.5, 2.8, 3.1), span=(0.0, 1.5), points=301)
    above = Sweep("R(B)", at=(8.0,), span=(0.0, 1.5), points=301)
    sweeps = split(run(wide, Protocol((short, above), noise_floor=1.0, temperature_jitter=1e-3)))
    family = measure_family(sweeps)
    assert family.normal is not None
    table = critical_field_table([family], "50%")
    assert table is not None
    points = [p for p in family.at("50%") if not p.refused]
    assert len(points) >= 2
    matrix = covariance(table["field_error"].values, table["field_shared"].values)
    correlation = points[0].reference * points[1].reference
    assert correlation > 0
    assert matrix[0, 1] == pytest.approx(correlation, rel=1e-9)


def test_the_remanent_field_is_taken_off_the_set_points() -> None:
    made = families(replace(BOTH, remanent_field=4e-3), seed=2)
    found = remanence(made)
    assert found is not None
    corrected = [with_remanence(f, found) for f in made]
    table = critical_field_table(corrected, "50%")
    assert table is not None
    # the sample feels 4 mT more than was applied, known to some 0.1 mT
    np.testing.assert_allclose(table["field"].values[:3], [0.004, 0.304, 0.604], atol=5e-4)
    truth = critical_temperature(FILM, np.array([0.004, 0.304, 0.604]))
    errors = table["temperature_error"].values[:3]
    assert (np.abs(table["temperature"].values[:3] - truth) < 4 * errors).all()
    # what is not known of it is shared by all of them
    assert table["field_shared"].values[0, -1] == pytest.approx(found.sigma)


def test_refused_points_are_left_out_and_nothing_gives_no_table() -> None:
    up_to = Sweep("R(B)", at=(2.5, 3.8), span=(0.0, 1.0), points=201)
    sweeps = split(run(FILM, Protocol((up_to,), noise_floor=1.0, temperature_jitter=1e-3)))
    table = critical_field_table([measure_family(sweeps)], "50%")
    assert table is not None
    assert table["temperature"].values == pytest.approx([3.8], abs=1e-3)
    assert critical_field_table([], "50%") is None
    angles = Sweep("R(angle)", at=(1.0,), span=(-90.0, 90.0), points=181, temperature=3.0)
    rotation = split(run(FILM, Protocol((angles,), noise_floor=1.0, temperature_jitter=1e-3)))
    assert critical_field_table([measure_family(rotation)], "50%") is None


def test_a_field_sweep_without_temperature_is_a_field_without_a_place() -> None:
    log = run(FILM, Protocol((replace(IN_B, at=(2.5,)),), noise_floor=1.0))
    (family,) = [measure_family(split(log.drop_vars("temperature")))]
    assert not family.at("50%")[0].refused
    assert critical_field_table([family], "50%") is None


def test_every_point_says_where_it_comes_from() -> None:
    made = families(BOTH)
    table = critical_field_table(made, "50%")
    assert table is not None
    points = [p for f in made for p in f.at("50%")]
    assert table["rows"].values.tolist() == [rows_of(p) for p in points]
    assert {sources_of(p) for p in points} == {"simulated"}
    assert rows_of(points[0]) == "1-181"
    up, down = (str(b.sweep.attrs["rows"]) for b in points[3].branches[::2])
    assert rows_of(points[3]) == merge_rows([up, down])
