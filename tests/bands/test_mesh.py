import numpy as np
import pytest

from supra2d.bands import bands_on_mesh, three_band, zone_mesh
from supra2d.bands._mesh import states_at
from supra2d.core import InputError

from ._lattices import cubic, graphene, square


@pytest.mark.parametrize("chunk", [1, 7, 4096])
def test_energies_and_states_are_those_of_each_point(chunk):
    H = three_band("MoS2")
    energies, states = bands_on_mesh(H, (4, 5), states=True, chunk=chunk)
    k = zone_mesh(H, (4, 5))
    assert k.shape == (4, 5, 3) and energies.shape == (4, 5, 6) and states.shape == (4, 5, 6, 6)
    matrices = H.matrices(k)
    # rounding of matrices of some 3e3 meV
    np.testing.assert_allclose(energies, np.linalg.eigvalsh(matrices), atol=1e-9)
    np.testing.assert_allclose(matrices @ states, states * energies[..., None, :], atol=1e-9)
    np.testing.assert_array_equal(bands_on_mesh(H, (4, 5), chunk=chunk), energies)


def test_three_dimensions():
    H = cubic()
    energies = bands_on_mesh(H, (2, 3, 4))
    np.testing.assert_allclose(energies, H.eigenvalues(zone_mesh(H, (2, 3, 4))), atol=1e-10)


def test_the_mesh_begins_at_gamma():
    k = zone_mesh(square(), 4)
    assert np.all(k[0, 0] == 0.0) and k[1, 3].tolist() == [0.25, 0.75, 0.0]


def test_degenerate_spins_are_told_apart():
    H = three_band("MoS2")
    k = np.array([[0.0, 0.2, 0.0]])  # on Gamma-M, where spins are degenerate
    energies, states = states_at(H, k)
    up = np.sum(np.abs(states[0, :3]) ** 2, axis=0)
    np.testing.assert_allclose(np.sort(up), [0, 0, 0, 1, 1, 1], atol=1e-8)
    np.testing.assert_allclose(energies, np.linalg.eigvalsh(H.matrices(k)), atol=1e-9)


@pytest.mark.parametrize("shape", [0, (4,), (4, 4, 4), (4, -1)])
def test_meshes_that_do_not_fit(shape):
    with pytest.raises(InputError, match="one positive number of points"):
        bands_on_mesh(graphene(), shape)
