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
    "theta0": "θ<sub>0</sub>",
    "phi0": "φ<sub>0</sub>",
    "n_sheet": "n<sub>s</sub>",
    "kFl": "k<sub>F</sub>ℓ",
    "mean_free_path": "ℓ",
    "mobility": "µ",
    "Ic": "I<sub>c</sub>",
    "Jc": "J<sub>c</sub>",
    "RRR": "RRR",
    "T_BKT": "T<sub>BKT</sub>",
    "U0": "U<sub>0</sub>",
    "dome_gate": "V<sub>g,max</sub>",
    "capacitance": "C",
    "Tc_slope": "dT<sub>c</sub>/dn<sub>s</sub>",
    "n_sheet_Tc0": "n<sub>s</sub>(T<sub>c</sub>=0)",
    "gate_critical": "V<sub>g,c</sub>",
    "R_critical": "R(V<sub>g,c</sub>)",
    "Delta": "Δ",
    "Gamma": "Γ",
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
}

_WORDS = {
    "Tc": "critical temperature",
    "transition_width": "width of the transition",
    "RRR": "residual resistance ratio",
    "Bc2": "upper critical field",
    "xi_GL": "Ginzburg–Landau coherence length",
    "d_sc": "superconducting thickness",
    "B_pauli": "Pauli limit",
    "pauli_ratio": "zero-temperature critical field over the Pauli limit",
    "anisotropy": "anisotropy of the critical field",
    "n_sheet": "sheet carrier density",
    "mobility": "mobility",
    "mean_free_path": "mean free path",
    "Ic": "critical current",
    "Jc": "critical current density",
    "T_BKT": "Berezinskii–Kosterlitz–Thouless temperature",
    "dome_gate": "gate voltage of the highest Tc",
    "dome_Tc": "highest Tc",
    "dome_gate_Ic": "gate voltage of the highest critical current",
    "dome_Ic": "highest critical current",
    "capacitance": "gate capacitance per area",
    "Tc_slope": "slope of Tc against density",
    "Tc_intercept": "Tc of the line at zero density",
    "n_sheet_Tc0": "density at which Tc vanishes",
    "gate_critical": "gate voltage between insulator and metal",
    "R_critical": "resistance between insulator and metal",
    "RRR_Tc_correlation": "rank correlation of RRR and Tc",
    "Tc_RRR_slope": "slope of Tc against RRR",
    "ising": "Ising pairing",
    "ising_stack": "coupled Ising layers",
    "orbital": "orbital motion alone",
    "pauli": "the plain Pauli limit",
    "rashba": "Rashba coupling",
    "spin_orbit_scattering": "spin–orbit scattering",
}

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
    """A quantity or parameter as HTML."""
    return Markup(_SYMBOLS.get(name) or escape(name.replace("_", " ")))


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


def heading(name: str) -> Markup:
    """``Upper critical field B_c2``."""
    spelled = words(name)
    title = spelled[0].upper() + spelled[1:]
    return Markup(f"{escape(title)} {symbol(name)}") if name in _SYMBOLS else Markup(escape(title))


def where_symbol(key: str) -> Markup:
    """Heading of a column that says where a number holds."""
    return Markup(_WHERE[key][0] if key in _WHERE else escape(key))


def where_unit(key: str) -> str:
    """Canonical unit of a key of ``where``; empty for labels."""
    return _WHERE[key][1] if key in _WHERE else ""
