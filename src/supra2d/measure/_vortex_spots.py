"""Spots of an image: how large they are, which sign they have, where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, pi, sqrt

import numpy as np
from scipy.ndimage import gaussian_filter, maximum_filter

from ..core import Array
from ._image import Picture, pixel_noise

#: Standard deviations above which a maximum is no noise.
SURE = 3.5

_BROAD = 2.5  # of the background that is taken off, in sizes of a spot
_APART = 1.2  # least distance of two spots, in sizes
_FEW = 3  # maxima that are no pattern


@dataclass(frozen=True)
class Spots:
    """Spots of one sign.

    Attributes
    ----------
    x, y
        m, shape (n,).
    error
        One standard deviation of x and of y from the noise, m, shape (n,).
    height
        Above their surroundings after the filter, in the unit of the image, shape (n,), positive.
    size
        Standard deviation of the Gaussian that a spot looks like, m.
    polarity
        1 for bright spots, -1 for dark ones.
    certainty
        Skewness of the filtered image over what a pattern without a sign gives.
    noise
        Of the filtered image.
    """

    x: Array
    y: Array
    error: Array
    height: Array
    size: float
    polarity: int
    certainty: float
    noise: float


def spot_size(given: Picture) -> float:
    """Standard deviation of the Gaussian that a spot of a levelled image looks like, m.

    From the half width of the autocorrelation: lags along a line are left out, since what a line
    adds stays in it. Never less than a pixel.
    """
    dy, dx = given.step
    z = given.values - given.values.mean()
    shape = tuple(2 * n for n in z.shape)
    both = np.fft.irfft2(np.abs(np.fft.rfft2(z, shape)) ** 2, shape)
    ones = np.fft.irfft2(np.abs(np.fft.rfft2(np.ones_like(z), shape)) ** 2, shape)
    ny, nx = z.shape[0] // 2, z.shape[1] // 2
    lags = np.concatenate([both[1:ny, :nx], both[1:ny, -nx + 1 :]], axis=1)
    lags = lags / np.concatenate([ones[1:ny, :nx], ones[1:ny, -nx + 1 :]], axis=1)
    place = np.concatenate([np.arange(nx), np.arange(-nx + 1, 0)])
    r = np.hypot(dy * np.arange(1, ny)[:, None], dx * place)
    step = max(dx, dy)
    bins = np.rint(r / step).astype(int).ravel()
    most = min(ny, nx)
    count = np.maximum(np.bincount(bins, minlength=most)[1:most], 1)
    mean = np.bincount(bins, lags.ravel(), minlength=most)[1:most] / count
    rise = np.flatnonzero(np.diff(mean) > 0.0)
    last = int(rise[0]) if rise.size else mean.size - 1
    # the noise stands at lag zero alone: its neighbours give the height without it
    top = mean[0] + (mean[0] - mean[1]) / 3.0 if last >= 1 else mean[0]
    half = 0.5 * (top + mean[last])
    below = np.flatnonzero(mean[: last + 1] <= half)
    if not below.size:
        return step
    i = int(below[0])
    upper = mean[i - 1] if i else top
    place_of_half = step * (i + (upper - half) / max(upper - mean[i], np.finfo(float).tiny))
    return max(float(place_of_half) / (2.0 * sqrt(log(2.0))), step)


def find_spots(
    given: Picture, *, threshold: float = 0.25, size: float | None = None, polarity: int = 0
) -> Spots:
    """Spots of a levelled image: maxima of its difference of two Gaussians.

    Parameters
    ----------
    given
        From `levelled`.
    threshold
        Least height of a spot, in heights of a typical one.
    size
        Of the filter, m; None: `spot_size`.
    polarity
        1 or -1; 0: the sign of the skewness, since vortices cover less than half of an image.
    """
    s = spot_size(given) if size is None else size
    f, kernel = _filtered(given, s), _filtered(_point(given), s)
    noise = pixel_noise(given) * float(np.sqrt(np.sum(kernel**2)))
    # independent parts of a filtered image
    parts = max(given.area / (4.0 * pi * s**2), 1.0)
    spread = float(f.std())
    skew = float(np.mean((f - f.mean()) ** 3)) / spread**3 if spread > 0.0 else 0.0
    sign = polarity or (1 if skew >= 0.0 else -1)
    f = sign * f
    dy, dx = given.step
    rows, columns = _maxima(f, s / dy, s / dx)
    height = f[rows, columns]
    sure = height > SURE * noise
    if sure.sum() >= _FEW:
        sure &= height > threshold * np.quantile(height[sure], 0.75)
    rows, columns, height = rows[sure], columns[sure], height[sure]
    shift_y, shift_x, error = _refined(f, rows, columns, kernel, noise, (dy, dx))
    return Spots(
        given.x[columns] + shift_x,
        given.y[rows] + shift_y,
        error,
        height,
        s,
        sign,
        abs(skew) / sqrt(6.0 / parts),
        noise,
    )


def _filtered(given: Picture, s: float) -> Array:
    dy, dx = given.step
    fine = gaussian_filter(given.values, (s / dy, s / dx), mode="reflect")
    broad = gaussian_filter(given.values, (_BROAD * s / dy, _BROAD * s / dx), mode="reflect")
    return np.asarray(fine - broad)


def _point(given: Picture) -> Picture:
    """One pixel in the middle: what the filter makes of it is its kernel."""
    z = np.zeros_like(given.values)
    z[z.shape[0] // 2, z.shape[1] // 2] = 1.0
    return Picture(z, given.x, given.y)


def _maxima(f: Array, sy: float, sx: float) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of maxima that are a size away from the edge."""
    ny, nx = (max(1, round(_APART * s)) for s in (sy, sx))
    v, u = np.mgrid[-ny : ny + 1, -nx : nx + 1]
    # by half a pixel larger: with a radius of one, the corners are neighbours too
    disc = (v / (ny + 0.5)) ** 2 + (u / (nx + 0.5)) ** 2 <= 1.0
    top = (f == maximum_filter(f, footprint=disc, mode="reflect")) & (f > 0.0)
    edge_y, edge_x = max(1, round(sy)), max(1, round(sx))
    inner = np.zeros_like(top)
    inner[edge_y : f.shape[0] - edge_y, edge_x : f.shape[1] - edge_x] = True
    rows, columns = np.nonzero(top & inner)
    return rows, columns


