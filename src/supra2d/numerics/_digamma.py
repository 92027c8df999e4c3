r"""The digamma function of complex argument, and its rise from 1/2.

Far from the origin the asymptotic series of :math:`\psi` is summed; near it the argument is
first moved by eight, :math:`\psi(z) = \psi(z + 8) - \sum_{k<8} 1/(z + k)`. The terms k and 7 - k
of that sum share the denominator :math:`v + k(7 - k)` with :math:`v = z(z + 7)`, so that one
complex division serves all eight.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import zeta

from ._compile import compiled

Array = npt.NDArray[np.float64]
ComplexArray = npt.NDArray[np.complex128]

# psi(z) ~ ln z - 1/2z - sum over k of B_2k / (2k z^2k), and
# psi(1/2 + z) ~ ln z + sum over k of (1 - 2^(1-2k)) B_2k / (2k z^2k): the terms of k = 1 to 9.
# At |z| = 8 the first one left out is 2e-17.
_ASYMPTOTIC = (
    1 / 12,
    -1 / 120,
    1 / 252,
    -1 / 240,
    1 / 132,
    -691 / 32760,
    1 / 12,
    -3617 / 8160,
    43867 / 14364,
)
_HALF_ASYMPTOTIC = tuple((1.0 - 2.0 ** (1 - 2 * k)) * c for k, c in enumerate(_ASYMPTOTIC, 1))
_FAR2 = 64.0  # |z|^2 from which the series is summed at once

_PSI_HALF = -1.9635100260214234794  # psi(1/2) = -gamma - 2 ln 2
_NEAR2 = 1e-4
# psi(1/2 + x) - psi(1/2) = sum over k of (-1)^(k+1) zeta(k+1, 1/2) x^k: at |x| = 0.01 eleven
# terms leave (2x)^10 = 1e-17 of it where it starts with the square of x
_TAYLOR = tuple(float((-1) ** (k + 1) * zeta(k + 1.0, 0.5)) for k in range(1, 12))


@compiled
def digamma(z: complex) -> complex:
    r"""Digamma function :math:`\psi(z)` for Re z >= 1/2, to 5e-15 max(1, abs(psi)).

    A scalar kernel that compiled code may call; `digamma_array` is its form for arrays. The
    squares of the argument must not overflow, abs(z) < 1e150.

    Examples
    --------
    >>> abs(digamma(0.5 + 0j) + 1.9635100260214235) < 1e-14
    True
    """
    x, y = z.real, z.imag
    sum_r, sum_i = 0.0, 0.0
    if x * x + y * y < _FAR2:
        v = z * (z + 7.0)
        a, b, c = v + 6.0, v + 10.0, v + 12.0
        p, q = v * a, b * c
        top = (2.0 * z + 7.0) * ((2.0 * v + 6.0) * q + (2.0 * v + 22.0) * p)
        bottom = p * q
        size = 1.0 / (bottom.real * bottom.real + bottom.imag * bottom.imag)
        sum_r = (top.real * bottom.real + top.imag * bottom.imag) * size
        sum_i = (top.imag * bottom.real - top.real * bottom.imag) * size
        x += 8.0
    r2 = x * x + y * y
    ur, ui = x / r2, -y / r2
    qr, qi = ur * ur - ui * ui, 2.0 * ur * ui
    tr, ti = 0.0, 0.0
    for c_k in _ASYMPTOTIC[::-1]:
        tr += c_k
        tr, ti = tr * qr - ti * qi, tr * qi + ti * qr
    return complex(
        0.5 * math.log(r2) - 0.5 * ur - tr - sum_r, math.atan2(y, x) - 0.5 * ui - ti - sum_i
    )


@compiled
def _digamma_each(z: ComplexArray, out: ComplexArray) -> None:
    for i in range(z.size):
        out[i] = digamma(z[i])


def digamma_array(z: npt.ArrayLike) -> ComplexArray:
    r"""Digamma function :math:`\psi(z)` of an array with Re z >= 1/2.

    Raises
    ------
    ValueError
        When an element lies left of 1/2 or is not finite.

    Examples
    --------
    >>> digamma_array([1.0, 1.0j + 1.0]).round(6)
    array([-0.577216+0.j      ,  0.09465 +1.076674j])
    """
    flat = np.ascontiguousarray(z, dtype=np.complex128)
    wrong = ~(np.isfinite(flat) & (flat.real >= 0.5))
    if wrong.any():
        raise ValueError(
            f"{np.count_nonzero(wrong)} of {flat.size} arguments of digamma_array lie left of 1/2 "
            "or are not finite; expected Re z >= 1/2; move them by psi(z) = psi(z + 1) - 1/z."
        )
    out = np.empty_like(flat)
    _digamma_each(flat.ravel(), out.ravel())
    return out


@compiled
def digamma_rise(a: float, y: float) -> float:
    r"""Rise :math:`\mathrm{Re}\,\psi(\tfrac12 + a + iy) - \psi(\tfrac12)` for a >= 0.

    Keeps its relative digits as a and y go to zero. A scalar kernel for compiled code; only
    real numbers are used and no arc tangent, which makes it faster than `digamma`.

    Examples
    --------
    >>> round(digamma_rise(1.0, 0.0), 14)  # psi(3/2) - psi(1/2) = 2
    2.0
    """
    r2 = a * a + y * y
    if r2 < _NEAR2:
        tr, ti = 0.0, 0.0
        for c_k in _TAYLOR[::-1]:
            tr += c_k
            tr, ti = tr * a - ti * y, tr * y + ti * a
        return tr
    near = r2 < _FAR2
    x = a + 8.0 if near else a
    z2 = x * x + y * y
    qr, qi = (x * x - y * y) / (z2 * z2), -2.0 * x * y / (z2 * z2)
    tr, ti = 0.0, 0.0
    for c_k in _HALF_ASYMPTOTIC[::-1]:
        tr += c_k
        tr, ti = tr * qr - ti * qi, tr * qi + ti * qr
    if not near:
        return 0.5 * math.log(r2) - _PSI_HALF + tr
    # each step gives 1/c - Re 1/(c + a + iy) with c = k + 1/2, of positive terms
    steps = 0.0
    for k in range(8):
        c = k + 0.5
        steps += (a * (c + a) + y * y) / (c * ((c + a) * (c + a) + y * y))
    return steps + 0.5 * math.log1p((a * (16.0 + a) + y * y) / 64.0) + (tr - _TAIL_AT_8)


_TAIL_AT_8 = sum(c * 64.0**-k for k, c in enumerate(_HALF_ASYMPTOTIC, 1))
