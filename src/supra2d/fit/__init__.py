"""One likelihood: laws fitted to tables with errors on both axes and shared errors."""

from ._data import Data
from ._diagnostics import information_weights
from ._evidence import Evidence, laplace_evidence, mechanism_probabilities
from ._fit import fit_joint, fit_table
from ._instrument import Instrument, with_instrument
from ._outcome import FitOutcome

__all__ = [
    "Data",
    "Evidence",
    "FitOutcome",
    "Instrument",
    "fit_joint",
    "fit_table",
    "information_weights",
    "laplace_evidence",
    "mechanism_probabilities",
    "with_instrument",
]
