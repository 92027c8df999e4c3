"""From Datasets to quantities: sweeps, transitions, critical fields."""

from ._criteria import CRITERIA, Crossing
from ._family import Family, measure_family
from ._level import Level, crossing
from ._points import Branch, Point
from ._remanence import Remanence, remanence, with_remanence
from ._rrr import residual_resistance_ratio
from ._shape import NormalState, NoTransition, Shape, Zero
from ._split import held, running, signal, split
from ._symmetry import Parts, even_odd
from ._table import critical_field_table, rows_of, sources_of
from ._transition import Transition, transition

__all__ = [
    "CRITERIA",
    "Branch",
    "Crossing",
    "Family",
    "Level",
    "NoTransition",
    "NormalState",
    "Parts",
    "Point",
    "Remanence",
    "Shape",
    "Transition",
    "Zero",
    "critical_field_table",
    "crossing",
    "even_odd",
    "held",
    "measure_family",
    "remanence",
    "residual_resistance_ratio",
    "rows_of",
    "running",
    "signal",
    "sources_of",
    "split",
    "transition",
    "with_remanence",
]
