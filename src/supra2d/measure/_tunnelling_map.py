"""A map of spectra: one law fitted row by row, each row starting from its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import xarray as xr

from ..core import Array, InputError, Model
from ._tunnelling_gap import first_start, form_of
from ._tunnelling_rows import Form, Rows, Slopes, fit_rows
from ._tunnelling_spectra import Spectrum, spectra

_SEEDS = 32  # every so many rows one is started from the data alone
_BATCH = 64  # rows that are fitted at once: their arrays stay in the cache
_HELP = 1e-3  # of its misfit: a smaller gain of a row does not make its neighbours try again
_WORSE = 6.0  # over the root of the readings: excess over a neighbour's misfit to try again
_APART = 0.1  # of a neighbour's gap, from which a row is tried again, too
_CLEAR = 5.0  # standard deviations of a gap
_SEEN = 2.0  # standard deviations of the share of the junction that has it
_GAIN = 40.0  # in chi2 over a flat row; bumps of the noise reach half of it
_SHARE = 0.05  # of the junction, below which a gap is not believed
_REACH = 0.7  # of the largest bias: a larger gap shows one of its sides only
_ENDED = (
    "superconductivity has ended here, or the range of bias is too small; average several rows or "
    "widen the range."
)
_FAINT = f"no gap stands out of the noise: {_ENDED}"
_FAR = f"no gap that ends inside the range of bias: {_ENDED}"


@dataclass(frozen=True)
class GapMap:
    """A law fitted to every spectrum of a map.

    Attributes
    ----------
    law
        Name of the law.
    along, at
        What differs from row to row and its values, ascending, shape (rows,).
    bias
        V, shape (n,); NaN where rows have fewer readings than others.
    conductance, fit
        Data and best curves, shape (rows, n); the fit is NaN in refused rows.
    values, errors
        Parameters by name and their standard deviations, shape (rows,), NaN in refused rows.
        Negative and positive ``h`` are the same spectrum: its size is given.
    noise
        Standard deviation of a reading of each row.
    refusals
        Why rows have no numbers, and what to do, by the index of the row.
    rows
        Lines of the file of each row.
    """

    law: str
    along: str
    at: Array
    bias: Array
    conductance: Array
    fit: Array
    values: Mapping[str, Array]
    errors: Mapping[str, Array]
    noise: Array
    refusals: Mapping[int, str]
    rows: tuple[str, ...]


def measure_gap_map(
    rows: xr.Dataset | Sequence[Spectrum],
    law: Model,
    *,
    along: str = "field",
    temperature: float | None = None,
    modulation: float = 0.0,
    order: int = 1,
    leak: bool = False,
    fixed: Mapping[str, float] | None = None,
    slopes: Slopes | None = None,
) -> GapMap:
    """Fit a law to a map of spectra, row by row.

    Every 32nd row starts from its own data, the rows between from their neighbours; then
    sweeps, there and back, try the neighbours' answers wherever a row fits worse than they do. A
    row that is dead, shows no gap, or one beyond 70 % of its bias is refused by itself. All rows
    share the compiled law and the cores of this process.

    Parameters
    ----------
    rows
        A log, or spectra from `spectra`.
    law
        A law of the family ``tunnelling`` with a parameter ``G_N``.
    along
        What differs from row to row: ``field``, ``temperature``, ``tip_x`` ...
    temperature, modulation
        Of all rows, K and V rms. Without a temperature it is that of each row where the file has
        it, else it is fitted.
    order, leak, fixed
        Order of the background, whether a constant conductance may be in parallel, parameters
        that are known.
    slopes
        Of the law, from ``supra2d.models.tunnelling``: many times faster than differences.

    Raises
    ------
    InputError
        When ``along`` is not recorded, or all rows are dead.
    """
    found = spectra(rows) if isinstance(rows, xr.Dataset) else list(rows)
    lost = [s for s in found if along not in s.where]
    if lost or not found:
        known = sorted({name for s in found for name in s.where})
        raise InputError(
            f"{len(found)} spectra, {len(lost)} of them without a {along}",
            f"a {along} for each",
            f"name another quantity (known: {', '.join(known) or 'none'}) or map its column",
        )
    found.sort(key=lambda s: s.where[along])
    V, G, W = _stacked(found)
    refusals = {i: f"{s.dead}." for i, s in enumerate(found) if s.dead}
    live = np.array([i for i in range(len(found)) if i not in refusals])
    if live.size == 0:
        raise InputError(
            f"a map of {len(found)} rows, all dead: {refusals[0]}",
            "a row with different readings",
            "measure it again",
        )
    own = None
    if temperature is None and all("temperature" in s.where for s in found):
        own = np.array([[found[i].where["temperature"]] for i in live])
        temperature = float(own.mean())
    form = form_of(law, temperature, modulation, leak=leak, order=order, fixed=fixed, slopes=slopes)
    if own is not None:
        form = replace(form, fixed=dict(form.fixed) | {"T": own})
    unit = float(np.median(np.abs(G[live][W[live] > 0.0]))) or 1.0
    fits = _fitted(form, V[live], G[live] / unit, W[live])
    gapless = _gapless(fits, V[live], G[live] / unit, W[live])
    refusals |= {int(live[i]): text for i, text in gapless.items()}
    return _map(law.name, along, found, V, G, W, unit, fits, live, refusals)


def _stacked(found: Sequence[Spectrum]) -> tuple[Array, Array, Array]:
    """Bias, conductance and weight of all rows, padded to the longest."""
    n = max(s.bias.size for s in found)
    V, G, W = np.zeros((3, len(found), n))
    for i, s in enumerate(found):
        good = np.isfinite(s.conductance)
        V[i, : s.bias.size] = s.bias
        G[i, : s.bias.size] = np.where(good, s.conductance, 0.0)
        W[i, : s.bias.size] = good
    return V, G, W


def _fitted(form: Form, V: Array, G: Array, W: Array) -> Rows:
    """Seeds, the rows between them, then sweeps there and back."""
    m = G.shape[0]
    state = _State(form, V, G, W)
    seeds = np.unique(np.append(np.arange(0, m, _SEEDS), m - 1))
    starts = []
    for i in seeds:
        good = W[i] > 0.0
        starts.append(first_start(form.at_rows(np.array([i])), V[i, good], G[i, good]))
    state.improve(seeds, np.array(starts))
    half = _SEEDS // 2
    while half >= 1:
        between = np.array([i for i in range(half, m, 2 * half) if not state.done[i]])
        if between.size:
            left, right = between - half, np.minimum(between + half, m - 1)
            right = np.where(state.done[right], right, left)
            better = state.chi2[left] <= state.chi2[right]
            mean = 0.5 * (state.curved[left] + state.curved[right])
            near = np.where(better[:, None], state.curved[left], state.curved[right])
            # halfway between alike neighbours; across a jump the better of both
            alike = np.abs(state.curved[left] - state.curved[right]) < 0.2 * np.abs(near)
            state.improve(between, np.where(alike, mean, near))
        half //= 2
    _swept(state)
    return state.rows()


def _swept(state: _State) -> None:
    """Try the neighbours' answers there and back, as long as that helps a row."""
    m, n = state.G.shape
    gap = next(j for j, name in enumerate(state.form.free) if name.startswith("Delta"))
    fresh = np.ones(m, dtype=bool)
    for _ in range(m):
        helped = np.zeros(m, dtype=bool)
        for way in (-1, 1):
            beside = np.clip(np.arange(m) + way, 0, m - 1)
            near, there = state.curved[:, gap], state.curved[beside, gap]
            worse = state.chi2 > (1.0 + _WORSE / np.sqrt(n)) * state.chi2[beside]
            worse |= np.abs(near - there) > _APART * np.abs(there)
            tried = np.flatnonzero(worse & (fresh | helped)[beside])
            if tried.size:
                before = state.chi2[tried]
                state.improve(tried, state.curved[beside[tried]])
                helped[tried] |= state.chi2[tried] < (1.0 - _HELP) * before
        fresh = helped
        if not fresh.any():
            return


