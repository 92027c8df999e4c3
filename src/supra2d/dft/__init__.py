"""First-principles Hamiltonians: an engine's bands as hoppings between atomic orbitals."""

from ._inputs import engine_input
from ._run import dft
from ._states import BlochStates
from ._structures import structure, structures
from ._wannier import Quality, wannierise

__all__ = ["BlochStates", "Quality", "dft", "engine_input", "structure", "structures", "wannierise"]
