"""Susceptibility of a crystal over its zone, against sums over pairs at single q."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from supra2d.bands import (
    Hamiltonian,
    doped,
    susceptibility,
    susceptibility_zone,
    three_band,
    write_hamiltonian,
)
from supra2d.core import Quantity, Result
from supra2d.study import BandsOptions
from supra2d.study._bands_load import Filled, load
from supra2d.study._bands_response import _crystal_mesh, response_result
from supra2d.study._bands_zone import flat

OPTIONS = BandsOptions(path=24, contours=24, states=180, response=18, temperature=1000.0)
MESH = (12, 12, 4)
DOS = Quantity("dos_EF", "1/eV", 3.0, (3.0, 3.0))


def stack(tilt: float = 0.0) -> Hamiltonian:
    """Layers of the three-band model, one hole each, 50 meV from one to the next."""
    layer = doped(three_band("MoS2"), -1.0, mesh=(36, 36))
    reach = np.vstack([layer.R, [[0, 0, 1], [0, 0, -1]]])
    hop = 50.0 * np.eye(6)[None] + 0j
    cell = layer.cell.copy()
    cell[2] += tilt * cell[0]
    return replace(
        layer,
        cell=cell,
        R=reach,
        hoppings=np.concatenate([layer.hoppings, hop, hop]),
        periodic=(True, True, True),
        name="stack",
    )


@pytest.fixture(scope="module", params=[0.0, 0.25])
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Filled, Result]:
    path = tmp_path_factory.mktemp("stack") / "stack.nc"
    write_hamiltonian(stack(request.param), path)
    metal = load(path, OPTIONS)
    return metal, response_result(metal, DOS, OPTIONS)


def test_the_path_is_that_of_the_layers(made: tuple[Filled, Result]) -> None:
    metal, result = made
    assert [c.label for c in result.curves if c.role == "tick"] == ["Gamma", "M", "K", "Gamma"]
    q = [(n / 12, 0.0, 0.0) for n in range(7)]
    for bands, keep in (("all", None), ("pair", metal.bands)):
        direct = susceptibility(metal.H, q, temperature=1000.0, mesh=MESH, keep=keep)
        for operator in ("zz", "xx"):
            (line,) = [
                c
                for c in result.curves
                if c.role == "chi" and c.where == {"operator": operator, "bands": bands}
            ]
            # the fast sum is good to 1e-8 of each term
            np.testing.assert_allclose(line.y[:7], 1e3 * direct.of(operator), rtol=1e-6)
    a = float(np.linalg.norm(metal.H.cell[0]))
    (M,) = [float(c.x[0]) for c in result.curves if c.label == "M" and c.role == "tick"]
    assert M == pytest.approx(2.0 * np.pi / a / np.sqrt(3.0))


def test_the_map_is_one_plane_of_the_zone(made: tuple[Filled, Result]) -> None:
    _, result = made
    (places,) = [c for c in result.curves if c.role == "chi_map"]
    (values,) = [c for c in result.curves if c.role == "chi_map_value"]
    (zone,) = [c for c in result.curves if c.role == "zone"]
    assert len(places.x) == len(values.y) == 12 * 12
    assert len(zone.x) == 7
    assert np.hypot(places.x, places.y).max() <= np.hypot(zone.x, zone.y).max() * (1.0 + 1e-9)
    points = np.column_stack([places.x, places.y])
    apart = np.linalg.norm(points[:, None] - points[None], axis=2) + 1e20 * np.eye(len(points))
    assert apart.min() > 1e9


def test_the_peak_is_the_largest_of_the_whole_zone(made: tuple[Filled, Result]) -> None:
    metal, result = made
    scan = susceptibility_zone(metal.H, temperature=1000.0, mesh=MESH, operators=("zz",))
    largest = 1e3 * float(scan.of("zz").max())
    (row,) = [
        q
        for q in result.quantities
        if q.name == "chi_q_peak" and q.where["channel"] == "zz" and q.method == "all bands"
    ]
    told = float(row.message.split(": ")[1].split(" per")[0])
    assert largest * 0.995 <= told <= 1.05 * largest  # three digits, and the top of a parabola
    assert row.interval is not None and row.interval[1] > row.interval[0]
    assert "12 x 12 x 4 points" in row.convention
    assert any("12 x 12 x 4 points" in text for text in result.text)


def test_meshes_follow_what_varies() -> None:
    assert _crystal_mesh(stack(), 1152.0) == MESH
    first, second, third = _crystal_mesh(stack(), 50_000.0)
    assert first == second > third and first * second * third <= 50_000
    x, y, z = flat(stack(0.25)).cell
    a = stack().cell[0, 0]
    assert x.tolist() == pytest.approx([a, 0.0, 0.0])
    assert np.hypot(y[0], y[1]) == pytest.approx(a) and z[:2].tolist() == [0.0, 0.0]


def test_a_mesh_that_is_too_coarse_is_refused(tmp_path: Path) -> None:
    H = stack()
    # three reciprocal vectors of one length have as many points each
    cell = H.cell * np.array([1.0, 1.0, 0.75**0.5 * H.cell[0, 0] / H.cell[2, 2]])
    write_hamiltonian(replace(H, cell=cell), tmp_path / "stack.nc")
    options = replace(OPTIONS, response=12)
    result = response_result(load(tmp_path / "stack.nc", options), DOS, options)
    (row,) = [q for q in result.quantities if q.name == "chi_q_peak"]
    assert row.status == "refused"
    assert "a crystal of 6 orbitals, has 8 x 8 x 8 points of q" in row.message