class _State:
    """The best fit of each row so far."""

    def __init__(self, form: Form, V: Array, G: Array, W: Array) -> None:
        m, n = G.shape
        k = len(form.names)
        self.form, self.V, self.G, self.W = form, V, G, W
        self.done = np.zeros(m, dtype=bool)
        self.chi2 = np.full(m, np.inf)
        self._values, self._covariance = np.zeros((m, k)), np.zeros((m, k, k))
        self._residuals = np.zeros((m, n))

    @property
    def curved(self) -> Array:
        return self._values[:, : self.form.curved]

    def improve(self, rows: npt.NDArray[np.int64], starts: Array) -> None:
        """Fit some rows from given starts and keep what is better."""
        for begin in range(0, rows.size, _BATCH):
            part = slice(begin, begin + _BATCH)
            at = rows[part]
            found = fit_rows(
                self.form.at_rows(at), self.V[at], self.G[at], starts[part], self.W[at]
            )
            better = found.chi2 < self.chi2[at]
            won = at[better]
            self.chi2[won] = found.chi2[better]
            self._values[won] = found.values[better]
            self._covariance[won] = found.covariance[better]
            self._residuals[won] = found.residuals[better]
            self.done[at] = True

    def rows(self) -> Rows:
        """All rows."""
        points = self.W.sum(axis=1)
        return Rows(self.form, self._values, self._covariance, self.chi2, points, self._residuals)


