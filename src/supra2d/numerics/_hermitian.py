"""Batches of small Hermitian eigenproblems.

Many matrices go side by side through the same steps, so that each step is one instruction on
several of them: Householder reflections to a real tridiagonal form, then implicit QL.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ._compile import summing, unlocked
from ._threads import in_threads

Array = npt.NDArray[np.float64]
Complex = npt.NDArray[np.complex128]
Integers = npt.NDArray[np.int64]

_LANES = 64  # 0.7 MB for N = 22: they stay near the core
_LARGEST = 64  # beyond, LAPACK is as fast and blocks better
_ITERATIONS = 60  # per eigenvalue; QL needs two or three
_TINY = 1e-280  # squares of what is scaled to 1: columns below it are zero
_EPS = 2.3e-16
_NOT_FINITE = "an eigenproblem has not converged; expected finite Hermitian matrices."


def hermitian_eigen(matrices: npt.ArrayLike) -> tuple[Array, Complex]:
    r"""Eigenvalues and eigenvectors of many small Hermitian matrices.

    .. math:: A_i v_{ij} = \lambda_{ij} v_{ij},\qquad v_{ij}^\dagger v_{ij'} = \delta_{jj'}

    Parameters
    ----------
    matrices
        Shape (..., N, N); the lower triangles are read. Those of N above 64 go to LAPACK.

    Returns
    -------
    values
        Ascending, shape (..., N).
    vectors
        As columns, shape (..., N, N).

    Raises
    ------
    ValueError
        For matrices that are not finite.

    Examples
    --------
    >>> values, vectors = hermitian_eigen([[0.0, -1j], [1j, 0.0]])
    >>> values.round(12).tolist()
    [-1.0, 1.0]
    """
    a = np.asarray(matrices, dtype=np.complex128)
    if a.shape[-1] > _LARGEST:
        return np.linalg.eigh(_finite(a))
    values, vectors = np.empty(a.shape[:-1]), np.empty(a.shape, dtype=np.complex128)
    _solve(a, values, vectors)
    return values, vectors


def hermitian_eigenvalues(matrices: npt.ArrayLike) -> Array:
    """Eigenvalues of many small Hermitian matrices, ascending; see `hermitian_eigen`.

    Examples
    --------
    >>> hermitian_eigenvalues([[1.0, 0.0], [2.0, 1.0]]).round(12).tolist()
    [-1.0, 3.0]
    """
    a = np.asarray(matrices, dtype=np.complex128)
    if a.shape[-1] > _LARGEST:
        return np.asarray(np.linalg.eigvalsh(_finite(a)), dtype=np.float64)
    values = np.empty(a.shape[:-1])
    _solve(a, values, np.empty((*a.shape[:-2], 0, 0), dtype=np.complex128))
    return values


def _finite(a: Complex) -> Complex:
    if not np.isfinite(np.tril(a)).all():
        raise ValueError(_NOT_FINITE)
    return a


def _solve(a: Complex, values: Array, vectors: Complex) -> None:
    n = a.shape[-1]
    flat = np.ascontiguousarray(a.reshape(-1, n, n))
    states = vectors.reshape(len(flat), *vectors.shape[-2:])
    good = np.ones(len(flat), dtype=np.bool_)
    in_threads(_eigen_range, len(flat), flat, values.reshape(-1, n), states, good)
    if not good.all():
        raise ValueError(_NOT_FINITE)


@unlocked
def _eigen_range(
    start: int,
    stop: int,
    a: Complex,
    values: Array,
    vectors: Complex,
    good: npt.NDArray[np.bool_],
) -> None:
    """Solve the matrices from start to stop, a group of lanes at a time."""
    n = a.shape[1]
    groups = max(1, -(-(stop - start) // _LANES))
    lanes = -(-(stop - start) // groups)
    re, im = np.empty((n, n, lanes)), np.empty((n, n, lanes))
    d, e = np.empty((n, lanes)), np.empty((n, lanes))
    tau = np.empty((2, n, lanes))
    rows = vectors.shape[1]
    x, y = np.empty((n, rows, lanes)), np.empty((n, rows, lanes))
    scale, order = np.empty(lanes), np.empty(n, dtype=np.int64)
    for first in range(start, stop, lanes):
        count = min(lanes, stop - first)
        _load(a, first, count, re, im, scale)
        _tridiagonal(re, im, d, e, tau)
        x[:] = 0.0
        y[:] = 0.0
        for i in range(rows):
            x[i, i, :] = 1.0
        converged = _implicit_ql(d, e, x)
        if rows > 0:
            _back(re, im, tau, x, y)
        for lane in range(count):
            good[first + lane] = converged and math.isfinite(scale[lane])
            _sort(d, lane, order)
            for i in range(n):
                j = order[i]
                values[first + lane, i] = d[j, lane] * scale[lane]
                for r in range(rows):
                    vectors[first + lane, r, i] = complex(x[j, r, lane], y[j, r, lane])


@summing
def _load(a: Complex, first: int, count: int, re: Array, im: Array, scale: Array) -> None:
    """Lay the lower triangles side by side, each divided by its largest element."""
    n, lanes = re.shape[0], re.shape[2]
    for lane in range(lanes):
        k = first + min(lane, count - 1)
        largest = total = 0.0
        for i in range(n):
            for j in range(i + 1):
                size = abs(a[k, i, j].real) + abs(a[k, i, j].imag)
                largest = max(largest, size)
                total += size
        finite = math.isfinite(total)
        scale[lane] = largest if finite else math.nan
        factor = 1.0 / largest if largest > 0.0 else 0.0
        for i in range(n):
            for j in range(i + 1):
                re[i, j, lane] = a[k, i, j].real * factor if finite else 0.0
                im[i, j, lane] = a[k, i, j].imag * factor if finite else 0.0
            im[i, i, lane] = 0.0


@summing
def _tridiagonal(re: Array, im: Array, d: Array, e: Array, tau: Array) -> None:
    """Reduce to diagonal d and subdiagonal e; reflectors stay in the columns, factors in tau."""
    n, lanes = re.shape[0], re.shape[2]
    p, q = np.empty((n, lanes)), np.empty((n, lanes))
    s, t = np.empty(lanes), np.empty(lanes)
    for j in range(n - 1):
        _reflector(re, im, j, e, tau, s, t)
        p[:] = 0.0
        q[:] = 0.0
        # A v of the lower triangle
        for i in range(j + 1, n):
            for k in range(j + 1, i):
                for lane in range(lanes):
                    ar, ai = re[i, k, lane], im[i, k, lane]
                    vr, vi = re[k, j, lane], im[k, j, lane]
                    ur, ui = re[i, j, lane], im[i, j, lane]
                    p[i, lane] += ar * vr - ai * vi
                    q[i, lane] += ar * vi + ai * vr
                    p[k, lane] += ar * ur + ai * ui
                    q[k, lane] += ar * ui - ai * ur
            for lane in range(lanes):
                p[i, lane] += re[i, i, lane] * re[i, j, lane]
                q[i, lane] += re[i, i, lane] * im[i, j, lane]
        # w = tau A v - (tau/2) ((tau A v)^+ v) v
        s[:] = 0.0
        t[:] = 0.0
        for i in range(j + 1, n):
            for lane in range(lanes):
                tr, ti = tau[0, j, lane], tau[1, j, lane]
                pr, pi = p[i, lane], q[i, lane]
                xr, xi = tr * pr - ti * pi, tr * pi + ti * pr
                p[i, lane], q[i, lane] = xr, xi
                s[lane] += xr * re[i, j, lane] + xi * im[i, j, lane]
                t[lane] += xr * im[i, j, lane] - xi * re[i, j, lane]
        for lane in range(lanes):
            tr, ti = tau[0, j, lane], tau[1, j, lane]
            s[lane], t[lane] = (
                0.5 * (tr * s[lane] - ti * t[lane]),
                0.5 * (tr * t[lane] + ti * s[lane]),
            )
        for i in range(j + 1, n):
            for lane in range(lanes):
                vr, vi = re[i, j, lane], im[i, j, lane]
                p[i, lane] -= s[lane] * vr - t[lane] * vi
                q[i, lane] -= s[lane] * vi + t[lane] * vr
        # A - v w^+ - w v^+
        for i in range(j + 1, n):
            for k in range(j + 1, i + 1):
                for lane in range(lanes):
                    vr, vi, wr, wi = re[i, j, lane], im[i, j, lane], p[i, lane], q[i, lane]
                    xr, xi, yr, yi = re[k, j, lane], im[k, j, lane], p[k, lane], q[k, lane]
                    re[i, k, lane] -= vr * yr + vi * yi + wr * xr + wi * xi
                    im[i, k, lane] -= vi * yr - vr * yi + wi * xr - wr * xi
    for i in range(n):
        for lane in range(lanes):
            d[i, lane] = re[i, i, lane]
    e[n - 1, :] = 0.0


@summing
def _reflector(re: Array, im: Array, j: int, e: Array, tau: Array, s: Array, t: Array) -> None:
    """Make column j below the diagonal a reflector with first element 1."""
    n, lanes = re.shape[0], re.shape[2]
    s[:] = 0.0
    for i in range(j + 1, n):
        for lane in range(lanes):
            s[lane] += re[i, j, lane] ** 2 + im[i, j, lane] ** 2
    for lane in range(lanes):
        ar, ai = re[j + 1, j, lane], im[j + 1, j, lane]
        there = s[lane] > _TINY
        beta = -math.copysign(math.sqrt(s[lane]), ar)
        share = 1.0 / beta if there else 0.0
        e[j, lane] = beta if there else 0.0
        tau[0, j, lane] = (beta - ar) * share
        tau[1, j, lane] = -ai * share
        # v = x / (alpha - beta)
        size = (ar - beta) ** 2 + ai**2
        inverse = 1.0 / size if there else 0.0
        s[lane], t[lane] = (ar - beta) * inverse, -ai * inverse
    for i in range(j + 2, n):
        for lane in range(lanes):
            xr, xi = re[i, j, lane], im[i, j, lane]
            re[i, j, lane] = xr * s[lane] - xi * t[lane]
            im[i, j, lane] = xr * t[lane] + xi * s[lane]
    re[j + 1, j, :] = 1.0
    im[j + 1, j, :] = 0.0


@summing
def _implicit_ql(d: Array, e: Array, x: Array) -> bool:
    """Eigenvalues of the tridiagonal matrices in d; their rotations turn the rows of x."""
    n, lanes = d.shape
    p, g, c, s = np.empty(lanes), np.empty(lanes), np.empty(lanes), np.empty(lanes)
    r, t = np.empty(lanes), np.empty(lanes)
    end = np.empty(lanes, dtype=np.int64)
    for low in range(n):
        for _ in range(_ITERATIONS):
            top = _split(d, e, low, end)
            if top == low:
                break
            for lane in range(lanes):
                m = end[lane]
                slope = 0.5 * (d[min(low + 1, n - 1), lane] - d[low, lane])
                below = e[low, lane] if m > low else 1.0
                root = slope + math.copysign(math.sqrt(slope**2 + below**2), slope)
                g[lane] = d[m, lane] - d[low, lane] + below**2 / root
                c[lane], s[lane], p[lane] = 1.0, 1.0, 0.0
            for i in range(top - 1, low - 1, -1):
                for lane in range(lanes):
                    on = i < end[lane]
                    f, b = s[lane] * e[i, lane], c[lane] * e[i, lane]
                    size = math.sqrt(f**2 + g[lane] ** 2)
                    there = size > 0.0
                    inverse = 1.0 / size if there else 0.0
                    sine = f * inverse if on else 0.0
                    cosine = g[lane] * inverse if on & there else 1.0
                    past = d[i + 1, lane] - p[lane]
                    rise = (d[i, lane] - past) * sine + 2.0 * cosine * b
                    e[i + 1, lane] = size if on else e[i + 1, lane]
                    d[i + 1, lane] = past + sine * rise if on else d[i + 1, lane]
                    p[lane] = sine * rise if on else p[lane]
                    g[lane] = cosine * rise - b if on else g[lane]
                    s[lane] = sine if on else s[lane]
                    c[lane] = cosine if on else c[lane]
                    r[lane], t[lane] = cosine, sine
                for k in range(x.shape[1]):
                    for lane in range(lanes):
                        old = x[i + 1, k, lane]
                        x[i + 1, k, lane] = t[lane] * x[i, k, lane] + r[lane] * old
                        x[i, k, lane] = r[lane] * x[i, k, lane] - t[lane] * old
            for lane in range(lanes):
                m = end[lane]
                if m > low:
                    d[low, lane] -= p[lane]
                    e[low, lane] = g[lane]
                    e[m, lane] = 0.0
        else:
            return False
    return True


@summing
def _split(d: Array, e: Array, low: int, end: Integers) -> int:
    """Where the block that begins at ``low`` ends, lane by lane; the last of these ends."""
    n, lanes = d.shape
    last = low
    for lane in range(lanes):
        m = low
        while m < n - 1 and abs(e[m, lane]) > _EPS * (abs(d[m, lane]) + abs(d[m + 1, lane])):
            m += 1
        end[lane] = m
        last = max(last, m)
    return last


@summing
def _sort(d: Array, lane: int, order: Integers) -> None:
    """Which eigenvalue comes where, by insertion."""
    for i in range(d.shape[0]):
        j = i
        while j > 0 and d[order[j - 1], lane] > d[i, lane]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = i


@summing
def _back(re: Array, im: Array, tau: Array, x: Array, y: Array) -> None:
    """Apply the reflectors to x + iy, rows of which are eigenvectors."""
    n, lanes = re.shape[0], re.shape[2]
    s, t = np.empty(lanes), np.empty(lanes)
    for j in range(n - 2, -1, -1):
        for i in range(n):
            s[:] = 0.0
            t[:] = 0.0
            for k in range(j + 1, n):
                for lane in range(lanes):
                    vr, vi = re[k, j, lane], im[k, j, lane]
                    s[lane] += vr * x[i, k, lane] + vi * y[i, k, lane]
                    t[lane] += vr * y[i, k, lane] - vi * x[i, k, lane]
            for lane in range(lanes):
                tr, ti = tau[0, j, lane], tau[1, j, lane]
                s[lane], t[lane] = tr * s[lane] - ti * t[lane], tr * t[lane] + ti * s[lane]
            for k in range(j + 1, n):
                for lane in range(lanes):
                    vr, vi = re[k, j, lane], im[k, j, lane]
                    x[i, k, lane] -= s[lane] * vr - t[lane] * vi
                    y[i, k, lane] -= s[lane] * vi + t[lane] * vr
