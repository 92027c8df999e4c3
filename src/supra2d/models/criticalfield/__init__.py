"""Critical fields against temperature, angle and azimuth, and what follows from them."""

from ._derived import (
    THIN_FILM,
    anisotropy,
    pauli_ratio,
    thickness_from_field,
    thin_film_from,
    whh_zero_temperature,
    xi_from_field,
    xi_from_slope,
)

__all__ = [
    "THIN_FILM",
    "anisotropy",
    "pauli_ratio",
    "thickness_from_field",
    "thin_film_from",
    "whh_zero_temperature",
    "xi_from_field",
    "xi_from_slope",
]
