"""Berry curvature of the valleys: against the phase around a small loop."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from supra2d.bands import (
    Hamiltonian,
    berry_curvature,
    doped,
    first_zone,
    three_band,
    write_hamiltonian,
    zone_mesh,
)
from supra2d.core import Array, Quantity, Result
from supra2d.study import BandsOptions
from supra2d.study._bands_curvature import curvature_result
from supra2d.study._bands_load import load

OPTIONS = BandsOptions(path=24, contours=24, states=36, response=12)


def made(H: Hamiltonian, folder: Path) -> Result | None:
    write_hamiltonian(H, folder / "layer.nc")
    return curvature_result(load(folder / "layer.nc", OPTIONS))


def value(result: Result, name: str, **where: str) -> float:
    (found,) = [q for q in result.quantities if q.name == name and q.where.items() >= where.items()]
    assert isinstance(found, Quantity) and found.value is not None
    return found.value


def around(H: Hamiltonian, K: Array, occupied: int, half: float = 1e-4) -> float:
    """Berry phase around a small parallelogram over its area, m^2; all orbitals at one place."""
    assert np.ptp(H.positions, axis=0).max() == 0.0
    corners = [K + half * np.array([x, y, 0.0]) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    states = [np.linalg.eigh(H.matrices(k))[1][:, :occupied] for k in corners]
    links = [np.linalg.det(u.conj().T @ v) for u, v in zip(states, states[1:] + states[:1],
                                                          strict=True)]  # fmt: skip
    b = 2.0 * half * H.reciprocal[:2, :2]
    return -float(np.angle(np.prod(links)) / np.linalg.det(b))


def test_the_curvature_at_K_is_the_phase_around_it(tmp_path: Path) -> None:
    H = three_band("MoS2")
    result = made(H, tmp_path)
    assert result is not None
    exact = around(H, _corner(H), 2)
    at = value(result, "berry_curvature_K")
    # the mean over the loop is off by the square of its size
    assert at == pytest.approx(exact, rel=1e-4)
    line = next(c for c in result.curves if c.role == "curvature")
    assert line.y[0] == pytest.approx(at) and line.y[-1] == pytest.approx(-at)
    assert line.y[len(line.y) // 2] == pytest.approx(0.0, abs=1e-6 * abs(at))


def test_both_valleys_add_up_to_nothing(tmp_path: Path) -> None:
    result = made(three_band("MoS2"), tmp_path)
    assert result is not None
    near, far = (
        value(result, "valley_curvature", channel=f"{name} valley") for name in ("K", "K'")
    )
    assert near == pytest.approx(-far, abs=1e-9)
    # over the half of the zone around K, by points instead of links; the edge of that half, where
    # the curvature is zero by the mirror, takes no harm from them
    H = three_band("MoS2")
    k = first_zone(H, zone_mesh(H, 60).reshape(-1, 3))
    polar = (k @ H.reciprocal)[:, :2]
    side = np.cos(3.0 * np.arctan2(polar[:, 1], polar[:, 0]))  # K lies along x
    plaquette = abs(np.linalg.det(H.reciprocal[:2, :2])) / len(k)
    summed = float((berry_curvature(H, k, 2) * (side > 1e-9)).sum()) * plaquette / (2.0 * np.pi)
    assert near == pytest.approx(summed, rel=0.02)
    for q in result.quantities:
        assert q.value is not None and q.interval is not None
        assert q.interval[0] <= q.value <= q.interval[1]


def test_filled_states_of_a_metal_stand_beside_whole_bands(tmp_path: Path) -> None:
    H = doped(three_band("MoS2"), -1.0, mesh=(36, 36))
    result = made(H, tmp_path)
    assert result is not None
    whole, filled = (
        next(c for c in result.curves if c.role == "curvature" and c.where["states"] == states)
        for states in ("bands", "filled")
    )
    energies = H.eigenvalues(
        np.linspace(1.0, -1.0, len(whole.x))[:, None] * _corner(H)
    ) - H.chemical_potential  # fmt: skip
    both = (energies[:, :2] < -1.0).all(axis=1)
    none = (energies[:, :2] > 1.0).all(axis=1)
    assert both.any() and none.any()
    np.testing.assert_allclose(filled.y[both], whole.y[both], rtol=1e-12)
    assert not filled.y[none].any()


def _corner(H: Hamiltonian) -> Array:
    return np.linalg.solve(H.reciprocal.T, H.cell[0] * 4.0 * np.pi / (3.0 * H.cell[0] @ H.cell[0]))


def test_inversion_leaves_none(tmp_path: Path) -> None:
    H = three_band("MoS2")
    up = [i for i, o in enumerate(H.orbitals) if o.spin > 0]
    bare = replace(
        H,
        hoppings=H.hoppings[:, up][:, :, up],
        orbitals=tuple(replace(H.orbitals[i], spin=0) for i in up),
    )
    assert made(bare, tmp_path) is None
