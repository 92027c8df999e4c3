"""From Datasets to quantities: sweeps, transitions, critical fields."""

from ._carriers import (
    clean_london_depth,
    diffusion_constant,
    drude_consistency,
    drude_mobility,
    fermi_temperature,
    fermi_wavevector,
    kf_l,
    mean_free_path,
)
from ._creep import Creep, local_slope, measure_creep
from ._creep_arrhenius import Arrhenius, Averaged, SharedCrossing
from ._creep_barriers import (
    FieldLaws,
    barrier_table,
    creep_regime,
    field_laws,
    local_exponent,
)
from ._creep_lines import Lines, Window
from ._creep_modified import Modified
from ._creep_sweeps import CreepSweep
from ._criteria import CRITERIA, Crossing
from ._family import Family, measure_family
from ._hall import HallSlope, hall_slope, mean_slope, sheet_density
from ._hall_sets import HallBranch, HallSet, Longitudinal, measure_hall
from ._level import Level, crossing
from ._points import Branch, Point
from ._remanence import Remanence, remanence, with_remanence
from ._rrr import residual_resistance_ratio
from ._shape import NormalState, NoTransition, Shape, Zero
from ._split import held, running, signal, split
from ._symmetry import Parts, even_odd
from ._table import critical_field_table, rows_of, sources_of
from ._transition import Transition, transition
from ._two_carriers import CarrierChoice, Carriers, compare_carriers, hall_tensor
from ._van_der_pauw import (
    DiagonalHall,
    VanDerPauw,
    hall_from_diagonals,
    solve_van_der_pauw,
    van_der_pauw,
)

__all__ = [
    "CRITERIA",
    "Arrhenius",
    "Averaged",
    "Branch",
    "CarrierChoice",
    "Carriers",
    "Creep",
    "CreepSweep",
    "Crossing",
    "DiagonalHall",
    "Family",
    "FieldLaws",
    "HallBranch",
    "HallSet",
    "HallSlope",
    "Level",
    "Lines",
    "Longitudinal",
    "Modified",
    "NoTransition",
    "NormalState",
    "Parts",
    "Point",
    "Remanence",
    "Shape",
    "SharedCrossing",
    "Transition",
    "VanDerPauw",
    "Window",
    "Zero",
    "barrier_table",
    "clean_london_depth",
    "compare_carriers",
    "creep_regime",
    "critical_field_table",
    "crossing",
    "diffusion_constant",
    "drude_consistency",
    "drude_mobility",
    "even_odd",
    "fermi_temperature",
    "fermi_wavevector",
    "field_laws",
    "hall_from_diagonals",
    "hall_slope",
    "hall_tensor",
    "held",
    "kf_l",
    "local_exponent",
    "local_slope",
    "mean_free_path",
    "mean_slope",
    "measure_creep",
    "measure_family",
    "measure_hall",
    "remanence",
    "residual_resistance_ratio",
    "rows_of",
    "running",
    "sheet_density",
    "signal",
    "solve_van_der_pauw",
    "sources_of",
    "split",
    "transition",
    "van_der_pauw",
    "with_remanence",
]
