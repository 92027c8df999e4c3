"""Fermi contours of a layer: closed curves with velocities and weights."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np

from ..core import Array, InputError
from ..core.constants import HBAR, MEV
from ._hamiltonian import Complex, Hamiltonian, Integers
from ._mesh import Shape, checked_shape, states_at
from ._outline import Outline, outlines
from ._pockets import place_of, pocket_area
from ._spins import spin_matrices

_CLOSE = 1e-6  # of a reciprocal vector: from there one more step is exact to 1e-11
_ITERATIONS = 60  # a bisection alone would need 20
_CHUNK = 1024  # points at once: 24 MB of matrices and derivatives for 22 orbitals
_STILL = 1e-9  # of the fastest point: slower ones are at a saddle


@dataclass(frozen=True)
class Contour:
    r"""One curve on which a band crosses an energy.

    Attributes
    ----------
    band
        Number of the band, from 0 upwards in energy.
    k
        Points in units of the reciprocal vectors, shape (n, 3); the curve goes on across the
        border of the zone and returns from the last point to the first one, or to its copy
        ``winding`` zones away.
    velocity
        :math:`\nabla_k E/\hbar` along x and y, m/s, shape (n, 2).
    weight
        :math:`g\,A\,dl / (4\pi^2\hbar|\mathbf v|)`, states per meV and cell, shape (n,): their
        sum over all contours is the density of states.
    spin
        Expectation of the Pauli matrices, shape (n, 3); zero where not both spins are in the basis.
    area
        What a closed curve encloses, as a fraction of the zone; 0 for an open one.
    kind
        ``electron`` (occupied within), ``hole``, or ``open``.
    centre
        In units of the reciprocal vectors, shape (3,).
    name
        Of the point in its middle: ``Gamma``, ``K``, ``K'``, ``M``, ``X``, or coordinates.
    winding
        Zones that an open curve moves on by before it repeats; (0, 0) for a closed one.
    """

    band: int
    k: Array
    velocity: Array
    weight: Array
    spin: Array
    area: float
    kind: str
    centre: Array
    name: str
    winding: tuple[int, int] = (0, 0)

    @property
    def closed(self) -> bool:
        """True where it returns to its first point."""
        return self.winding == (0, 0)


def fermi_contours(
    hamiltonian: Hamiltonian,
    energy: float | None = None,
    mesh: Shape = 360,
    *,
    progress: str = "",
) -> tuple[Contour, ...]:
    r"""Curves on which the bands of a layer cross an energy.

    A coarse mesh finds where bands cross, cells there are halved down to ``mesh``, and each
    crossing of a line of the mesh is found to 1e-9 of a reciprocal vector by Newton's method with
    exact velocities. Areas and weights join the points by cubics with the tangents that the
    velocities give: they err by the fourth power of the distance of the points. Pockets smaller
    than a cell of the mesh are not seen.

    Parameters
    ----------
    hamiltonian
        Periodic along two vectors.
    energy
        meV; default: its chemical potential.
    mesh
        Points along each reciprocal vector that the finest cells stand for.
    progress
        Label of a progress bar; empty: none.

    Returns
    -------
    contours
        By band, the largest first.

    Raises
    ------
    InputError
        For a crystal that is no layer, and an energy that no band crosses.

    Examples
    --------
    >>> from supra2d.bands import three_band
    >>> contours = fermi_contours(three_band("MoS2"), -657.2, 60)
    >>> [(c.band, c.name, c.kind) for c in contours][:3]
    [(0, 'Gamma', 'hole'), (0, 'K', 'hole'), (0, "K'", 'hole')]
    """
    _check_layer(hamiltonian)
    level = hamiltonian.chemical_potential if energy is None else float(energy)
    lines = outlines(hamiltonian, level, checked_shape(hamiltonian, mesh), progress)
    if not lines:
        raise InputError(
            f"no band of {hamiltonian.name or 'the Hamiltonian'} crosses {level:.4g} meV on a mesh "
            f"of {mesh} points",
            "an energy inside a band",
            "see band_edges for where the bands are (an insulator has no Fermi surface), or take a "
            "finer mesh for pockets smaller than its cells",
        )
    ends = np.cumsum([len(line.start) for line in lines])[:-1]
    k, velocity, spin = _on_surface(hamiltonian, level, lines)
    parts = zip(lines, *(np.split(x, ends) for x in (k, velocity, spin)), strict=True)
    found = [_contour(hamiltonian, line, *part) for line, *part in parts]
    return tuple(sorted(found, key=lambda c: (c.band, -round(c.area, 6), c.name)))


def _check_layer(hamiltonian: Hamiltonian) -> None:
    out_of_plane = np.abs(hamiltonian.cell[:2, 2]).max() / np.abs(hamiltonian.cell[:2]).max()
    if hamiltonian.periodic != (True, True, False) or out_of_plane > 1e-6:
        raise InputError(
            f"{hamiltonian.name or 'the Hamiltonian'} does not repeat along its first two vectors "
            "in the plane of x and y alone",
            "a layer",
            "cut out a plane of the zone, or count its states with density_of_states",
        )


def _on_surface(
    hamiltonian: Hamiltonian, level: float, lines: list[Outline]
) -> tuple[Array, Array, Array]:
    """Points moved along their edges onto the surface, with velocities and spins there."""
    start = np.concatenate([line.start for line in lines])
    edge = np.concatenate([line.edge for line in lines])
    t = np.concatenate([line.guess for line in lines])
    rising = np.concatenate([line.rising for line in lines])
    band = np.repeat([line.band for line in lines], [len(line.start) for line in lines])
    low, high = np.zeros(len(t)), np.ones(len(t))
    gradient, spin = np.empty((len(t), 3)), np.empty((len(t), 3))
    close = _CLOSE * np.linalg.norm(hamiltonian.reciprocal[:2], axis=1).min()
    todo = np.arange(len(t))
    for _ in range(_ITERATIONS):
        k = _lifted(start[todo] + t[todo, None] * edge[todo])
        off, gradient[todo], spin[todo] = _at(hamiltonian, k, band[todo], level)
        slope = np.einsum("ij,ij->i", gradient[todo], _lifted(edge[todo]) @ hamiltonian.reciprocal)
        past = (off > 0.0) == rising[todo]
        high[todo] = np.where(past, t[todo], high[todo])
        low[todo] = np.where(past, low[todo], t[todo])
        speed = np.linalg.norm(gradient[todo], axis=1)
        done = (np.abs(off) <= close * speed) | (high[todo] - low[todo] < _CLOSE)
        step = -off / np.where(slope == 0.0, np.inf, slope)
        next_t = t[todo] + step
        inside = (next_t > low[todo]) & (next_t < high[todo]) & (slope != 0.0)
        middle = 0.5 * (low[todo] + high[todo])
        t[todo] = np.where(inside, next_t, np.where(done, t[todo], middle))
        todo = todo[~done]
        if not todo.size:
            break
    k = _lifted(start + t[:, None] * edge)
    return k, gradient[:, :2] * (MEV / HBAR), spin


def _lifted(k: Array) -> Array:
    """Two coordinates of a layer as three."""
    return np.column_stack([k, np.zeros(len(k))])


def _at(
    hamiltonian: Hamiltonian, k: Array, band: Integers, level: float
) -> tuple[Array, Array, Array]:
    """Energy above a level, meV, its gradient, meV m, and the spin of a band at each point."""
    off, gradient, spin = np.empty(len(k)), np.empty((len(k), 3)), np.zeros((len(k), 3))
    both = {o.spin for o in hamiltonian.orbitals} == {1, -1}
    pauli = spin_matrices(hamiltonian) if both else None
    for first in range(0, len(k), _CHUNK):
        part = slice(first, first + _CHUNK)
        energies, states = states_at(hamiltonian, k[part])
        rows = np.arange(len(energies))
        state = states[rows, :, band[part]]
        off[part] = energies[rows, band[part]] - level
        gradient[part] = band_gradient(hamiltonian, k[part], state)
        if pauli is not None:
            spin[part] = np.einsum("ka,mab,kb->km", state.conj(), pauli, state, optimize=True).real
    return off, gradient, spin


def band_gradient(hamiltonian: Hamiltonian, k: Array, state: Complex) -> Array:
    r"""Gradient :math:`\langle u|\nabla_k H|u\rangle` of one state at each point, meV m.

    Shapes (n, 3) of ``k``, (n, N) of ``state``, (n, 3) of the answer. Phases between cells
    suffice: of a single state the positions of the orbitals drop out.
    """
    N = hamiltonian.size
    phases = np.exp(2j * pi * (k @ hamiltonian.R.T))
    reach = hamiltonian.R @ hamiltonian.cell
    flat = hamiltonian.hoppings.reshape(-1, N * N)
    found = np.zeros((len(k), 3))
    for i in range(3):
        cells = np.flatnonzero(reach[:, i])
        if cells.size:
            slopes = (1j * reach[cells, i] * phases[:, cells]) @ flat[cells]
            turned = slopes.reshape(-1, N, N) @ state[:, :, None]
            found[:, i] = np.einsum("ka,ka->k", state.conj(), turned[:, :, 0]).real
    return found


def _contour(
    hamiltonian: Hamiltonian,
    line: Outline,
    k: Array,
    velocity: Array,
    spin: Array,
) -> Contour:
    """A curve from its points: lengths, weights, area, name."""
    b = hamiltonian.reciprocal
    here = (k @ b)[:, :2]
    step = np.vstack([here[1:], here[:1] + np.array(line.winding) @ b[:2, :2]]) - here
    slope = _tangents(step, velocity)
    squares = slope[0] ** 2 + slope[1] ** 2
    # length of a cubic with these slopes at the ends of its chord
    length = np.hypot(*step.T) * (1.0 + squares / 15.0 - slope[0] * slope[1] / 30.0)
    share = 0.5 * (length + np.roll(length, 1))
    speed = np.hypot(*velocity.T)
    speed = np.maximum(speed, _STILL * float(speed.max()) or 1.0)
    zone = float(np.cross(b[0], b[1])[2])
    weight = hamiltonian.per_band * share / (abs(zone) * speed * (HBAR / MEV))
    closed = line.winding == (0, 0)
    area = pocket_area(here, step, slope) / zone if closed else 0.0
    kind = ("electron" if area > 0.0 else "hole") if closed else "open"
    name, centre, k = place_of(hamiltonian, k, closed)
    return Contour(
        line.band, k, velocity, weight, spin, abs(area), kind, centre, name, line.winding
    )


def _tangents(step: Array, velocity: Array) -> tuple[Array, Array]:
    """Slopes of the curve against each chord at its two ends; zero where the curve has a kink."""

    def slope(v: Array) -> Array:
        along = step[:, 0] * -v[:, 1] + step[:, 1] * v[:, 0]
        across = step[:, 0] * v[:, 0] + step[:, 1] * v[:, 1]
        steep = np.abs(across) >= np.abs(along)
        return np.where(steep, 0.0, across / np.where(steep, 1.0, along))

    return slope(velocity), slope(np.roll(velocity, -1, axis=0))
