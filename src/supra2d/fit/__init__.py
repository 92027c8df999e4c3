"""One likelihood: laws fitted to tables with errors on both axes and shared errors."""

from ._data import Data
from ._diagnostics import information_weights
from ._fit import fit_joint, fit_table
from ._outcome import FitOutcome

__all__ = ["Data", "FitOutcome", "fit_joint", "fit_table", "information_weights"]
