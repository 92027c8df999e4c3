"""Where chi0(q) of a layer of NbSe2 is largest: three sums over bands, three answers.

Truth: bands of the same engine with another geometry, summed by another programme: bands at the
Fermi level with constant elements 0.43 of Gamma-M, with their own elements q = 0 and a shoulder
near 0.3, all bands 0.33.
"""

import numpy as np
import pytest

from supra2d.bands import (
    Hamiltonian,
    SusceptibilityScan,
    peak,
    read_hamiltonian,
    susceptibility,
)
from supra2d.materials import hamiltonian_path

PAIR = (12, 13)


@pytest.fixture(scope="module")
def layer() -> Hamiltonian:
    return read_hamiltonian(hamiltonian_path("NbSe2"))


def along(
    H: Hamiltonian, keep: tuple[int, ...] | None, element: str, temperature: float, mesh: int
) -> SusceptibilityScan:
    q = np.arange(mesh // 2 + 1)[:, None] / mesh * np.array([1.0, 0.0, 0.0])  # Gamma to M
    return susceptibility(
        H, q, temperature=temperature, mesh=mesh, operators=("zz",), keep=keep, element=element
    )


def test_the_pair_with_constant_elements_peaks_at_the_edge_of_a_plateau(layer: Hamiltonian) -> None:
    cold = along(layer, PAIR, "constant", 58.0, 96)
    # 0.02: a step of the mesh, and what 58 K differ from the ground state
    assert peak(cold, "zz").in_gamma_m == pytest.approx(0.43, abs=0.02)
    high = np.flatnonzero(cold.of("zz") > 0.97 * cold.of("zz").max()) / 48
    assert high.min() < 0.45
    assert high.max() > 0.55
    # warmth rounds the edge, and the maximum moves to the middle
    warm = along(layer, PAIR, "constant", 300.0, 48)
    assert peak(warm, "zz").in_gamma_m == pytest.approx(0.52, abs=0.02)


def test_their_own_elements_leave_a_maximum_at_zero_and_a_shoulder(layer: Hamiltonian) -> None:
    scan = along(layer, PAIR, "full", 300.0, 48)
    assert peak(scan, "zz").at_zero
    fall = -np.diff(scan.of("zz"))
    assert np.argmax(fall) / 24 > 0.3  # it falls most steeply behind the shoulder
    assert fall[: int(0.25 * 24)].max() < 0.4 * fall.max()


def test_all_bands_put_it_at_a_third(layer: Hamiltonian) -> None:
    scan = along(layer, None, "full", 300.0, 36)
    assert peak(scan, "zz").in_gamma_m == pytest.approx(0.33, abs=0.03)  # a step of the mesh
