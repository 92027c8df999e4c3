"""One likelihood: laws fitted to tables with errors on both axes and shared errors."""

from ._data import Data
from ._diagnostics import information_weights
from ._evidence import Evidence, laplace_evidence, mechanism_probabilities, refined, settled
from ._fit import fit_joint, fit_table
from ._information import Choice, Forecast, Rival, best_sequence
from ._instrument import Instrument, with_instrument
from ._nested import nested_posterior, with_posterior
from ._outcome import FitOutcome
from ._tabulated import tabulated

__all__ = [
    "Choice",
    "Data",
    "Evidence",
    "FitOutcome",
    "Forecast",
    "Instrument",
    "Rival",
    "best_sequence",
    "fit_joint",
    "fit_table",
    "information_weights",
    "laplace_evidence",
    "mechanism_probabilities",
    "nested_posterior",
    "refined",
    "settled",
    "tabulated",
    "with_instrument",
    "with_posterior",
]
