"""How names of the interface are written for a reader: symbols and words."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from ..core import Quantity

_SYMBOLS = {
    "Tc": "T<sub>c</sub>",
    "Tc0": "T<sub>c0</sub>",
    "Bc2": "B<sub>c2</sub>",
    "anisotropy": "γ",
    "pauli_ratio": "B<sub>c2</sub>/B<sub>P</sub>",
    "xi_GL": "ξ<sub>GL</sub>",
    "xi": "ξ",
    "d_sc": "d<sub>sc</sub>",
    "B_pauli": "B<sub>P</sub>",
    "B_perp": "B<sub>⊥</sub>",
    "B_par": "B<sub>∥</sub>",
    "B_a": "B<sub>a</sub>",
    "B_b": "B<sub>b</sub>",
    "Tt": "T<sub>t</sub>",
    "xi_ab": "ξ<sub>ab</sub>",
    "xi_c": "ξ<sub>c</sub>",
    "l11": "λ<sub>11</sub>",
    "l22": "λ<sub>22</sub>",
    "l12": "λ<sub>12</sub>",
    "D1": "D<sub>1</sub>",
    "D2": "D<sub>2</sub>",
    "tau0": "τ<sub>0</sub>",
    "c_kf2": "Ck<sub>F</sub>²",
    "theta0": "θ<sub>0</sub>",
    "phi0": "φ<sub>0</sub>",
    "B0": "B<sub>0</sub>",
    "a2": "a<sub>2</sub>",
    "a6": "a<sub>6</sub>",
    "phi2": "φ<sub>2</sub>",
    "phi6": "φ<sub>6</sub>",
    "phi_w": "φ<sub>w</sub>",
    "delta0": "δ<sub>0</sub>",
    "n_sheet": "n<sub>s</sub>",
    "kFl": "k<sub>F</sub>ℓ",
    "mean_free_path": "ℓ",
    "mobility": "µ",
    "Ic": "I<sub>c</sub>",
    "Jc": "J<sub>c</sub>",
    "Jd": "J<sub>d</sub>",
    "I_retrap": "I<sub>r</sub>",
    "hysteresis_ratio": "I<sub>r</sub>/I<sub>c</sub>",
    "beta_c": "β<sub>c</sub>",
    "IcRn": "I<sub>c</sub>R<sub>n</sub>",
    "pattern_period": "ΔB",
    "RRR": "RRR",
    "T_BKT": "T<sub>BKT</sub>",
    "T_cross": "T<sub>×</sub>",
    "B_cross": "B<sub>×</sub>",
    "B_star": "B*",
    "U_cross": "U<sub>×</sub>",
    "dome_Tc": "T<sub>c,max</sub>",
    "dome_Ic": "I<sub>c,max</sub>",
    "tau_c": "τ<sub>c</sub>",
    "gamma": "γ",
    "delta": "δ",
    "R0": "R<sub>0</sub>",
    "R0f": "R<sub>0f</sub>",
    "Rc": "R<sub>c</sub>",
    "Rn": "R<sub>n</sub>",
    "U0": "U<sub>0</sub>",
    "dome_gate": "V<sub>g,max</sub>",
    "capacitance": "C",
    "Tc_slope": "dT<sub>c</sub>/dn<sub>s</sub>",
    "n_sheet_Tc0": "n<sub>s</sub>(T<sub>c</sub>=0)",
    "gate_critical": "V<sub>g,c</sub>",
    "R_critical": "R(V<sub>g,c</sub>)",
    "Delta": "Δ",
    "Gamma": "Γ",
    "Delta_1": "Δ<sub>1</sub>",
    "Delta_2": "Δ<sub>2</sub>",
    "Delta_median": "Δ<sub>med</sub>",
    "w_1": "w<sub>1</sub>",
    "h": "h",
    "Z": "Z",
    "T_electron": "T<sub>e</sub>",
    "B_closing": "B<sub>Δ=0</sub>",
    "gap_ratio": "2Δ/k<sub>B</sub>T<sub>c</sub>",
    "chi2": "χ²",
    "slope": "−dB<sub>c2⊥</sub>/dT",
    "alpha": "α",
    "beta": "β",
    "beta_K": "β<sub>K</sub>",
    "beta_Gamma": "β<sub>Γ</sub>",
    "weight_Gamma": "w<sub>Γ</sub>",
    "gamma_so": "γ<sub>so</sub>",
    "gamma_iv": "γ<sub>iv</sub>",
    "gamma_0": "γ<sub>0</sub>",
    "lambda_so": "λ<sub>so</sub>",
    "alpha_r": "α<sub>R</sub>",
    "alpha_d": "α<sub>D</sub>",
    "t_perp": "t<sub>⊥</sub>",
    "Dd2": "D d²",
    "theta": "θ",
    "phi": "φ",
    "remanent": "µ₀H<sub>rem</sub>",
    "thermometer": "dlnT/dB",
    "soc_splitting_K": "2β(K)",
    "soc_splitting_Gamma": "2λ(Γ)",
    "soc_splitting_kF": "2β(k<sub>F</sub>)",
    "dos_EF": "N(E<sub>F</sub>)",
    "gap": "E<sub>g</sub>",
    "chi_q_peak": "|q|/|b<sub>1</sub>|",
    "chi_pauli": "χ<sub>P</sub>",
    "chi_van_vleck": "χ<sub>V</sub>",
    "stoner": "S",
    "z2": "Z<sub>2</sub>",
    "z2_weak": "Z<sub>2,weak</sub>",
    "berry_curvature_K": "Ω(K)",
    "chi_ratio": "χ<sub>s</sub>/χ<sub>n</sub>",
    "vortex_spacing": "a<sub>v</sub>",
    "vortex_density": "n<sub>v</sub>",
    "vortex_field": "Φ<sub>0</sub>n<sub>v</sub>",
    "lattice_c": "c",
}

_WORDS = {
    "Tc": "critical temperature",
    "Tc0": "mean-field critical temperature",
    "transition_width": "width of the transition",
    "RRR": "residual resistance ratio",
    "Bc2": "upper critical field",
    "xi_GL": "Ginzburg–Landau coherence length",
    "d_sc": "superconducting thickness",
    "B_pauli": "Pauli limit",
    "pauli_ratio": "critical field over the Pauli limit",
    "anisotropy": "anisotropy of the critical field",
    "n_sheet": "sheet carrier density",
    "shielding_fraction": "screened part of the volume",
    "meissner_fraction": "part of the volume that expels the field",
    "mobility": "mobility",
    "mean_free_path": "mean free path",
    "Ic": "critical current",
    "Jc": "critical current density",
    "kFl": "Fermi wave number times mean free path",
    "n_volume": "carrier density per volume",
    "n_sheet_1": "sheet density of the first carriers",
    "n_sheet_2": "sheet density of the second carriers",
    "mobility_1": "mobility of the first carriers",
    "mobility_2": "mobility of the second carriers",
    "diffusion_constant": "diffusion constant",
    "lambda_clean": "clean-limit penetration depth",
    "azimuth_max": "azimuth of the largest critical field",
    "anisotropy_onefold": "one-fold part of the critical field in the plane",
    "anisotropy_twofold": "two-fold part of the critical field in the plane",
    "anisotropy_fourfold": "four-fold part of the critical field in the plane",
    "anisotropy_sixfold": "six-fold part of the critical field in the plane",
    "azimuth_twofold": "azimuth of the two-fold maximum",
    "azimuth_sixfold": "azimuth of the six-fold maximum",
    "resistance_onefold": "one-fold part of the resistance",
    "resistance_twofold": "two-fold part of the resistance",
    "resistance_fourfold": "four-fold part of the resistance",
    "resistance_sixfold": "six-fold part of the resistance",
    "I_retrap": "retrapping current",
    "hysteresis_ratio": "retrapping over switching current",
    "beta_c": "Stewart–McCumber parameter",
    "Rn": "resistance of the resistive branch",
    "IcRn": "critical current times resistance",
    "pattern_period": "field of one flux quantum",
    "pattern_offset": "centre of the field pattern",
    "pattern_asymmetry": "asymmetry of the field pattern",
    "flux_area": "area of one flux quantum",
    "one_junction": "one short junction",
    "two_junctions": "two junctions in a loop",
    "no_interference": "a current without interference",
    "Ic_exponent": "exponent of the critical current near Tc",
    "Ic_width": "width of the switching distribution",
    "Ic_skewness": "skewness of the switching distribution",
    "n_exponent": "exponent of the current–voltage curve",
    "eta_diode": "diode efficiency",
    "Jd": "depairing current density",
    "lambda_max": "largest possible penetration depth",
    "T_BKT": "Berezinskii–Kosterlitz–Thouless temperature",
    "T_BKT_dirty": "Berezinskii–Kosterlitz–Thouless temperature of a dirty film",
    "vortex_core": "core energy of a vortex",
    "inhomogeneity": "spread of the transition temperature over the film",
    "arrhenius": "lines of ln R against 1/T",
    "arrhenius_crossing": "lines through one point",
    "modified_taff": "the modified law of flux flow",
    "creep_power": "a power law of the field",
    "creep_broken_power": "two power laws of the field",
    "creep_kramer": "Kramer's form",
    "aslamazov_larkin": "paraconductivity",
    "halperin_nelson": "the exponential law of Halperin and Nelson",
    "halperin_nelson_interpolation": "the interpolation of Halperin and Nelson",
    "slope_line": "the line of (dlnR/dT)^(-2/3)",
    "current_exponent": "the exponent of the current–voltage curves",
    "stiffness": "superfluid stiffness",
    "pearl_length": "Pearl length",
    "kinetic_inductance": "kinetic sheet inductance",
    "lambda_BKT": "penetration depth at vortex unbinding",
    "U0": "barrier of flux creep",
    "T_cross": "temperature at which creep lines of all fields meet",
    "q": "power of the temperature in the creep barrier",
    "alpha_low": "power of the creep barrier in low fields",
    "alpha_high": "power of the creep barrier in high fields",
    "B_cross": "field at which the power of the creep barrier changes",
    "B_star": "field at which the creep barrier vanishes",
    "dome_gate": "gate voltage of the highest Tc",
    "dome_Tc": "highest Tc",
    "dome_gate_Ic": "gate voltage of the highest critical current",
    "dome_Ic": "highest critical current",
    "capacitance": "gate capacitance per area",
    "vortex_spacing": "spacing of the vortex lattice",
    "vortex_density": "density of vortices",
    "vortex_field": "mean field of the vortices",
    "vortex_orientation": "direction of the rows of vortices",
    "vortex_anisotropy": "longest over shortest spacing of the vortices",
    "vortex_length": "length of the profile of a vortex",
    "core_anisotropy": "longer over shorter axis of a vortex",
    "lattice_c": "lattice constant across the layers",
    "layer_spacing": "thickness of a layer with its gap",
    "lattice_mismatch": "mismatch of two lattices",
    "Tc_slope": "slope of Tc against density",
    "Tc_intercept": "Tc of the line at zero density",
    "n_sheet_Tc0": "density at which Tc vanishes",
    "gate_critical": "gate voltage between insulator and metal",
    "R_critical": "resistance between insulator and metal",
    "RRR_Tc_correlation": "rank correlation of RRR and Tc",
    "Tc_RRR_slope": "slope of Tc against RRR",
    "soc_splitting_K": "spin–orbit splitting at K",
    "soc_splitting_Gamma": "spin–orbit splitting at Γ",
    "soc_splitting_kF": "spin–orbit splitting at the Fermi momentum",
    "dos_EF": "density of states at the Fermi level",
    "gap": "gap between filled and empty bands",
    "chi_q_peak": "wave vector where the bare susceptibility peaks",
    "chi_pauli": "Pauli part of the bare uniform susceptibility",
    "chi_van_vleck": "van Vleck part of the bare uniform susceptibility",
    "stoner": "Stoner enhancement of the uniform susceptibility",
    "z2": "Z2 index",
    "z2_weak": "weak Z2 index",
    "berry_curvature_K": "Berry curvature at K",
    "valley_curvature": "Berry curvature of a valley over 2π",
    "pocket_area_change": "change of the area of a pocket in a field",
    "Delta": "gap",
    "Gamma": "broadening of the gap",
    "Delta_1": "smaller of two gaps",
    "Delta_2": "larger of two gaps",
    "Delta_median": "median of the gap over places",
    "Delta_spread": "spread of the gap over places",
    "w_1": "share of the smaller gap",
    "h": "half the splitting of the spins",
    "Z": "strength of the barrier",
    "T_electron": "temperature that the spectrum shows",
    "parallel_share": "share of the conductance without a gap",
    "B_closing": "field at which the gap closes",
    "gap_ratio": "gap over the critical temperature",
    "dynes": "one broadened gap",
    "dynes_two_gaps": "two broadened gaps",
    "dynes_exchange": "a gap that spins split",
    "one_gap": "one gap",
    "two_gaps": "two gaps",
    "exchange_split": "spins split by exchange",
    "spectral_gap": "smallest excitation energy",
    "chi_ratio": "spin susceptibility over the normal one",
    "B_thermodynamic": "thermodynamic estimate of the critical field",
    "B_supercooling": "supercooling field",
    "B_superheating": "superheating field",
    "Delta_jump": "jump of the gap",
    "T_tricritical": "tricritical temperature",
    "B_tricritical": "tricritical field",
    "mirage_low": "lower edge of the mirage gap",
    "mirage_high": "upper edge of the mirage gap",
    "exchange_splitting": "splitting of the gap's edge by exchange",
    "pocket_polarisation": "net spin of a pocket in a field",
    "information_gain": "expected information about the mechanism",
    "Bc2_expected": "expected critical field",
    "Tc_expected": "expected critical temperature",
    "decided_share": "probability of a decision",
    "ising": "Ising pairing",
    "ising_stack": "coupled Ising layers",
    "orbital": "orbital motion alone",
    "pauli": "the plain Pauli limit",
    "rashba": "Rashba coupling",
    "rate": "pair breaking at a given rate",
    "spin_orbit_scattering": "spin–orbit scattering",
    "triplet": "pairs with a triplet part",
    "type2": "type-II Ising pairing",
}

_CHECK_WORDS = {"bkt": "BKT", "iv": "current–voltage", "klb": "KLB", "tc": "Tc"}

_WHERE = {
    "temperature": ("T", "K"),
    "field": ("µ₀H", "T"),
    "angle": ("θ", "deg"),
    "azimuth": ("φ", "deg"),
    "position": ("position", "deg"),
    "gate": ("V<sub>g</sub>", "V"),
    "gate_voltage": ("V<sub>g</sub>", "V"),
}


def symbol(name: str) -> Markup:
    """A quantity or parameter as HTML; in words where it has no symbol."""
    return Markup(_SYMBOLS.get(name) or escape(words(name)))


def symbol_of(q: Quantity) -> Markup:
    """The symbol of one quantity: Bc2 extrapolated to zero temperature is ``Bc2(0)``."""
    at_zero = q.name == "Bc2" and q.where.get("temperature") == 0.0
    return symbol(q.name) + ("(0)" if at_zero else "")


def formula(material: str) -> Markup:
    """A chemical formula with its numbers lowered; other text as it is."""
    if not re.fullmatch(r"(?:[A-Z][a-z]?|[\d.()/-])+", material):
        return escape(material)
    return Markup(re.sub(r"(?<=[A-Za-z)])(\d+(?:\.\d+)?)", r"<sub>\1</sub>", material))


def words(name: str) -> str:
    """A quantity or a mechanism in words; its name where there are none.

    Parameters
    ----------
    name
        As in the interface.

    Examples
    --------
    >>> words("ising_stack")
    'coupled Ising layers'
    """
    return _WORDS.get(name, name.replace("_", " "))


def check_words(name: str) -> str:
    """The name of a check in words; what it stands for keeps its capitals.

    Examples
    --------
    >>> check_words("T_BKT_below_half")
    'T_BKT below half'
    """
    head, found, rest = name.rpartition("T_BKT_")
    spelled = (_CHECK_WORDS.get(word, word) for word in rest.split("_"))
    return head + found.removesuffix("_") + (" " if found else "") + " ".join(spelled)


def heading(name: str) -> Markup:
    """``Upper critical field B_c2``."""
    spelled = words(name)
    title = spelled[0].upper() + spelled[1:]
    return Markup(f"{escape(title)} {symbol(name)}") if name in _SYMBOLS else Markup(escape(title))


def place(q: Quantity, key: str) -> str:
    """Where a number holds, as a label.

    Examples
    --------
    >>> place(Quantity("Tc", "K", 0.1, (0.09, 0.11), where={"gate": -90.0}), "gate")
    'gate \N{MINUS SIGN}90 V'
    """
    value = q.where[key]
    if key == "gate" and isinstance(value, float):
        return f"gate {value:g} V".replace("-", "\N{MINUS SIGN}")
    return str(value)


def where_symbol(key: str) -> Markup:
    """Heading of a column that says where a number holds."""
    return Markup(_WHERE[key][0] if key in _WHERE else escape(key))


def where_unit(key: str) -> str:
    """Canonical unit of a key of ``where``; empty for labels."""
    return _WHERE[key][1] if key in _WHERE else ""
