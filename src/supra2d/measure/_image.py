"""Images of a scan: what the scanner added, the noise, the power spectrum."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.ndimage import median_filter

from ..core import Array, Column, Interval, header_of, make_image, signals

_MAD = 1.4826  # from a median of absolute values to a standard deviation
_SPIKE = 6.0  # standard deviations of a pixel from the median of its neighbours
_ROUNDS = 3  # of a robust plane: spots are left out of it
_SECTORS = 12  # of half a turn, over which a ring is compared with itself
_RING = (0.7, 1.35)  # of the wave vector of its peak


@dataclass(frozen=True)
class Picture:
    """One signal of an image.

    Attributes
    ----------
    values
        Shape (ny, nx), NaN where a pixel was not measured.
    x, y
        Positions of columns and rows, m, evenly spaced.
    """

    values: Array
    x: Array
    y: Array

    @property
    def step(self) -> tuple[float, float]:
        """Distance of two rows and of two columns, m."""
        return float(self.y[1] - self.y[0]), float(self.x[1] - self.x[0])

    @property
    def area(self) -> float:
        """Area of the frame, m^2; a pixel stands in the middle of its own."""
        dy, dx = self.step
        return dy * dx * self.values.size


def picture(image: xr.Dataset, *names: str) -> Picture:
    """The mean of some signals of an image: forward and backward see the same place."""
    values = np.mean([image[name].values for name in names], axis=0)
    return Picture(values, image["x"].values, image["y"].values)


def zero_bias_map(log: xr.Dataset) -> xr.Dataset | None:
    """Image of the conductance nearest to zero bias, where a log holds a grid of spectra.

    None where there is no conductance, or where the tip was not at the points of a grid; a point
    that was not measured is NaN.
    """
    names = signals(log, ("conductance",))
    if not names or not {"bias", "tip_x", "tip_y"} <= set(log.data_vars):
        return None
    x, y, bias = (log[name].values for name in ("tip_x", "tip_y", "bias"))
    (column, step_x), (row, step_y) = (_places(values) for values in (x, y))
    nx, ny = int(column.max()) + 1, int(row.max()) + 1
    near = np.abs(bias) <= np.abs(bias).min() + 1e-9 * np.abs(bias).max()
    # a frame that is turned, or a line of points, fills little of such a grid
    if min(nx, ny) < 2 or len(np.unique(row * nx + column)) < 0.5 * nx * ny:
        return None
    columns = []
    for name in names:
        z, attrs = np.full((ny, nx), np.nan), log[name].attrs
        z[row[near], column[near]] = log[name].values[near]
        columns.append(Column("conductance", z, attrs["column"], attrs["where"]))
    attrs = log.attrs
    return make_image(
        columns,
        x=step_x * np.arange(nx),
        y=step_y * np.arange(ny),
        source=attrs["source"],
        sha256=attrs["sha256"],
        reader=attrs["reader"],
        header=header_of(log),
    )


def _places(values: Array) -> tuple[npt.NDArray[np.int64], float]:
    """Number of each value among evenly spaced ones, and their distance."""
    apart = np.diff(np.unique(values))
    span = float(np.ptp(values))
    apart = apart[apart > 1e-4 * span]  # single precision makes near twins
    step = float(np.median(apart)) if apart.size else 1.0
    return np.rint((values - values.min()) / step).astype(np.int64), step


def levelled(given: Picture) -> Picture:
    """Without spikes, without a plane, and without the offset of each line.

    A spike is one pixel far from its neighbours, whose median it gets. The plane is fitted to what
    is no spot; the offset of a line is its median, which a few spots do not move. Pixels that were
    not measured become zero.
    """
    z = _without_spikes(given.values)
    y, x = np.meshgrid(
        np.linspace(-1, 1, z.shape[0]), np.linspace(-1, 1, z.shape[1]), indexing="ij"
    )
    columns = np.stack([np.ones_like(z), x, y], axis=-1)
    keep = np.isfinite(z)
    for _ in range(_ROUNDS):
        p = np.linalg.lstsq(columns[keep], z[keep], rcond=None)[0]
        left = z - columns @ p
        width = _MAD * np.median(np.abs(left[keep] - np.median(left[keep])))
        inner = np.isfinite(z) & (np.abs(left - np.median(left[keep])) <= 2.0 * width)
        if inner.sum() < 0.2 * z.size:
            break
        keep = inner
    known = np.isfinite(left).any(axis=1)
    left[known] -= np.nanmedian(left[known], axis=1)[:, None]
    return Picture(np.where(np.isfinite(z), left, 0.0), given.x, given.y)


def _without_spikes(z: Array) -> Array:
    around = median_filter(np.where(np.isfinite(z), z, np.nanmedian(z)), 3, mode="nearest")
    off = z - around
    width = _MAD * np.nanmedian(np.abs(off - np.nanmedian(off)))
    return np.where(np.abs(off) > _SPIKE * width, around, z) if width > 0.0 else z


def pixel_noise(given: Picture) -> float:
    """Standard deviation of the noise of one pixel, where noise is white.

    From the mixed second difference of neighbours, which no smooth image and no offset of a line
    has.
    """
    z = given.values
    d = z[1:, 1:] - z[1:, :-1] - z[:-1, 1:] + z[:-1, :-1]
    d = d[np.isfinite(d)]
    return _MAD * float(np.median(np.abs(d))) / 2.0 if d.size else 0.0


@dataclass(frozen=True)
class Spectrum:
    r"""Power spectrum of an image, mean over the frame of :math:`|z(q)|^2`.

    Attributes
    ----------
    qx, qy
        Wave vectors, 1/m, zero in the middle.
    power
        Shape (qy, qx), the largest being one.
    """

    qx: Array
    qy: Array
    power: Array

    def radial(self) -> tuple[Array, Array]:
        """Mean power over circles: wave vector, 1/m, and power."""
        q = np.hypot(*np.meshgrid(self.qx, self.qy))
        step = max(self.qx[1] - self.qx[0], self.qy[1] - self.qy[0])
        bins = np.rint(q / step).astype(int).ravel()
        most = min(self.qx.size, self.qy.size) // 2
        count = np.bincount(bins, minlength=most)[:most]
        total = np.bincount(bins, self.power.ravel(), minlength=most)[:most]
        return step * np.arange(most), total / np.maximum(count, 1)


def power_spectrum(given: Picture) -> Spectrum:
    """Power spectrum of a levelled image under a Hann window, padded to twice its size."""
    z = given.values * np.hanning(given.values.shape[0])[:, None]
    z = z * np.hanning(given.values.shape[1])
    shape = tuple(2 * n for n in z.shape)
    power = np.abs(np.fft.fftshift(np.fft.fft2(z, shape))) ** 2
    dy, dx = given.step
    qy, qx = (
        2 * pi * np.fft.fftshift(np.fft.fftfreq(n, d)) for n, d in zip(shape, (dy, dx), strict=True)
    )
    return Spectrum(qx, qy, power / max(float(power.max()), np.finfo(float).tiny))


def ring_spacing(spectrum: Spectrum, near: float) -> tuple[float, Interval] | None:
    r"""Spacing of a triangular lattice from the first ring of a spectrum, :math:`4\pi/\sqrt3 q`.

    Parameters
    ----------
    spectrum
        Of the image.
    near
        Where to look, m: the spacing that the spots give.

    Returns
    -------
    tuple or None
        Spacing with its 68 % interval, m, from how parts of the ring differ; None without a ring.
    """
    expected = 4 * pi / sqrt(3) / near
    qx, qy = np.meshgrid(spectrum.qx, spectrum.qy)
    q, angle = np.hypot(qx, qy), np.arctan2(qy, qx) % pi
    band = (q > _RING[0] * expected) & (q < _RING[1] * expected)
    if band.sum() < 4 * _SECTORS:
        return None
    floor = np.quantile(spectrum.power[band], 0.25)
    weight = np.maximum(spectrum.power[band] - floor, 0.0)
    sector = np.minimum((angle[band] / pi * _SECTORS).astype(int), _SECTORS - 1)
    total = np.bincount(sector, weight, minlength=_SECTORS)
    moment = np.bincount(sector, weight * q[band], minlength=_SECTORS)
    if total.sum() <= 0.0:
        return None
    centre = moment.sum() / total.sum()
    without = (moment.sum() - moment) / np.maximum(total.sum() - total, np.finfo(float).tiny)
    spread = sqrt((_SECTORS - 1) / _SECTORS * float(np.sum((without - without.mean()) ** 2)))
    a = 4 * pi / sqrt(3) / float(centre)
    return a, (a * (1 - spread / float(centre)), a * (1 + spread / float(centre)))
