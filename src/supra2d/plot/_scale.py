"""From canonical units to what is printed: SI prefixes and usual units."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class Scale:
    """A printed unit: printed number = ``factor`` * number in the canonical unit."""

    factor: float
    unit: str


# 10^exponent of each prefix
_PREFIXES = {"G": 9, "M": 6, "k": 3, "": 0, "m": -3, "µ": -6, "n": -9, "p": -12}

# canonical unit: (printed base, base units in one canonical unit, prefixes, smallest number
# that a prefix may lead to); 0.3 T is better than 300 mT, but 300 nm better than 0.3 µm
_BASES: dict[str, tuple[str, float, str, float]] = {
    "K": ("K", 1.0, " mµ", 0.1),
    "T": ("T", 1.0, " mµ", 0.1),
    "A": ("A", 1.0, " mµnp", 1.0),
    "V": ("V", 1.0, "k mµn", 1.0),
    "s": ("s", 1.0, " mµn", 1.0),
    "S": ("S", 1.0, " mµnp", 1.0),
    "m": ("m", 1.0, " mµn", 1.0),
    "m^2": ("Å²", 1e20, " ", 1.0),
    "ohm": ("Ω", 1.0, "GMk mµn", 1.0),
    "ohm m": ("Ω cm", 1e2, "Mk mµn", 1.0),
    "A m^2": ("emu", 1e3, " mµn", 1.0),
    "meV": ("eV", 1e-3, "k mµ", 1.0),
    # a diffusion constant times a thickness squared; 1 nm and 1 cm²/s are usual for films
    "m^4/s": ("nm² cm²/s", 1e22, " ", 1.0),
    # wave numbers of electrons in crystals
    "1/m": ("Å⁻¹", 1e-10, " ", 1.0),
}

_SPELLED = {
    "1": "",
    "deg": "°",
    "m^-2": "m⁻²",
    "m^-3": "m⁻³",
    "m^2/(V s)": "m²/(V s)",
    "m^2/s": "m²/s",
    "1/T": "T⁻¹",
    "1/eV": "eV⁻¹",
    "2pi/a": "2π/a",
    "A/m^2": "A/m²",
    "F/m^2": "F/m²",
    "K m^2": "K m²",
}


def scale_for(unit: str, magnitude: float) -> Scale:
    """How numbers in ``unit`` that reach ``magnitude`` are printed.

    Examples
    --------
    >>> scale_for("m", 9.6e-9).unit
    'nm'
    >>> scale_for("ohm m", 4.45e-7).unit
    'µΩ cm'
    >>> scale_for("T", 0.673).unit
    'T'
    """
    if unit not in _BASES:
        return Scale(1.0, _SPELLED.get(unit, unit))
    base, per_unit, prefixes, smallest = _BASES[unit]
    exponents = sorted((_PREFIXES[p.strip()] for p in prefixes), reverse=True)
    size = abs(magnitude) * per_unit
    if not isfinite(size) or size == 0.0:
        exponent = 0
    else:
        # 0.999... so that 1e-9 m, not exactly representable, is 1 nm
        fitting = (e for e in exponents if size >= 0.999999 * smallest * 10.0**e)
        exponent = next(fitting, exponents[-1])
    prefix = next(p for p, e in _PREFIXES.items() if e == exponent)
    # powers of ten with positive exponents are exact, their inverses are not
    factor = per_unit * 10.0**-exponent if exponent <= 0 else per_unit / 10.0**exponent
    return Scale(factor, prefix + base)
