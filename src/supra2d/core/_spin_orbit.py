r"""The spin-orbit energies of the literature and how they convert.

Two families are exact among themselves: the splitting of the bands, and the rate of spin-orbit
scattering. They meet in one relation: near Tc an Ising law with half splitting beta has the
curve of a Klemm-Luther-Beasley law with

.. math:: \gamma_{so} = \frac{\pi\beta^2}{4 k_BT_c F(\beta)},\qquad
   F(\beta) = \mathrm{Re}\,\psi\left(\frac12 + \frac{i\beta}{2\pi k_BT_c}\right)
   - \psi\left(\frac12\right)
"""

from __future__ import annotations

from math import exp, log, pi

from ._errors import InputError, NameUnknownError
from .constants import HBAR, K_B, MEV

#: Unit and meaning of each name. The first two are splittings, the others scattering rates.
SPIN_ORBIT_NAMES: dict[str, tuple[str, str]] = {
    "half_splitting": ("meV", "beta, half of the spin splitting of the bands"),
    "splitting": ("meV", "2 beta, the spin splitting of the bands"),
    "gamma_so": ("meV", "2 hbar/(3 tau_so)"),
    "KLB_3hbar_over_2tau": ("meV", "3 hbar/(2 tau_so), often called beta_so"),
    "hbar_over_tau": ("meV", "hbar/tau_so"),
    "tau_so": ("s", "spin-orbit scattering time"),
    "lambda_so": ("", "2 hbar/(3 pi kB Tc tau_so) of Werthamer, Helfand and Hohenberg"),
}

_SPLITTINGS = ("half_splitting", "splitting")
_HBAR_MEV_S = HBAR / MEV


def spin_orbit_dictionary(value: float, name: str, *, tc: float | None = None) -> dict[str, float]:
    """Every spin-orbit energy that follows from one of them.

    Parameters
    ----------
    value
        In the unit of its name, see ``SPIN_ORBIT_NAMES``; positive.
    name
        One of ``SPIN_ORBIT_NAMES``.
    tc
        Critical temperature in K. Without it the family of ``name`` alone is given; with it the
        other one by the relation near Tc, where it has a solution, and ``lambda_so``.

    Raises
    ------
    NameUnknownError
        For a name that is none of these.
    InputError
        When a value or tc is not positive, or ``lambda_so`` is given without tc.

    Examples
    --------
    >>> round(spin_orbit_dictionary(38.0, "KLB_3hbar_over_2tau")["gamma_so"], 4)
    16.8889
    >>> round(spin_orbit_dictionary(4.1, "half_splitting", tc=3.0)["KLB_3hbar_over_2tau"], 4)
    39.8613
    """
    if name not in SPIN_ORBIT_NAMES:
        raise NameUnknownError.of("spin-orbit energy", name, SPIN_ORBIT_NAMES)
    _positive(value, name)
    if tc is not None:
        _positive(tc, "Tc")
    elif name == "lambda_so":
        raise InputError(
            "lambda_so without Tc", "the temperature in its definition", "give --tc in K"
        )
    if name in _SPLITTINGS:
        beta = value if name == "half_splitting" else value / 2.0
        found = {"half_splitting": beta, "splitting": 2.0 * beta}
        return found if tc is None else found | _rates(ising_to_klb(beta, tc), tc)
    gamma_so = _gamma_so(value, name, tc)
    found = _rates(gamma_so, tc)
    if tc is not None and gamma_so > klb_least(tc):
        beta = klb_to_ising(gamma_so, tc)
        found = {"half_splitting": beta, "splitting": 2.0 * beta} | found
    return found


def ising_to_klb(beta: float, tc: float) -> float:
    r"""Rate ``gamma_so`` whose curve has the slope of an Ising law near Tc, meV.

    :math:`\gamma_{so} = \pi\beta^2 / (4 k_BT_c F(\beta))`; valid near Tc alone, since in the
    cold the Ising field rises on and the other saturates.

    Examples
    --------
    >>> round(2.25 * ising_to_klb(3.4, 7.38), 3)  # as 3 hbar / 2 tau_so
    18.587
    """
    from supra2d.numerics import digamma_rise

    return pi * beta**2 / (4.0 * K_B * tc * digamma_rise(0.0, beta / (2.0 * pi * K_B * tc)))


def klb_least(tc: float) -> float:
    r"""Rate that stands for no splitting at all, :math:`\pi^3 k_BT_c / 7\zeta(3)` in meV."""
    return pi**3 * K_B * tc / (7.0 * 1.2020569031595942)


def klb_to_ising(gamma_so: float, tc: float) -> float:
    """Half splitting whose Ising law has the slope of the rate ``gamma_so`` near Tc, meV.

    Raises
    ------
    InputError
        When ``gamma_so`` is below that of no splitting, 3.7 kB Tc.

    Examples
    --------
    >>> round(klb_to_ising(39.861345089849829 / 2.25, 3.0), 9)
    4.1
    """
    if gamma_so <= klb_least(tc):
        raise InputError(
            f"gamma_so = {gamma_so:g} meV at Tc = {tc:g} K",
            f"more than {klb_least(tc):.3g} meV, which stands for no splitting",
            "use the law of spin-orbit scattering itself",
        )
    low, high = log(1e-9 * K_B * tc), log(gamma_so + 10.0 * K_B * tc)
    while ising_to_klb(exp(high), tc) < gamma_so:
        high += 1.0
    for _ in range(100):  # the relation rises with beta
        middle = 0.5 * (low + high)
        low, high = (middle, high) if ising_to_klb(exp(middle), tc) < gamma_so else (low, middle)
    return exp(0.5 * (low + high))


def dyakonov_perel(beta: float, gamma_iv: float) -> float:
    r"""Rate :math:`\gamma_{so} = \beta^2/\gamma_{iv}` of fast scattering between valleys, meV.

    Valid for :math:`\gamma_{iv} = \hbar/\tau_{iv} \gg \beta`.

    Examples
    --------
    >>> dyakonov_perel(2.0, 40.0)
    0.1
    """
    return beta**2 / gamma_iv


def _positive(value: float, name: str) -> None:
    if not 0.0 < value < float("inf"):
        raise InputError(f"{name} = {value:g}", "a positive number", "check its sign and unit")


def _gamma_so(value: float, name: str, tc: float | None) -> float:
    if name == "tau_so":
        return 2.0 * _HBAR_MEV_S / (3.0 * value)
    if name == "lambda_so":
        return pi * K_B * (tc or 0.0) * value
    return value / {"gamma_so": 1.0, "KLB_3hbar_over_2tau": 2.25, "hbar_over_tau": 1.5}[name]


def _rates(gamma_so: float, tc: float | None) -> dict[str, float]:
    found = {
        "gamma_so": gamma_so,
        "KLB_3hbar_over_2tau": 2.25 * gamma_so,
        "hbar_over_tau": 1.5 * gamma_so,
        "tau_so": 2.0 * _HBAR_MEV_S / (3.0 * gamma_so),
    }
    return found if tc is None else found | {"lambda_so": gamma_so / (pi * K_B * tc)}
