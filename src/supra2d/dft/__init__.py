"""First-principles Hamiltonians: an engine's bands as hoppings between atomic orbitals.

And what can be asked of an engine before that: doublets at Gamma, lattice constants.
"""

from ._doublets import Fourfold, fourfold_levels
from ._gamma import GammaStates, ZoneLevels
from ._inputs import engine_input
from ._lattice_constant import LatticeSearch, lattice_search
from ._run import dft
from ._screening import DoubletPair, Screened, carriers, screen
from ._screening_table import read_screening, write_screening
from ._states import BlochStates
from ._structures import structure, structures
from ._wannier import Quality, wannierise

__all__ = [
    "BlochStates",
    "DoubletPair",
    "Fourfold",
    "GammaStates",
    "LatticeSearch",
    "Quality",
    "Screened",
    "ZoneLevels",
    "carriers",
    "dft",
    "engine_input",
    "fourfold_levels",
    "lattice_search",
    "read_screening",
    "screen",
    "structure",
    "structures",
    "wannierise",
    "write_screening",
]
