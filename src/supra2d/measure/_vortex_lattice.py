"""Spots as a lattice: spacing from their sites, direction and strain from their neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.spatial import Delaunay

from ..core import Array, InputError, Interval
from ._harmonics import amplitude_of

#: Spots below which there is no lattice to speak of.
LEAST = 12

_LONG = 1.5  # of an edge at the border, in median edges: such a triangle spans a gap
_DRAWS = 200
_ROUNDS = 20  # of counting sites, which two or three settle
_TOLD = 1 / 6  # of the spacing: a scatter from which half a spacing is three standard deviations
_TOGETHER = 2.0  # over the root of the spots: excess of scatter over disorder, seldom by chance
_ROUNDING = 1e-6  # of the spacing
_CLEAR = 4.0  # squared order times edges, which places without order exceed once in a hundred


@dataclass(frozen=True)
class VortexLattice:
    r"""Lattice of spots.

    Attributes
    ----------
    spacing, interval
        :math:`a = \sqrt{2/(\sqrt3 n)}` of the density :math:`n` of sites, m; 68 %.
    systematic
        From the mean triangle to the median one, m, where these give the spacing.
    scatter
        Standard deviation of a spot from its site in one lattice through all, per axis, m; NaN
        where they are not one lattice: then triangles between neighbours give the density.
    disorder
        Standard deviation of a spot from the middle of its neighbours, per axis, m.
    orientation, orientation_error
        Of the nearest row of spots from the x axis, deg, within 0 and 60; NaN without order.
    order
        :math:`|\langle e^{6i\theta}\rangle|` over the edges, one for a perfect lattice.
    ordered
        Whether places without order would seldom be as ordered.
    strain, strain_interval
        :math:`(\lambda_1-\lambda_2)/(\lambda_1+\lambda_2)` of the mean square of the edges along
        their longest and shortest direction.
    strain_direction
        Of the longest edges from the x axis, deg, within 0 and 180.
    edges
        Pairs of neighbours, shape (m, 2).
    inner
        Which spots have neighbours all around, shape (n,).
    """

    spacing: float
    interval: Interval
    systematic: Interval
    scatter: float
    disorder: float
    orientation: float
    orientation_error: float
    order: float
    ordered: bool
    strain: float
    strain_interval: Interval
    strain_direction: float
    edges: npt.NDArray[np.int64]
    inner: npt.NDArray[np.bool_]

    @property
    def axial_ratio(self) -> tuple[float, Interval]:
        """Longest over shortest spacing, :math:`\\sqrt{(1+e)/(1-e)}` of the strain e; 68 %."""
        low, high = (sqrt((1 + e) / (1 - e)) for e in self.strain_interval)
        return sqrt((1 + self.strain) / (1 - self.strain)), (low, high)


def vortex_lattice(x: npt.ArrayLike, y: npt.ArrayLike, *, seed: int = 0) -> VortexLattice:
    r"""Lattice of spots: one through all of them, and the triangles between neighbours (Delaunay).

    The spacing is that of one lattice fitted to all spots, its error that of the fit with the
    scatter about it, each spot by itself. Where spots are not one lattice, or move together with
    their neighbours, the mean area of the triangles, :math:`\sqrt3 a^2/4`, gives the spacing and
    the scatter of the areas its error; triangles at the border that span a gap are left out.
    Between grains triangles are of no definite area, which moves the mean and not the median.
    Other intervals come from moving each spot once more by the disorder.

    Parameters
    ----------
    x, y
        m, shape (n,).
    seed
        Of the random moves.

    Raises
    ------
    InputError
        With fewer than 12 spots, or all on a line.

    Examples
    --------
    >>> import numpy as np
    >>> m, n = np.meshgrid(np.arange(8), np.arange(8))
    >>> found = vortex_lattice((m + n / 2).ravel() * 50e-9, (n * 3**0.5 / 2).ravel() * 50e-9)
    >>> round(found.spacing * 1e9, 6), round(found.orientation, 6)
    (50.0, 0.0)
    """
    r = np.stack([np.asarray(x, float), np.asarray(y, float)], axis=-1)
    triangles = _triangles(r)
    edges = _edges(triangles)
    inner = _inner(triangles, len(r))
    disorder = _disorder(r, edges, inner)
    rng = np.random.default_rng(seed)
    moved = r + disorder * rng.normal(size=(_DRAWS, *r.shape))
    found = _one_lattice(r, edges, disorder)
    spacing, spread, scatter = found or (*_by_triangles(r, triangles, disorder), float("nan"))
    other = spacing if found else sqrt(4.0 * float(np.median(_areas(r, triangles))) / sqrt(3.0))
    six, sixes = _order(r, edges), _order(moved, edges)
    direction_error = float(np.std(np.angle(sixes / six))) / 6.0 if abs(six) > 0.0 else np.nan
    ordered = bool(len(edges) * abs(six) ** 2 > _CLEAR)
    weight = inner[edges].sum(axis=1) if inner.any() else np.ones(len(edges))
    tensor, tensors = _tensor(r, edges, weight), _tensor(moved, edges, weight)
    strain, strain_interval = amplitude_of(tensor, np.cov((tensors - tensors.mean(0)).T))
    theta = float(np.rad2deg(np.angle(six))) / 6.0 % 60.0
    return VortexLattice(
        spacing,
        (spacing - spread, spacing + spread),
        (min(spacing, other), max(spacing, other)),
        scatter,
        disorder,
        theta if ordered else float("nan"),
        float(np.rad2deg(direction_error)) if ordered else float("nan"),
        float(abs(six)),
        ordered,
        strain,
        strain_interval,
        float(np.rad2deg(np.arctan2(tensor[1], tensor[0]))) / 2.0 % 180.0,
        edges,
        inner,
    )


def _triangles(r: Array) -> npt.NDArray[np.int64]:
    """Triangles of neighbours; those at the border with a long edge outside are peeled off."""
    if len(r) < LEAST:
        raise InputError(
            f"{len(r)} spots",
            f"{LEAST} or more",
            "scan a larger area, or at a higher field",
        )
    scale = float(np.ptp(r, axis=0).max())
    if np.linalg.matrix_rank(r - r.mean(axis=0), tol=1e-6 * scale) < 2:
        raise InputError(f"{len(r)} spots on a line", "spots over an area", "scan an area")
    triangles: npt.NDArray[np.int64] = np.asarray(Delaunay(r / scale).simplices, np.int64)
    ends = triangles[:, [[0, 1], [1, 2], [2, 0]]]
    length = np.hypot(*np.moveaxis(r[ends[..., 0]] - r[ends[..., 1]], -1, 0))
    longest = _LONG * float(np.median(length))
    gaping = length > longest
    while True:
        key = np.sort(ends, axis=-1) @ np.array([len(r), 1])
        found, back, count = np.unique(key, return_inverse=True, return_counts=True)
        outside = count[back.reshape(key.shape)] == 1
        gap = (outside & gaping).any(axis=1)
        if not gap.any() or gap.all():
            return triangles
        triangles, ends, gaping = triangles[~gap], ends[~gap], gaping[~gap]


def _inner(triangles: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.bool_]:
    """Spots on no edge of the border."""
    inner = np.zeros(size, dtype=bool)
    inner[triangles.ravel()] = True
    inner[_border(triangles).ravel()] = False
    return inner


def _disorder(r: Array, edges: npt.NDArray[np.int64], inner: npt.NDArray[np.bool_]) -> float:
    """Standard deviation of a spot by itself, from its distance to the middle of its neighbours."""
    total, count = np.zeros_like(r), np.zeros(len(r))
    for a, b in (edges.T, edges.T[::-1]):
        np.add.at(total, a, r[b])
        np.add.at(count, a, 1.0)
    keep = inner if inner.sum() >= 3 else count > 2
    off = r[keep] - total[keep] / count[keep][:, None]
    # the middle of c neighbours moves by 1/c of the variance of one
    return sqrt(float(np.mean(off**2 / (1.0 + 1.0 / count[keep][:, None]))))


def lattice_spacing(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """Spacing alone; see `vortex_lattice`."""
    r = np.stack([np.asarray(x, float), np.asarray(y, float)], axis=-1)
    triangles = _triangles(r)
    edges = _edges(triangles)
    disorder = _disorder(r, edges, _inner(triangles, len(r)))
    found = _one_lattice(r, edges, disorder)
    return found[0] if found else _by_triangles(r, triangles, disorder)[0]


def _one_lattice(
    r: Array, edges: npt.NDArray[np.int64], disorder: float
) -> tuple[float, float, float] | None:
    r"""Spacing of one lattice through all spots, its error, and the scatter about it, m.

    The two numbers of a site are linear in its place, :math:`n_i = g_i\cdot r + c_i`, and
    :math:`|g_1\times g_2|` is the density. Which spots are in the frame depends on where they are
    found, so numbers are fitted against places: the reverse would draw sites at the frame inwards,
    by :math:`\sigma^2` over the variance of the places.

    Returns
    -------
    tuple or None
        None where a spot cannot be told from its neighbour by its place in the lattice, or where
        neighbours move together, so that each is no witness of its own.
    """
    cells = _cells(r, edges)
    if cells is None:
        return None
    columns = np.concatenate([r - r.mean(axis=0), np.ones((len(r), 1))], axis=1)
    waves = np.exp(2j * np.pi * columns[:, :2] @ cells).mean(axis=0)
    p = np.concatenate([cells, [-np.angle(waves) / (2 * np.pi)]])
    numbers = np.rint(columns @ p)
    for _ in range(_ROUNDS):
        p = np.linalg.lstsq(columns, numbers, rcond=None)[0]
        before, numbers = numbers, np.rint(columns @ p)
        if (numbers == before).all():
            break
    density = abs(float(np.linalg.det(p[:2])))
    if not density * float(np.prod(np.ptp(r, axis=0))) > 1.0:
        return None
    spacing = sqrt(2.0 / (sqrt(3.0) * density))
    left = numbers - columns @ p
    free = len(r) - len(p)
    back = np.linalg.inv(p[:2])
    scatter = sqrt(float(np.sum((left @ back) ** 2)) / (2 * free))
    alone = (1.0 + _TOGETHER / sqrt(len(r))) * disorder + _ROUNDING * spacing
    if not scatter < min(_TOLD * spacing, alone):
        return None
    # the logarithm of the spacing has the slope -g^-1/2 against g
    places = np.linalg.inv(columns.T @ columns)[:2, :2]
    variance = np.trace(back.T @ (left.T @ left / free) @ back @ places) / 4.0
    return spacing, spacing * sqrt(float(variance)), scatter


def _cells(r: Array, edges: npt.NDArray[np.int64]) -> Array | None:
    """Numbers of cells along two rows for each length, from the edges, 1/m, shape (2, 2)."""
    d = r[edges[:, 1]] - r[edges[:, 0]]
    turn = float(np.angle(_order(r, edges))) / 6.0 + np.array([0.0, np.pi / 3])
    rows = np.median(np.hypot(*d.T)) * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    for _ in range(_ROUNDS):
        steps = np.rint(d @ np.linalg.pinv(rows))
        # the six neighbours of a triangular lattice
        near = (steps**2).sum(axis=1) + steps.prod(axis=1) == 1
        if np.linalg.matrix_rank(steps[near]) < 2:
            return None
        before, rows = rows, np.linalg.lstsq(steps[near], d[near], rcond=None)[0]
        if np.allclose(rows, before, rtol=1e-12, atol=0.0):
            break
    return np.asarray(np.linalg.pinv(rows))


def _by_triangles(
    r: Array, triangles: npt.NDArray[np.int64], disorder: float
) -> tuple[float, float]:
    r"""Spacing from the mean area, and its error from the scatter of the areas.

    Spots that disorder :math:`\sigma` has brought into the frame have moved inwards, by
    :math:`n\sigma^2` for each length of the border: the triangles cover that much less.
    """
    areas = _areas(r, triangles)
    mean, n = float(areas.mean()), len(areas)
    a = sqrt(4.0 * mean / sqrt(3.0))
    border = _border(triangles)
    length = float(np.sum(np.hypot(*(r[border[:, 0]] - r[border[:, 1]]).T)))
    spread = a * float(areas.std()) / (2.0 * mean * sqrt(n))
    return a * (1.0 + disorder**2 * length / (sqrt(3.0) * a * mean * n)), spread


def _edges(triangles: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    ends = triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2)
    return np.asarray(np.unique(np.sort(ends, axis=1), axis=0))


def _border(triangles: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Edges of one triangle alone."""
    ends = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    edges, count = np.unique(ends, axis=0, return_counts=True)
    return np.asarray(edges[count == 1])


def _areas(r: Array, triangles: npt.NDArray[np.int64]) -> Array:
    a, b, c = (r[triangles[:, i]] for i in range(3))
    u, v = b - a, c - a
    return np.asarray(np.abs(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]) / 2.0)


def _order(r: Array, edges: npt.NDArray[np.int64]) -> npt.NDArray[np.complex128]:
    d = r[..., edges[:, 1], :] - r[..., edges[:, 0], :]
    return np.asarray(np.exp(6j * np.arctan2(d[..., 1], d[..., 0])).mean(axis=-1))


def _tensor(r: Array, edges: npt.NDArray[np.int64], weight: Array) -> Array:
    """Difference and mixed part of the mean square of the edges, over its trace.

    Edges count by how many of their ends are inner spots, which have some in all directions.
    """
    d = r[..., edges[:, 1], :] - r[..., edges[:, 0], :]
    xx, yy = (np.average(d[..., i] ** 2, axis=-1, weights=weight) for i in (0, 1))
    xy = np.average(d[..., 0] * d[..., 1], axis=-1, weights=weight)
    return np.stack([(xx - yy) / (xx + yy), 2.0 * xy / (xx + yy)], axis=-1)
