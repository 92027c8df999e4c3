"""The minimum of energies that were computed."""

from __future__ import annotations

import numpy as np
import pytest

from supra2d.core import InputError
from supra2d.dft import _gpaw, _lattice_constant, lattice_search, structure

STEPS = np.linspace(-0.02, 0.02, 5)


def test_a_cubic_through_the_points_and_its_distance_from_a_parabola() -> None:
    a = 4.67e-10 * (1.0 + STEPS)
    x = 1e10 * a - 4.65
    best, off = _lattice_constant.lowest(a, 3.0 * x**2 - 2.0 * x**3 - 7.0, "stanene")
    assert best == pytest.approx(4.65e-10, abs=1e-16)  # the cubic is met exactly
    assert 0.0 < off < 1e-12


def test_a_minimum_outside_is_refused() -> None:
    a = 4.67e-10 * (1.0 + STEPS)
    with pytest.raises(InputError, match="has no minimum between 4.577 and 4.763"):
        _lattice_constant.lowest(a, (1e10 * a - 4.4) ** 2, "stanene")


def test_atoms_are_at_rest_where_the_energy_is_lowest(monkeypatch: pytest.MonkeyPatch) -> None:
    def rest(crystal, settings, log):
        a = 1e10 * np.linalg.norm(crystal.cell[0])
        return crystal, (a - 4.65) ** 2

    monkeypatch.setattr(_gpaw, "find_spec", lambda name: True)
    monkeypatch.setattr(_gpaw, "relaxed", rest)
    (found,) = lattice_search(["stanene"], progress=False)
    # three digits beyond what is written into the file of a compound
    assert found.lattice_constant == pytest.approx(4.65e-10, abs=1e-17)
    assert np.linalg.norm(found.crystal.cell[1]) == pytest.approx(4.65e-10, abs=1e-17)
    assert found.crystal.cell[2, 2] == structure("stanene").cell[2, 2]
