"""Spectra with scattering between the valleys, which a field in the plane makes visible."""

from __future__ import annotations

from ..core import Curve, Result
from ..pairing import scattered_density, scattered_gap, state
from ._phase_diagram_numbers import number
from ._phase_diagram_options import Asked
from ._phase_diagram_spectra import DENSITY, broadening_of, shown_fields, windows

_CITES = ("ilic2017", "wickramaratne2023")


def valleys_result(asked: Asked) -> Result | None:
    """Densities of states at the fields of the page without scattering, as far as a gap is left.

    None when no scattering was given.

    Parameters
    ----------
    asked
        Pocket, direction and options.
    """
    gamma = asked.options.intervalley
    if gamma is None:
        return None
    pocket, T, broadening = asked.pocket, asked.base, broadening_of(asked)
    fields, hs = shown_fields(asked)
    clean = [state(pocket, T, h).gap for h in hs]
    near, far = windows(pocket.beta, pocket.gap0, hs, clean)
    curves, rows, lost = [], [], []
    for B, h in zip(fields, hs, strict=True):
        where = {"field": B, "temperature": T}
        gap = scattered_gap(pocket, T, h, gamma_iv=gamma)
        named = {**where, **(asked.direction if B else {}), "channel": f"gamma_iv = {gamma:g} meV"}
        rows.append(number("Delta", "meV", gap, where=named, cites=_CITES))
        if not gap:
            lost.append(B)
            continue
        for role, energies in (("dos", near), ("dos_mirage", far)):
            if energies is not None:
                found = scattered_density(
                    pocket, energies, gap, h, gamma_iv=gamma, broadening=broadening
                )
                curves.append(Curve(role, energies, found, where=where, axes=DENSITY))
    return Result(
        "mirage_gap",
        "With scattering between the valleys",
        quantities=tuple(rows),
        curves=tuple(curves),
        x_axis=DENSITY[0],
        y_axis=DENSITY[1],
        text=(_sentence(gamma, T, lost),),
        cites=_CITES,
    )


def _sentence(gamma: float, T: float, lost: list[float]) -> str:
    told = (
        f"Scattering between the valleys at {gamma:g} meV does nothing without field; in the field "
        "it blurs the edges of the gap and fills the mirage gap."
    )
    if not lost:
        return told
    return f"{told} At {T:.3g} K no gap is left from {lost[0]:.4g} T on."
