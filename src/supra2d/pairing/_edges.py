"""Edges of the spectrum: the gap that is left, its splitting, and the mirage gap."""

from __future__ import annotations

from math import hypot

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, InputError

from ._circle import circle
from ._pocket import Pocket, field_vector

_PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
_ANGLES = 64
_NARROWINGS, _ANGLES_LEFT = 4, 17
_GOLDEN = 0.6180339887498949
_STEPS = 60  # of golden section: 3e-13 of the interval
_NEGLIGIBLE = 1e-9


def spectral_gap(pocket: Pocket, gap: float, h: npt.ArrayLike = (0.0, 0.0, 0.0)) -> float:
    r"""Smallest energy of an excitation, meV; 0 where none is left.

    For a field across g it is :math:`\Delta g/\sqrt{g^2 + h^2}` and closes nowhere, unless
    :math:`(g^2 + h^2)^2 < h^2\Delta^2`; for a field along g it is :math:`\Delta - h`.

    Parameters
    ----------
    pocket, gap, h
        As for `density_of_states`.

    Examples
    --------
    >>> round(spectral_gap(Pocket(3.0, beta=10.0), 1.5, (6.0, 0.0, 0.0)), 6)
    1.286239
    """
    vector = np.asarray(h, dtype=float)
    _, along = field_vector(h)
    way = (float(along[0]), float(along[1]), float(along[2]))
    if circle(pocket, way, _ANGLES).share.size == 1:
        lowest = float(_lowest(pocket.spin_orbit([0.0]), gap, vector)[0])
    else:
        angles = 2.0 * np.pi * np.arange(_ANGLES) / _ANGLES
        for _ in range(_NARROWINGS):
            found = _lowest(pocket.spin_orbit(angles), gap, vector)
            best, step = angles[int(np.argmin(found))], angles[1] - angles[0]
            angles = np.linspace(best - step, best + step, _ANGLES_LEFT)
        lowest = float(found.min())
    # excitations that meet zero go below it, or turn back there
    return lowest if lowest > _NEGLIGIBLE * gap else 0.0


def edge_splitting(pocket: Pocket, gap: float, h: npt.ArrayLike) -> float:
    """Twice the way by which a field moves the edge of the gap, meV.

    2 h where the field lies along g or g vanishes: the full splitting of the spins. Across a
    large g almost nothing. Once no gap is left, 2 Delta: a lower bound.

    Parameters
    ----------
    pocket, gap, h
        As for `density_of_states`.

    Examples
    --------
    >>> film = Pocket(3.0, beta=4.0)
    >>> [round(edge_splitting(film, 0.45, h), 4) for h in ((0, 0, 0.1), (0.1, 0, 0))]
    [0.2, 0.0003]
    """
    return 2.0 * (gap - spectral_gap(pocket, gap, h))


def mirage_edges(pocket: Pocket, gap: float, h: npt.ArrayLike) -> tuple[float, float]:
    r"""The mirage gap: energies between which one of two bands has no states, meV.

    :math:`\sqrt{\beta^2 + (h \mp \Delta)^2}`, at energies of the splitting itself; about
    :math:`2h\Delta/\sqrt{\beta^2 + h^2}` wide, with about half of the density of states left.

    Parameters
    ----------
    pocket, gap
        As for `density_of_states`.
    h
        In the plane, and the pocket without Rashba and Dresselhaus coupling.

    Raises
    ------
    InputError
        When g does not lie across the field everywhere.

    Examples
    --------
    >>> lower, upper = mirage_edges(Pocket(3.0, beta=10.0), 1.5, (6.0, 0.0, 0.0))
    >>> round(lower, 4), upper
    (10.9659, 12.5)
    """
    size, along = field_vector(h)
    if pocket.alpha_r or pocket.alpha_d or abs(along[2]) > _NEGLIGIBLE:
        raise InputError(
            "a spin-orbit field that is not across the field everywhere",
            "a field in the plane, beta alone",
            "look at density_of_states instead",
        )
    return hypot(pocket.beta, size - gap), hypot(pocket.beta, size + gap)


def _lowest(g: Array, gap: float, h: Array) -> Array:
    """Lowest third eigenvalue over all momenta across the circle, for each g; shape (n,)."""
    # near the places where one of the four normal bands crosses zero, and between them
    outer, inner = np.linalg.norm(g + h, axis=1), np.linalg.norm(g - h, axis=1)
    starts = np.stack([outer, -outer, inner, -inner, np.zeros(len(g))], axis=1)
    reach = 2.0 * (gap + np.linalg.norm(h))
    low, high = starts - reach, starts + reach
    a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    fa, fb = _third(a, g, gap, h), _third(b, g, gap, h)
    for _ in range(_STEPS):
        left = fa < fb
        low, high = np.where(left, low, a), np.where(left, b, high)
        new = np.where(left, high - _GOLDEN * (high - low), low + _GOLDEN * (high - low))
        f = _third(new, g, gap, h)
        a, b = np.where(left, new, b), np.where(left, a, new)
        fa, fb = np.where(left, f, fb), np.where(left, fa, f)
    lowest: Array = np.minimum(fa, fb).min(axis=1)
    return lowest


def _third(xi: Array, g: Array, gap: float, h: Array) -> Array:
    """Third of the four eigenvalues; xi has shape (n, m), g (n, 3)."""
    spins = np.einsum("ni,iab->nab", g + h, _PAULI), np.einsum("ni,iab->nab", g - h, _PAULI)
    one = np.eye(2)
    H = np.zeros((*xi.shape, 4, 4), dtype=complex)
    H[..., :2, :2] = xi[..., None, None] * one + spins[0][:, None]
    H[..., 2:, 2:] = -xi[..., None, None] * one - spins[1][:, None]
    H[..., :2, 2:] = H[..., 2:, :2] = gap * one
    third: Array = np.linalg.eigvalsh(H)[..., 2]
    return third
