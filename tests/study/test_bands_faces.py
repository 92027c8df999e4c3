"""States on the faces of crystals: against exact dispersions, and of one that is shipped."""

from __future__ import annotations

from dataclasses import replace
from math import pi
from pathlib import Path

import numpy as np
import pytest

from supra2d.bands import Hamiltonian, Orbital, write_hamiltonian
from supra2d.core import Check, Quantity, Result
from supra2d.study import BandsOptions, bands
from supra2d.study._bands_faces import face_result
from supra2d.study._bands_load import load

A = 3e-10
SIGMA = np.array([[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
SMALL = BandsOptions(path=60, contours=24, states=24, response=12)


def wilson_dirac(mass: float) -> Hamiltonian:
    """H = 100 (mass + sum cos k) tau_z + 100 sum sin k_i tau_x sigma_i on a cube.

    1 < |mass| < 3 is strong, |mass| < 1 weak.
    """
    R, hoppings = [(0, 0, 0)], [100.0 * mass * np.kron(SIGMA[0], SIGMA[3])]
    for i in range(3):
        step = np.eye(3, dtype=int)[i]
        hop = 50.0 * (np.kron(SIGMA[0], SIGMA[3]) - 1j * np.kron(SIGMA[i + 1], SIGMA[1]))
        R += [tuple(step), tuple(-step)]
        hoppings += [hop, hop.conj().T]
    orbitals = tuple(Orbital("Bi", 0, shape, s) for s in (1, -1) for shape in ("s", "pz"))
    return Hamiltonian(A * np.eye(3), np.array(R), np.array(hoppings), orbitals, (True, True, True))


def faces(H: Hamiltonian, folder: Path) -> list[Result]:
    write_hamiltonian(replace(H, electrons=2.0, name="crystal"), folder / "crystal.nc")
    report = bands(folder / "crystal.nc", options=SMALL)
    return [r for r in report.results if r.kind == "surface_states"]


def at_gamma(result: Result) -> Check:
    (check,) = result.checks
    assert result.text == (check.message,)
    return check


def curve(result: Result, role: str) -> np.ndarray:
    (found,) = [c for c in result.curves if c.role == role]
    return np.array([found.x, found.y], dtype=float)


def test_the_state_of_a_strong_insulator(tmp_path: Path) -> None:
    """+-100 sin k along both arms, exactly; at k = 0 two of them meet."""
    (result,) = faces(wilson_dirac(-2.0), tmp_path)
    assert at_gamma(result).status == "ok"
    assert at_gamma(result).value == 0.0
    assert "meet at the Fermi level" in at_gamma(result).message
    places, face = curve(result, "surface_map"), curve(result, "surface_map_value")[1]
    inside = curve(result, "surface_map_bulk")[1]
    (gamma,) = [float(c.x[0]) for c in result.curves if c.label == "Gamma"]
    k = A * np.abs(places[0] - gamma)
    exact = 100.0 * np.sin(k)
    # away from the bulk at 100 meV, and from where both branches are one
    for x in np.unique(k[(exact > 30.0) & (exact < 70.0)]):
        here = (k == x) & (np.abs(places[1]) < 90.0)
        energy = abs(places[1][here][np.argmax(face[here])])
        # half a step of the energies, and the tail of the other branch
        assert energy == pytest.approx(100.0 * np.sin(x), abs=6.0)
        # inside, only the tails of bands 30 meV away are left, three times the broadening
        assert face[here].max() > 5.0 * inside[here][np.argmax(face[here])]


def test_the_path_ends_halfway_to_the_border(tmp_path: Path) -> None:
    (result,) = faces(wilson_dirac(-2.0), tmp_path)
    ticks = [(c.label, float(c.x[0])) for c in result.curves if c.role == "tick"]
    assert [label for label, _ in ticks] == ["to X", "Gamma", "to Y"]
    assert [x for _, x in ticks] == pytest.approx([0.0, 0.5 * pi / A, pi / A])


@pytest.mark.parametrize("mass", [-3.5, 0.3])
def test_trivial_and_weak_crystals_have_none(mass: float, tmp_path: Path) -> None:
    assert faces(wilson_dirac(mass), tmp_path) == []


def test_a_state_elsewhere_is_not_one_at_gamma(tmp_path: Path) -> None:
    """Bands that are inverted at the corner of the zone: the cone lies there too."""
    (result,) = faces(wilson_dirac(2.0), tmp_path)
    assert at_gamma(result).status == "warning"
    assert at_gamma(result).message.startswith("At Gamma the face has no state")


def test_bands_that_overlap_along_the_normal(tmp_path: Path) -> None:
    """120 cos kz for all bands alike: more than the +-100 meV between them at Gamma."""
    H = wilson_dirac(-2.0)
    tilt = 60.0 * np.eye(4) * (np.abs(H.R) == [0, 0, 1]).all(axis=1)[:, None, None]
    (result,) = faces(replace(H, hoppings=H.hoppings + tilt), tmp_path)
    assert at_gamma(result).status == "warning"
    assert "leave no gap at Gamma" in at_gamma(result).message


def test_the_face_of_tungsten_disulfide() -> None:
    """Cut between the layers, it has the state that the index asks for, in a gap of 54 meV."""
    index = Result("topology", "", quantities=(Quantity("z2", "1", 1.0, (1.0, 1.0)),))
    result = face_result(load("1T'-WS2-bulk", BandsOptions()), index)
    assert result is not None
    check = at_gamma(result)
    # the step of the search is 3 meV
    assert check.status == "ok" and check.value == pytest.approx(-39.4, abs=5.0)
    assert " meV below the Fermi level" in check.message
    places, face = curve(result, "surface_map"), curve(result, "surface_map_value")[1]
    (gamma,) = [float(c.x[0]) for c in result.curves if c.label == "Gamma"]
    here = np.isclose(places[0], gamma) & (np.abs(places[1] + 24.0) < 24.0)
    peak = np.argmax(face[here])
    assert places[1][here][peak] == pytest.approx(check.value, abs=10.0)  # a step of the map
    assert face[here][peak] > 5.0 * curve(result, "surface_map_bulk")[1][here][peak]
