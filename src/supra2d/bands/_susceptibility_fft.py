r"""The bubble over a whole zone in N log N: products of Green's functions in imaginary time.

.. math:: \chi_{ij}(\mathbf q, i\Omega) = \int_0^\beta\! d\tau\, e^{i\Omega\tau} \frac1N
          \sum_{\mathbf k} \mathrm{tr}[\sigma_i G^>(\mathbf k+\mathbf q, \tau)\,
          \sigma_j G^>(\mathbf k, \beta-\tau)],\qquad
          G^>(\mathbf k, \tau) = \sum_n |n\rangle\langle n|\, e^{-\tau\epsilon_n} (1 - f_n)

The sum over k is a product after a Fourier transform; the integral needs about twenty points, more
closely spaced towards both ends, because the integrand is a sum of decaying exponentials.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import pi

import numpy as np
from scipy.fft import fftn, ifftn

from ..core import Array, InputError
from ..numerics import in_threads, unlocked
from ._bloch import BlochStates
from ._bubble import letters, pauli
from ._hamiltonian import Complex, Integers

_ACCURACY = 1e-8  # of each term of the sum over pairs, relative
_MOST = 200  # points in half the interval
_TOGETHER = 8  # points at once


def time_rule(span: float, frequency: int = 0) -> tuple[Array, Array]:
    r"""Points and weights of imaginary time over half the interval, in units of beta.

    Chosen so that :math:`\sum_j w_j\,[e^{-s_j x + 2\pi i m s_j} + e^{-(1-s_j)x - 2\pi i m s_j}]`
    equals :math:`(1 - e^{-x})/(x - 2\pi i m)` to 1e-8 for every x from 0 to ``span``: then each
    pair of levels comes out to this accuracy, and so does every diagonal component.

    Parameters
    ----------
    span
        Largest difference of two levels over kT.
    frequency
        Number m of the bosonic Matsubara frequency.

    Examples
    --------
    >>> s, w = time_rule(100.0)
    >>> bool(abs(np.sum(w * (np.exp(-3.0 * s) + np.exp(-3.0 * (1 - s)))) - 0.316738) < 1e-6)
    True
    """
    x = np.concatenate([[0.0], np.geomspace(1e-3, max(span, 1.0), 300)])[:, None]
    turn = 2j * pi * frequency
    size = np.where(x > 0.0, -np.expm1(-x) / np.maximum(x, 1e-300), 1.0)
    exact = size if frequency == 0 else -np.expm1(-x) / (x - turn)
    scale = size if frequency == 0 else 1.0 / np.abs(x - turn)
    # the error is smallest where the points crowd on the scale of the fastest exponential
    growth = max(1.0, float(np.log(max(span, 1.0))) - 3.0)
    for count in range(8, _MOST, 2):
        u, weight = np.polynomial.legendre.leggauss(count)
        u, weight = (u + 1.0) / 2.0, weight / 2.0
        s = 0.5 * np.expm1(growth * u) / np.expm1(growth)
        w = 0.5 * weight * growth * np.exp(growth * u) / np.expm1(growth)
        terms = np.exp(-s * x + turn * s) + np.exp(-(1.0 - s) * x - turn * s)
        if np.max(np.abs(terms @ w[:, None] - exact) / scale) < _ACCURACY:
            return s, w
    raise InputError(
        f"{_MOST} points of imaginary time do not resolve frequency number {frequency} with bands "
        f"{span:.3g} kT wide",
        "a lower frequency or a higher temperature",
        "use the sum at single q, or raise the temperature",
    )


def bubble_everywhere(
    bloch: BlochStates, operators: tuple[str, ...], element: str, frequency: int, q: Array
) -> Complex:
    """Components of the bubble at all q of the mesh, per meV and cell, shape (n_operators, n_q).

    The rows of q are the points of the mesh in its order, each with any reciprocal vector added:
    the phases between the orbitals take q as it is given.
    """
    if not bloch.spinful:
        same = np.array([i == j for i, j in letters(operators)])
        out = np.zeros((len(operators), bloch.count), dtype=complex)
        out[same] = 2.0 * _everywhere(bloch, ("00",), element, frequency, q)[0]  # both spins
        return out
    return _everywhere(bloch, operators, element, frequency, q)


def _everywhere(
    bloch: BlochStates, operators: tuple[str, ...], element: str, frequency: int, q: Array
) -> Complex:
    asked = tuple(dict.fromkeys([*operators, *(j + i for i, j in letters(operators))]))
    places = np.arange(len(bloch.orbitals))
    if element == "constant":
        blocks = [(places, places)]
    elif frequency == 0:  # the blocks (b, a) follow from (a, b)
        blocks = [(places[a : a + 1], places[b : b + 1]) for a in places for b in places[a:]]
    else:
        blocks = [(places[a : a + 1], places[b : b + 1]) for a in places for b in places]
    keys = [_key(bloch, a, b, frequency) for a, b in blocks]
    distances = np.unique(np.array(keys), axis=0)
    slot = [int(np.flatnonzero((distances == key).all(axis=1))[0]) for key in keys]
    products = np.zeros((len(distances), len(asked), bloch.count))
    _accumulate(bloch, blocks, slot, asked, frequency, products)
    out = np.zeros((len(operators), bloch.count), dtype=complex)
    for d, (*apart, twice) in enumerate(distances):
        phase = np.exp(-2j * pi * (q @ np.array(apart)))
        waves = fftn(products[d].reshape(-1, *bloch.mesh), axes=(1, 2, 3)).reshape(len(asked), -1)
        for c, (i, j) in enumerate(letters(operators)):
            out[c] += phase * waves[asked.index(i + j)]
            if twice:
                out[c] += np.conj(phase * waves[asked.index(j + i)])
    return out


def _key(bloch: BlochStates, a: Integers, b: Integers, frequency: int) -> tuple[float, ...]:
    """Vector from place b to place a, and whether the block stands for its partner as well."""
    if len(a) > 1:
        return 0.0, 0.0, 0.0, 0.0
    apart = np.round(bloch.positions[a[0]] - bloch.positions[b[0]], 9) + 0.0
    return *apart.tolist(), float(frequency == 0 and a[0] != b[0])


def _accumulate(
    bloch: BlochStates,
    blocks: Sequence[tuple[Integers, Integers]],
    slot: Sequence[int],
    asked: tuple[str, ...],
    frequency: int,
    products: Array,
) -> None:
    """Add the products of Green's functions over lattice vectors, summed over imaginary time."""
    coefficients, partners = _spin_tables(asked, bloch.orbitals.shape[1])
    for decays, factors in _times(bloch, frequency):
        for (a, b), d in zip(blocks, slot, strict=True):
            green = _over_lattice(bloch, bloch.orbitals[a], bloch.orbitals[b], decays)
            in_threads(
                _multiply,
                bloch.count,
                green,
                coefficients,
                partners,
                2.0 * factors,  # both halves of the interval in the real part
                products[d],
                least=1024,
            )


