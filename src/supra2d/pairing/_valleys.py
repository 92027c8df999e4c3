r"""Scattering between valleys, for a spin-orbit field that is the same all around the circle.

The Green's function integrated over :math:`\xi` is the sign (by the imaginary part of the
eigenvalues) of a 4 x 4 matrix, and that of one valley enters the matrix of the other:

.. math:: \hat g_\eta = \mathrm{sgn}\left[i\omega\tau_z - \begin{pmatrix}
   (\mathbf g_\eta + \mathbf h)\cdot\sigma & \Delta\\ -\Delta &
   (\mathbf g_\eta - \mathbf h)\cdot\sigma\end{pmatrix}
   + \tfrac i2\gamma_{iv}\,\hat g_{-\eta}\right],\quad \mathbf g_{-\eta} = -\mathbf g_\eta

Scattering within a valley drops out.
"""

from __future__ import annotations

from math import hypot, log

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from supra2d.core import Array, InputError
from supra2d.numerics import HALF_INTEGER_ROOM, half_integer_rule

from ._pocket import Pocket, field_vector, temperature_unit
from ._spectrum import check_spectrum
from ._state import ABOVE

ComplexArray = npt.NDArray[np.complex128]

_PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
_TAU_Y = np.kron(np.array([[0, -1j], [1j, 0]]), np.eye(2))
_TAU_Z = np.kron(np.diag([1.0, -1.0]), np.eye(2))
_STEPS = 4000
_CLOSE = 1e-10
_SMALL = 1e-4  # of the gap without field: where a gap counts as closed


def scattered_gap(
    pocket: Pocket, T: float, h: npt.ArrayLike = (0.0, 0.0, 0.0), *, gamma_iv: float
) -> float:
    """Gap with scattering between the valleys, meV; 0 where the normal state is left.

    The largest solution of the gap equation: where the transition is of first order, that
    is the superconducting state up to its superheating field.

    Parameters
    ----------
    pocket
        Without Rashba and Dresselhaus coupling.
    T, h
        As for `state`.
    gamma_iv
        hbar over the time between two scatterings to the other valley, meV.

    Examples
    --------
    >>> film = Pocket(3.0, beta=4.1)
    >>> round(scattered_gap(film, 1.0, film.zeeman(20.0), gamma_iv=0.5) / film.gap0, 3)
    0.74
    """
    size, _ = field_vector(h)
    vector = np.asarray(h, dtype=float)
    _check(pocket, gamma_iv)
    u = temperature_unit(T)
    if T >= pocket.Tc0:
        return 0.0
    top = ABOVE * pocket.gap0
    x, w = np.empty((2, HALF_INTEGER_ROOM))
    n = half_integer_rule((1.5 * hypot(size, top) + pocket.largest + gamma_iv) / u, x, w)
    frequencies, weights = x[:n], w[:n]
    real = np.array(u * frequencies, dtype=np.complex128)

    def slope(gap: float) -> float:
        greens = _greens(pocket, real, gap, vector, gamma_iv)
        pairs = -np.einsum("ab,vnba->n", _TAU_Y, greens).real / 8.0  # over both valleys
        return float(weights @ (1.0 / frequencies - u * pairs / gap)) + log(T / pocket.Tc0)

    # downwards, so that the largest solution is met first
    gaps = np.linspace(1.0, 0.0, 12, endpoint=False) * top
    for high, low in zip(gaps, [*gaps[1:], _SMALL * top], strict=True):
        if slope(low) < 0.0:
            return float(brentq(slope, low, high, xtol=1e-9 * top, rtol=1e-10))
    return 0.0


def scattered_density(
    pocket: Pocket,
    energies: npt.ArrayLike,
    gap: float,
    h: npt.ArrayLike = (0.0, 0.0, 0.0),
    *,
    gamma_iv: float,
    broadening: float,
) -> Array:
    """Density of states over that of the normal metal, with scattering between the valleys.

    Without field scattering does nothing; in a field across g it broadens the edges of the gap and
    fills the mirage gap.

    Parameters
    ----------
    pocket, energies, gap, h, broadening
        As for `density_of_states`; the pocket without Rashba and Dresselhaus coupling.
    gamma_iv
        As for `scattered_gap`.

    Examples
    --------
    >>> film = Pocket(3.0, beta=4.1)
    >>> h = film.zeeman(26.0)
    >>> scattered_density(film, [0.2, 4.4], 0.3, h, gamma_iv=0.1, broadening=0.01).round(2)
    array([0.15, 0.74])
    """
    check_spectrum(gap, broadening)
    field_vector(h)
    _check(pocket, gamma_iv)
    values = np.asarray(energies, dtype=float)
    w = broadening - 1j * values.ravel()
    greens = _greens(pocket, w, gap, np.asarray(h, dtype=float), gamma_iv)
    found: Array = np.einsum("ab,vnba->n", _TAU_Z, greens).real / 8.0
    return found.reshape(values.shape)


def _check(pocket: Pocket, gamma_iv: float) -> None:
    if pocket.alpha_r or pocket.alpha_d:
        raise InputError(
            "a spin-orbit field that turns along the circle",
            "beta alone, for which scattering within a valley drops out",
            "leave out alpha_r and alpha_d",
        )
    if not 0.0 <= gamma_iv < np.inf:
        raise InputError(f"gamma_iv = {gamma_iv:g} meV", "zero or a positive number", "check it")


def _greens(pocket: Pocket, w: ComplexArray, gap: float, h: Array, gamma_iv: float) -> ComplexArray:
    """Green's functions of both valleys at complex frequencies, shape (2, n, 4, 4)."""
    bare = np.zeros((2, w.size, 4, 4), dtype=complex)
    for valley, sign in enumerate((1.0, -1.0)):
        g = np.array([0.0, 0.0, sign * pocket.beta])
        bare[valley, :, :2, :2] = -np.einsum("i,iab->ab", g + h, _PAULI)
        bare[valley, :, 2:, 2:] = -np.einsum("i,iab->ab", g - h, _PAULI)
    bare[..., :2, 2:] -= gap * np.eye(2)
    bare[..., 2:, :2] += gap * np.eye(2)
    bare += 1j * w[:, None, None] * _TAU_Z
    greens = _sign(bare)
    left = np.arange(w.size)
    for _ in range(_STEPS):
        if not (gamma_iv and left.size):
            return greens
        old = greens[:, left]
        # half of a step: on the real axis whole ones turn around the solution
        new = 0.5 * (old + _sign(bare[:, left] + 0.5j * gamma_iv * old[::-1]))
        greens[:, left] = new
        left = left[np.abs(new - old).max(axis=(0, 2, 3)) > _CLOSE]
    raise InputError(
        f"a Green's function that has not converged in {_STEPS} steps",
        "scattering of up to some ten kB Tc and a broadening of a hundredth of the gap",
        "take a larger broadening",
    )


def _sign(matrix: ComplexArray) -> ComplexArray:
    """Sign of matrices by the imaginary parts of their eigenvalues."""
    values, vectors = np.linalg.eig(matrix)
    signs = np.where(values.imag > 0.0, 1.0, -1.0)
    return np.asarray((vectors * signs[..., None, :]) @ np.linalg.inv(vectors))