def _gapless(fits: Rows, V: Array, G: Array, W: Array) -> dict[int, str]:
    """Rows in which a smooth background does as well as a gap, or the bias ends before it does."""
    count = np.maximum(fits.points, 1.0)
    level = (W * G).sum(axis=1) / count
    flat = (W * (G - level[:, None]) ** 2).sum(axis=1)
    gain = (flat - fits.chi2) / np.maximum(fits.noise, 1e-300)
    free = len(fits.form.names)
    name = next(n for n in fits.form.free if n.startswith("Delta"))
    refused = (gain < free + _GAIN) | (fits.column(name) < _CLEAR * fits.sigma(name))
    if fits.form.leak:
        leak, sigma = fits.share()
        refused |= 1.0 - leak < np.maximum(_SHARE, _SEEN * np.where(leak > 0.5, sigma, 0.0))
    outer = np.max([fits.column(n) for n in fits.form.free if n.startswith("Delta")], axis=0)
    if "h" in fits.form.free:
        outer = outer + np.abs(fits.column("h"))
    far = outer > _REACH * 1e3 * np.abs(V).max(axis=1)
    texts = np.where(refused, _FAINT, _FAR)
    return {int(i): str(texts[i]) for i in np.flatnonzero(refused | far)}


def _map(
    law: str,
    along: str,
    found: Sequence[Spectrum],
    V: Array,
    G: Array,
    W: Array,
    unit: float,
    fits: Rows,
    live: npt.NDArray[np.int64],
    refusals: Mapping[int, str],
) -> GapMap:
    m = len(found)
    good = np.array([int(i) not in refusals for i in live], dtype=bool)

    def spread(values: Array, at: Array) -> Array:
        out = np.full((m, *values.shape[1:]), np.nan)
        out[live[at]] = values[at]
        return out

    every = np.ones(live.size, dtype=bool)
    values, errors = {}, {}
    for name in fits.form.names[: fits.form.curved]:
        column = np.abs(fits.column(name)) if name == "h" else fits.column(name)
        values[name], errors[name] = spread(column, good), spread(fits.sigma(name), good)
    if fits.form.leak:
        values["leak"], errors["leak"] = (spread(column, good) for column in fits.share())
    values["G_N"] = unit * spread(fits.column("c0"), good)
    errors["G_N"] = unit * spread(fits.sigma("c0"), good)
    measured = W > 0.0
    curves = np.full_like(G, np.nan)
    curves[live] = G[live] - unit * fits.residuals
    curves[~measured] = np.nan
    curves[list(refusals)] = np.nan
    free = np.maximum(fits.points - len(fits.form.names), 1.0)
    return GapMap(
        law, along, np.array([s.where[along] for s in found]),
        max((s.bias for s in found), key=np.size),
        np.where(measured, G, np.nan), curves, values, errors,
        unit * spread(np.sqrt(fits.chi2 / free), every),
        dict(sorted(refusals.items())), tuple(s.rows for s in found),
    )  # fmt: skip