def _times(bloch: BlochStates, frequency: int = 0) -> Iterator[tuple[Array, Complex]]:
    """Points of imaginary time, a few at once.

    Their decays exp(-tau e)(1 - f), first those of tau, then those of beta - tau, shape (n_k,
    n_bands, 2 n); their weights times exp(i Omega tau), 1/meV, shape (n,).
    """
    x = bloch.energies[..., None] / bloch.kT
    s, w = time_rule(float(x.max() - x.min()), frequency)
    for start in range(0, len(s), _TOGETHER):
        part = s[start : start + _TOGETHER]
        turns = np.exp(2j * pi * frequency * part)
        weights = w[start : start + _TOGETHER] / bloch.kT
        yield decay(x, np.concatenate([part, 1.0 - part])), weights * turns


def _over_lattice(bloch: BlochStates, left: Integers, right: Integers, decays: Array) -> Complex:
    """Green's functions between places on the lattice vectors, shape (s, s', n_k, times)."""
    shape = (left.shape[1], right.shape[1])
    green = np.empty((*shape, bloch.count, decays.shape[2]), dtype=complex)
    in_threads(green_blocks, bloch.count, bloch.states, left, right, decays, green, least=256)
    waves = ifftn(green.reshape(*shape, *bloch.mesh, -1), axes=(2, 3, 4), overwrite_x=True)
    return np.asarray(waves.reshape(green.shape))


def orbital_bubble(bloch: BlochStates, orbitals: Integers, pairs: Integers) -> Complex:
    r"""Static bubble between pairs of orbitals, per meV and cell, shape (n_q, n_pairs, n_pairs).

    .. math:: \chi_{12,34}(\mathbf q) = \langle O_{12}; O_{34}^\dagger\rangle,\qquad
              O_{12} = \sum_{\mathbf k} c^\dagger_{1\mathbf k} c_{2\mathbf k+\mathbf q}

    Parameters
    ----------
    bloch
        States on the mesh.
    orbitals
        Numbers of the orbitals, shape (n,).
    pairs
        Places in ``orbitals``, shape (n_pairs, 2).
    """
    size, count, chosen = len(pairs), bloch.count, orbitals[None]
    upper = np.array([(p, r) for p in range(size) for r in range(p, size)])
    products = np.zeros((len(upper), count), dtype=complex)
    for decays, factors in _times(bloch):
        green = _over_lattice(bloch, chosen, chosen, decays)
        in_threads(
            _multiply_pairs, len(upper), green, pairs, upper, factors.real, products, least=8
        )
    out = np.empty((count, size, size), dtype=complex)
    for (p, r), product in zip(upper, products, strict=True):
        wave = fftn(product.reshape(bloch.mesh)).ravel()
        out[:, r, p] = wave.conj()
        out[:, p, r] = wave
    return out


