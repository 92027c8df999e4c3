"""Pairing: the superconducting state in a field, from a Fermi surface with a spin-orbit field."""

from ._edges import edge_splitting, mirage_edges, spectral_gap
from ._inner import InnerJump, inner_jump
from ._lines import CriticalField, critical_field, landau, tricritical_points
from ._loop import follow
from ._map import gap_map
from ._pocket import Pocket
from ._spectrum import density_of_states, tunnelling
from ._spins import polarisation, spin_susceptibility, thermodynamic_field
from ._state import Solution, State, free_energy, gap_slope, state
from ._valleys import scattered_density, scattered_gap

__all__ = [
    "CriticalField",
    "InnerJump",
    "Pocket",
    "Solution",
    "State",
    "critical_field",
    "density_of_states",
    "edge_splitting",
    "follow",
    "free_energy",
    "gap_map",
    "gap_slope",
    "inner_jump",
    "landau",
    "mirage_edges",
    "polarisation",
    "scattered_density",
    "scattered_gap",
    "spectral_gap",
    "spin_susceptibility",
    "state",
    "thermodynamic_field",
    "tricritical_points",
    "tunnelling",
]
