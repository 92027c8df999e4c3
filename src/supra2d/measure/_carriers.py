"""What follows from a carrier density and a sheet resistance: mobility, lengths, diffusion."""

from __future__ import annotations

from math import pi, sqrt

from ..core import Check, InputError
from ..core.constants import E_CHARGE, H_PLANCK, HBAR, K_B_SI, M_E, MU_0


def drude_mobility(n_sheet: float, sheet_resistance: float) -> float:
    r"""Mobility :math:`\mu = 1/(e n_s R_s)` in m^2/(V s).

    Parameters
    ----------
    n_sheet
        Sheet density in m^-2, of one kind of carrier.
    sheet_resistance
        In ohm, in zero field, at the temperature of the density.

    Raises
    ------
    InputError
        When one of them is not positive.

    Examples
    --------
    >>> round(1e4 * drude_mobility(8.1e17, 300.0), 1)  # cm^2/(V s)
    256.9
    """
    _positive(n_sheet, "a sheet density", "m^-2")
    _positive(sheet_resistance, "a sheet resistance", "ohm")
    return 1.0 / (E_CHARGE * n_sheet * sheet_resistance)


def fermi_wavevector(n_sheet: float, *, degeneracy: float = 2.0) -> float:
    r"""Radius :math:`k_F = \sqrt{4\pi n_s/g_d}` of a circular Fermi line, 1/m.

    Parameters
    ----------
    n_sheet
        Sheet density in m^-2.
    degeneracy
        Number g_d of equal Fermi lines: spin times valleys times subbands; 2 is one spin-full band.

    Examples
    --------
    >>> fermi_wavevector(1e16) == fermi_wavevector(2e16, degeneracy=4)
    True
    """
    _positive(n_sheet, "a sheet density", "m^-2")
    _positive(degeneracy, "a degeneracy", "(a number of Fermi lines)")
    return sqrt(4.0 * pi * n_sheet / degeneracy)


def mean_free_path(n_sheet: float, mobility: float, *, degeneracy: float = 2.0) -> float:
    r"""Mean free path :math:`\ell = \hbar k_F \mu/e` of a degenerate sheet, m.

    With the mobility of `drude_mobility` it is :math:`2h/(g_d e^2 R_s k_F)`.

    Parameters
    ----------
    n_sheet
        Sheet density in m^-2.
    mobility
        In m^2/(V s), positive.
    degeneracy
        As of `fermi_wavevector`.

    Examples
    --------
    >>> round(1e9 * mean_free_path(8.1e17, 166e-4), 2)  # nm
    24.65
    """
    _positive(mobility, "a mobility", "m^2/(V s)")
    return HBAR * fermi_wavevector(n_sheet, degeneracy=degeneracy) * mobility / E_CHARGE


def kf_l(sheet_resistance: float, *, degeneracy: float = 2.0) -> float:
    r"""Order of the metal :math:`k_F\ell = (2/g_d)\,h/(e^2R_s)`; below 1 it is no metal.

    Parameters
    ----------
    sheet_resistance
        In ohm.
    degeneracy
        As of `fermi_wavevector`.

    Examples
    --------
    >>> round(kf_l(300.0), 1)
    86.0
    """
    _positive(sheet_resistance, "a sheet resistance", "ohm")
    return 2.0 / degeneracy * H_PLANCK / (E_CHARGE**2 * sheet_resistance)


def diffusion_constant(
    n_sheet: float, mobility: float, *, mass: float = 1.0, degeneracy: float = 2.0
) -> float:
    r"""Diffusion constant :math:`D = v_F\ell/2` of a parabolic band in two dimensions, m^2/s.

    Parameters
    ----------
    n_sheet, mobility
        In m^-2 and m^2/(V s).
    mass
        Effective mass over that of the free electron.
    degeneracy
        As of `fermi_wavevector`.

    Examples
    --------
    >>> d = diffusion_constant(8.1e17, 166e-4)
    >>> round(d / diffusion_constant(8.1e17, 166e-4, mass=2.0), 12)
    2.0
    """
    _positive(mass, "a mass", "electron masses")
    velocity = HBAR * fermi_wavevector(n_sheet, degeneracy=degeneracy) / (mass * M_E)
    return 0.5 * velocity * mean_free_path(n_sheet, mobility, degeneracy=degeneracy)


def fermi_temperature(n_sheet: float, *, mass: float = 1.0, degeneracy: float = 2.0) -> float:
    r"""Temperature :math:`\hbar^2k_F^2/2m k_B` below which the sheet is degenerate, K.

    Parameters
    ----------
    n_sheet
        In m^-2.
    mass, degeneracy
        As of `diffusion_constant`.

    Examples
    --------
    >>> round(fermi_temperature(1e16))
    28
    """
    _positive(mass, "a mass", "electron masses")
    momentum = HBAR * fermi_wavevector(n_sheet, degeneracy=degeneracy)
    return momentum**2 / (2.0 * mass * M_E * K_B_SI)


def clean_london_depth(n_volume: float, *, mass: float = 1.0) -> float:
    r"""Penetration depth :math:`\lambda = \sqrt{m/(\mu_0 n e^2)}` if all carriers condense, m.

    A lower bound: scattering only makes it longer.

    Parameters
    ----------
    n_volume
        Density in m^-3, the sheet density over the thickness.
    mass
        Effective mass over that of the free electron.

    Examples
    --------
    >>> [round(1e9 * clean_london_depth(n / 6.1e-9)) for n in (1e19, 1e20)]  # nm
    [131, 42]
    """
    _positive(n_volume, "a density", "m^-3")
    _positive(mass, "a mass", "electron masses")
    return sqrt(mass * M_E / (MU_0 * n_volume * E_CHARGE**2))


def drude_consistency(
    n_sheet: float, sheet_resistance: float, mobility: float, *, tolerance: float = 0.1
) -> Check:
    r"""Whether a density, a sheet resistance and a quoted mobility belong together.

    The value is the factor :math:`1/(e n_s R_s \mu)`, 1 when they do.

    Parameters
    ----------
    n_sheet, sheet_resistance, mobility
        In m^-2, ohm and m^2/(V s), as quoted.
    tolerance
        Relative difference that is still consistent: errors and rounding of the three.

    Examples
    --------
    >>> check = drude_consistency(8.1e17, 300.0, 166e-4)
    >>> check.status, round(check.value, 2)
    ('warning', 1.55)
    """
    factor = drude_mobility(n_sheet, sheet_resistance) / mobility
    found, quoted = 1e4 * factor * mobility, 1e4 * mobility
    both = f"1/(e n_s R_s) = {found:.4g} cm^2/(V s) and the stated mobility of {quoted:.4g}"
    if max(factor, 1.0 / factor) <= 1.0 + tolerance:
        return Check("drude_consistency", "ok", f"{both} agree (factor {factor:.3g}).", factor)
    needed = sheet_resistance * factor
    return Check(
        "drude_consistency",
        "warning",
        f"{both} differ by a factor {factor:.3g}: with this density the mobility needs "
        f"{needed:.4g} ohm instead of {sheet_resistance:.4g} ohm. Take all three at one "
        "temperature and one gate voltage.",
        factor,
    )


def _positive(value: float, what: str, unit: str) -> None:
    if not 0.0 < value < float("inf"):
        raise InputError(
            f"{what} of {value:g} {unit}", "a positive number", "check its sign and unit"
        )