def vertex_bubble(
    bloch: BlochStates, names: Sequence[str], orbitals: Integers, pairs: Integers, q: Array
) -> Complex:
    """Static bubble between operators and pairs of orbitals, shape (n_names, n_q, n_pairs).

    Between sigma exp(-iqr) of all orbitals and the pairs of `orbital_bubble`; q as of
    `bubble_everywhere`.
    """
    spins = bloch.orbitals.shape[1]
    coefficients = np.array([pauli(name)[0][:spins] for name in names])
    partners = np.array([pauli(name)[1][:spins] for name in names])
    out = np.zeros((len(names), bloch.count, len(pairs)), dtype=complex)
    for place, centre in zip(bloch.orbitals, bloch.positions, strict=True):
        products = np.zeros((len(names), len(pairs), bloch.count), dtype=complex)
        for decays, factors in _times(bloch):
            green = _over_lattice(bloch, place[None], orbitals[None], decays)
            rest = (green, coefficients, partners, pairs, factors.real, products)
            in_threads(_multiply_vertex, len(pairs), *rest, least=8)
        waves = fftn(products.reshape(-1, *bloch.mesh), axes=(1, 2, 3)).reshape(products.shape)
        out += np.exp(-2j * pi * (q @ centre))[:, None] * waves.transpose(0, 2, 1)
    return out


@unlocked
def _multiply_pairs(
    start: int,
    stop: int,
    green: Complex,
    pairs: Integers,
    upper: Integers,
    weights: Array,
    out: Complex,
) -> None:
    """Add G_24(R, tau) G_13(R, beta - tau)* for each pair of pairs, and the same for beta - tau."""
    times = len(weights)
    for c in range(start, stop):
        one, two = pairs[upper[c, 0]]
        three, four = pairs[upper[c, 1]]
        for r in range(out.shape[1]):
            near, far = green[two, four, r], green[one, three, r]
            for j in range(times):
                out[c, r] += weights[j] * (
                    near[j] * np.conj(far[times + j]) + near[times + j] * np.conj(far[j])
                )


@unlocked
def _multiply_vertex(
    start: int,
    stop: int,
    green: Complex,
    coefficients: Complex,
    partners: Integers,
    pairs: Integers,
    weights: Array,
    out: Complex,
) -> None:
    """As `_multiply_pairs`, where 1 and 2 are the spins of a place that an operator connects."""
    times = len(weights)
    for p in range(start, stop):
        three, four = pairs[p]
        for i in range(len(out)):
            for s in range(coefficients.shape[1]):
                for r in range(out.shape[2]):
                    near, far = green[partners[i, s], four, r], green[s, three, r]
                    for j in range(times):
                        both = near[j] * np.conj(far[times + j]) + near[times + j] * np.conj(far[j])
                        out[i, p, r] += coefficients[i, s] * weights[j] * both


def decay(x: Array, s: Array) -> Array:
    """exp(-s x) (1 - f(x)) for levels x over kT, without overflow."""
    return np.asarray(
        np.exp(np.where(x >= 0.0, -s * x, (1.0 - s) * x)) / (1.0 + np.exp(-np.abs(x)))
    )


def _spin_tables(asked: tuple[str, ...], spins: int) -> tuple[Complex, Integers]:
    """Coefficients and partners of both operators of each component, (n, 2, spins)."""
    tables = [[pauli(name) for name in pair] for pair in asked]
    coefficients = np.array([[c[:spins] for c, _ in pair] for pair in tables])
    partners = np.array([[p[:spins] for _, p in pair] for pair in tables])
    return coefficients, partners


@unlocked
def green_blocks(
    start: int,
    stop: int,
    u: Complex,
    left: Integers,
    right: Integers,
    decays: Array,
    out: Complex,
) -> None:
    """Sums of |n><n| over bands with each of the decays: out[s, s', k, time], over all places."""
    bands, times = decays.shape[1:]
    real, imag = np.empty(times), np.empty(times)
    for k in range(start, stop):
        for s in range(left.shape[1]):
            for t in range(right.shape[1]):
                real[:] = 0.0
                imag[:] = 0.0
                for place in range(len(left)):
                    for n in range(bands):
                        z = u[k, left[place, s], n] * np.conj(u[k, right[place, t], n])
                        for j in range(times):
                            real[j] += z.real * decays[k, n, j]
                            imag[j] += z.imag * decays[k, n, j]
                for j in range(times):
                    out[s, t, k, j] = complex(real[j], imag[j])


@unlocked
def _multiply(
    start: int,
    stop: int,
    green: Complex,
    coefficients: Complex,
    partners: Integers,
    factors: Complex,
    out: Array,
) -> None:
    """Add the real part of the trace of sigma_i G(R, tau) sigma_j G(R, beta - tau)^dagger."""
    spins, times = green.shape[0], len(factors)
    for c in range(len(out)):
        for s in range(spins):
            for t in range(spins):
                weight = coefficients[c, 0, s] * coefficients[c, 1, t]
                early, late = green[partners[c, 0, s], t], green[s, partners[c, 1, t]]
                for r in range(start, stop):
                    for j in range(times):
                        both = early[r, j] * np.conj(late[r, times + j])
                        out[c, r] += (weight * factors[j] * both).real