def _refined(
    f: Array,
    rows: np.ndarray,
    columns: np.ndarray,
    kernel: Array,
    noise: float,
    step: tuple[float, float],
) -> tuple[Array, Array, Array]:
    """Shifts of the maxima of a parabola through three by three pixels, m, and their errors."""
    dy, dx = step
    at = {(j, i): f[rows + j, columns + i] for j in (-1, 0, 1) for i in (-1, 0, 1)}
    gy, gx = (at[1, 0] - at[-1, 0]) / 2, (at[0, 1] - at[0, -1]) / 2
    cyy = at[1, 0] - 2 * at[0, 0] + at[-1, 0]
    cxx = at[0, 1] - 2 * at[0, 0] + at[0, -1]
    cxy = (at[1, 1] - at[1, -1] - at[-1, 1] + at[-1, -1]) / 4
    det = cyy * cxx - cxy**2
    sound = (det > 0.0) & (cxx < 0.0)
    det = np.where(sound, det, 1.0)
    v = np.where(sound, np.clip(-(cxx * gy - cxy * gx) / det, -1, 1), 0.0)
    u = np.where(sound, np.clip(-(cyy * gx - cxy * gy) / det, -1, 1), 0.0)
    # noise of a slope of the filtered image over its curvature
    norm = sqrt(float(np.sum(kernel**2)))
    slopes = [np.roll(kernel, -1, axis) - np.roll(kernel, 1, axis) for axis in (0, 1)]
    ey, ex = (sqrt(float(np.sum(s**2))) / 2 * noise / norm for s in slopes)
    curved = np.maximum(-cyy, 1e-300), np.maximum(-cxx, 1e-300)
    error = np.sqrt(((dy * ey / curved[0]) ** 2 + (dx * ex / curved[1]) ** 2) / 2)
    return dy * v, dx * u, np.minimum(error, max(dy, dx))
