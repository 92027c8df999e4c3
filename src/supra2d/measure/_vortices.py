"""Vortices of an image: where they are, how far apart, how wide; or why they cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from ..core import InputError, Interval, SupraError
from ..core.constants import PHI_0
from ._image import Picture, Spectrum, levelled, power_spectrum, ring_spacing
from ._vortex_lattice import LEAST, VortexLattice, lattice_spacing, vortex_lattice
from ._vortex_profile import VortexProfile, vortex_profile
from ._vortex_spots import SURE, Spots, find_spots

_FAINT = 1.25  # of the height where noise ends: a tenth of the spots may be as low
_SIGNED = 2.0  # of the skewness over its scatter, from which bright and dark differ
_THRESHOLDS = (0.15, 0.35)  # least height of a spot in those of a typical one
_SIZES = (0.85, 1.15)  # of the filter


@dataclass(frozen=True)
class Vortices:
    """What an image says of vortices.

    Attributes
    ----------
    image
        Levelled.
    spots, spectrum
        Always there.
    lattice
        None where refused.
    systematic
        Of the spacing, m: over the threshold and the filter, and that of the lattice.
    ring
        Spacing from the power spectrum with its interval, m; None without a ring.
    profile, profile_refusal
        Of one vortex, or why there is none.
    refusal
        Why there is no lattice, empty where there is one.
    """

    image: Picture
    spots: Spots
    spectrum: Spectrum
    lattice: VortexLattice | None = None
    systematic: Interval | None = None
    ring: tuple[float, Interval] | None = None
    profile: VortexProfile | None = None
    profile_refusal: str = ""
    refusal: str = ""


def triangular_spacing(field: float) -> float:
    r"""Spacing of a triangular lattice with one flux quantum each.

    .. math:: a = \sqrt{2\Phi_0/(\sqrt3\,B)}

    Parameters
    ----------
    field
        Mean field along the normal, T.

    Returns
    -------
    float
        m.

    Examples
    --------
    >>> round(triangular_spacing(1.0) * 1e9, 2)
    48.86
    """
    return sqrt(2.0 * PHI_0 / (sqrt(3.0) * abs(field)))


def lattice_field(spacing: float) -> float:
    """Mean field of a triangular lattice with one flux quantum each, T; spacing in m."""
    return 2.0 * PHI_0 / (sqrt(3.0) * spacing**2)


def measure_vortices(given: Picture, kind: str, *, polarity: int = 0) -> Vortices:
    """Find the vortices of one signal of an image, their lattice and their profile.

    Parameters
    ----------
    given
        As recorded.
    kind
        ``tunnelling`` or ``magnetic``: which profile a vortex has.
    polarity
        1 for bright vortices, -1 for dark ones, 0 to find out.
    """
    flat = levelled(given)
    spots = find_spots(flat, polarity=polarity)
    spectrum = power_spectrum(flat)
    refusal = _refusal(flat, spots, given_sign=bool(polarity))
    if refusal:
        return Vortices(flat, spots, spectrum, refusal=refusal)
    try:
        lattice = vortex_lattice(spots.x, spots.y)
    except InputError as error:
        return Vortices(flat, spots, spectrum, refusal=str(error))
    others = [find_spots(flat, threshold=t, size=spots.size, polarity=spots.polarity)
              for t in _THRESHOLDS]  # fmt: skip
    others += [find_spots(flat, size=s * spots.size, polarity=spots.polarity) for s in _SIZES]
    found = [lattice_spacing(s.x, s.y) for s in others if s.x.size >= LEAST]
    found += lattice.systematic
    profile, why = None, ""
    try:
        bright = Picture(spots.polarity * flat.values, flat.x, flat.y)
        profile = vortex_profile(bright, spots.x, spots.y, lattice.spacing, kind, spots.size)
    except SupraError as error:
        why = str(error)
    return Vortices(
        flat,
        spots,
        spectrum,
        lattice,
        (min(found), max(found)),
        ring_spacing(spectrum, lattice.spacing),
        profile,
        why,
    )


def _refusal(given: Picture, spots: Spots, *, given_sign: bool) -> str:
    """Why the spots are not taken for vortices: a sentence, empty where they are."""
    n = spots.x.size
    if n < LEAST:
        spots_found = f"{n} spot was" if n == 1 else f"{n} spots were"
        return f"{spots_found} found and {LEAST} are needed: scan a larger area or a higher field."
    if spots.size <= 1.01 * max(given.step):
        return f"{n} spots were found, no wider than a pixel: scan with finer pixels."
    if spots.certainty < _SIGNED and not given_sign:
        return (
            f"{n} spots were found, but bright and dark ones are alike, which vortices of one "
            "field are not: compare an image at another field, or one without field."
        )
    if np.quantile(spots.height, 0.1) < _FAINT * SURE * spots.noise:
        return f"{n} spots were found and noise may hide others: average for longer."
    return ""
