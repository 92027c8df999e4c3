"""The compounds that come with the package."""

from __future__ import annotations

import pytest

from supra2d.bands import read_hamiltonian
from supra2d.core import NameUnknownError
from supra2d.materials import hamiltonian_path, hamiltonians


def test_the_metals_of_the_group_are_there() -> None:
    assert {"NbSe2", "NbS2", "TaS2"} <= set(hamiltonians())


@pytest.mark.parametrize("name", hamiltonians())
def test_a_file_says_what_it_is_and_how_it_was_made(name: str) -> None:
    H = read_hamiltonian(hamiltonian_path(name))
    assert H.name == name
    assert H.electrons is not None and H.spinful
    assert H.periodic == ((True, True, True) if name.endswith("-bulk") else (True, True, False))
    assert {"engine", "method", "geometry", "mesh", "cutoff"} <= set(H.origin)


def test_files_are_small() -> None:
    sizes = [hamiltonian_path(name).stat().st_size for name in hamiltonians()]
    assert max(sizes) < 3e6
    assert sum(sizes) < 25e6


def test_an_unknown_name_is_answered_with_near_ones() -> None:
    with pytest.raises(NameUnknownError, match="did you mean NbSe2"):
        hamiltonian_path("nbse2")
