"""From Datasets to quantities: sweeps, transitions, critical fields."""

from ._bkt import ExponentStudy, Jump, Unbinding, measure_exponents
from ._bkt_exponent import Exponents, IVCurve, iv_window
from ._bkt_interpolation import Joined, measure_interpolation
from ._bkt_paraconductivity import measure_paraconductivity
from ._bkt_resistance import Exponential, ResistiveTail, measure_exponential, resistive_tail
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
from ._critical_current import BranchCurrent, Heating, critical_current
from ._critical_current_criterion import Threshold, threshold_for
from ._critical_current_curve import CurrentEstimate
from ._critical_current_depairing import (
    current_density,
    depairing_density,
    largest_depth,
)
from ._critical_current_diode import Diode, diode
from ._critical_current_sets import (
    CriticalSet,
    Distribution,
    critical_sets,
    measure_critical_currents,
)
from ._critical_current_vanishing import NearTc, near_tc
from ._diffraction import (
    Diffraction,
    LatticeSpacing,
    lattice_mismatch,
    measure_diffraction,
    nelson_riley,
)
from ._diffraction_lines import DiffractionLine, Radiation
from ._family import Family, measure_family
from ._gate_branches import Gap, GateBranches, GateSeries, gap, gate_branches, passes_of
from ._gate_capacitance import Capacitance, capacitance
from ._gate_dome import Dome, dome
from ._gate_line import Line, York, line_through, rank_correlation, york
from ._gate_sweeps import GateCrossing, GateLoop, measure_gate_sweeps, temperature_crossings
from ._gate_windows import Estimate
from ._hall import HallSlope, hall_slope, mean_slope, sheet_density
from ._hall_sets import HallBranch, HallSet, Longitudinal, measure_hall
from ._harmonics import Harmonics, amplitude_of, harmonics
from ._image import Picture, picture, power_spectrum, zero_bias_map
from ._iv import IVSweep, iv_groups, iv_sweeps
from ._iv_offsets import Offsets
from ._josephson import Junction, measure_junction, stewart_mccumber
from ._josephson_pattern import LEAST_FIELDS, FieldPattern, field_pattern
from ._level import Level, crossing
from ._magnetisation import MagneticStep, magnetic_step, measure_magnetisation
from ._points import Branch, Point
from ._remanence import Remanence, remanence, with_remanence
from ._rrr import residual_resistance_ratio
from ._shape import NormalState, NoTransition, Shape, Zero
from ._split import MAGNETIC, held, running, signal, split
from ._symmetry import Parts, even_odd
from ._table import critical_field_table, rows_of, sources_of
from ._transition import Transition, transition
from ._tunnelling_gap import GapFit, compare_gaps, measure_gap
from ._tunnelling_map import GapMap, measure_gap_map
from ._tunnelling_spectra import Spectrum, spectra, without_series
from ._tunnelling_verdict import GapVerdict, superconducting_gap
from ._two_carriers import CarrierChoice, Carriers, compare_carriers, hall_tensor
from ._van_der_pauw import (
    DiagonalHall,
    VanDerPauw,
    hall_from_diagonals,
    solve_van_der_pauw,
    van_der_pauw,
)
from ._vortex_lattice import VortexLattice, vortex_lattice
from ._vortex_profile import VortexProfile, vortex_profile
from ._vortex_spots import Spots, find_spots
from ._vortices import Vortices, lattice_field, measure_vortices, triangular_spacing

__all__ = [
    "CRITERIA",
    "LEAST_FIELDS",
    "MAGNETIC",
    "Arrhenius",
    "Averaged",
    "Branch",
    "BranchCurrent",
    "Capacitance",
    "CarrierChoice",
    "Carriers",
    "Creep",
    "CreepSweep",
    "CriticalSet",
    "Crossing",
    "CurrentEstimate",
    "DiagonalHall",
    "Diffraction",
    "DiffractionLine",
    "Diode",
    "Distribution",
    "Dome",
    "Estimate",
    "ExponentStudy",
    "Exponential",
    "Exponents",
    "Family",
    "FieldLaws",
    "FieldPattern",
    "Gap",
    "GapFit",
    "GapMap",
    "GapVerdict",
    "GateBranches",
    "GateCrossing",
    "GateLoop",
    "GateSeries",
    "HallBranch",
    "HallSet",
    "HallSlope",
    "Harmonics",
    "Heating",
    "IVCurve",
    "IVSweep",
    "Joined",
    "Jump",
    "Junction",
    "LatticeSpacing",
    "Level",
    "Line",
    "Lines",
    "Longitudinal",
    "MagneticStep",
    "Modified",
    "NearTc",
    "NoTransition",
    "NormalState",
    "Offsets",
    "Parts",
    "Picture",
    "Point",
    "Radiation",
    "Remanence",
    "ResistiveTail",
    "Shape",
    "SharedCrossing",
    "Spectrum",
    "Spots",
    "Threshold",
    "Transition",
    "Unbinding",
    "VanDerPauw",
    "VortexLattice",
    "VortexProfile",
    "Vortices",
    "Window",
    "York",
    "Zero",
    "amplitude_of",
    "barrier_table",
    "capacitance",
    "clean_london_depth",
    "compare_carriers",
    "compare_gaps",
    "creep_regime",
    "critical_current",
    "critical_field_table",
    "critical_sets",
    "crossing",
    "current_density",
    "depairing_density",
    "diffusion_constant",
    "diode",
    "dome",
    "drude_consistency",
    "drude_mobility",
    "even_odd",
    "fermi_temperature",
    "fermi_wavevector",
    "field_laws",
    "field_pattern",
    "find_spots",
    "gap",
    "gate_branches",
    "hall_from_diagonals",
    "hall_slope",
    "hall_tensor",
    "harmonics",
    "held",
    "iv_groups",
    "iv_sweeps",
    "iv_window",
    "kf_l",
    "largest_depth",
    "lattice_field",
    "lattice_mismatch",
    "line_through",
    "local_exponent",
    "local_slope",
    "magnetic_step",
    "mean_free_path",
    "mean_slope",
    "measure_creep",
    "measure_critical_currents",
    "measure_diffraction",
    "measure_exponential",
    "measure_exponents",
    "measure_family",
    "measure_gap",
    "measure_gap_map",
    "measure_gate_sweeps",
    "measure_hall",
    "measure_interpolation",
    "measure_junction",
    "measure_magnetisation",
    "measure_paraconductivity",
    "measure_vortices",
    "near_tc",
    "nelson_riley",
    "passes_of",
    "picture",
    "power_spectrum",
    "rank_correlation",
    "remanence",
    "residual_resistance_ratio",
    "resistive_tail",
    "rows_of",
    "running",
    "sheet_density",
    "signal",
    "solve_van_der_pauw",
    "sources_of",
    "spectra",
    "split",
    "stewart_mccumber",
    "superconducting_gap",
    "temperature_crossings",
    "threshold_for",
    "transition",
    "triangular_spacing",
    "van_der_pauw",
    "vortex_lattice",
    "vortex_profile",
    "with_remanence",
    "without_series",
    "york",
    "zero_bias_map",
]
