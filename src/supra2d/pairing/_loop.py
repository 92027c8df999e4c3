"""The state along a path of fields, with its memory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, InputError

from ._pocket import Pocket
from ._state import State, state


def follow(pocket: Pocket, T: float, path: npt.ArrayLike) -> Array:
    """Gaps along a path of Zeeman vectors, meV, shape (n,).

    The first point is in its stable state. From then on the state stays in its minimum of the
    free energy as long as there is one, and then goes to the nearest: transitions of first order
    come late, and at other fields on the way back.

    Parameters
    ----------
    pocket, T
        As for `state`.
    path
        Zeeman energies as vectors, meV, in the order in which they are passed, shape (n, 3): of a
        sweep, or of a magnet beside the layer that turns.

    Examples
    --------
    >>> film = Pocket(3.0)
    >>> up = [film.zeeman(B) for B in (0.0, 5.0, 6.0, 7.0)]
    >>> (follow(film, 0.3, up + up[::-1]) / film.gap0).round(3)
    array([1.   , 1.   , 0.995, 0.   , 0.   , 0.   , 0.   , 1.   ])
    """
    vectors = np.asarray(path, dtype=float)
    if vectors.ndim != 2 or vectors.shape[1] != 3 or not len(vectors):
        raise InputError(
            f"a path of shape {vectors.shape}", "one vector per row, (n, 3)", "stack the vectors"
        )
    gap = state(pocket, T, vectors[0]).gap
    gaps = [gap]
    for h in vectors[1:]:
        minima = np.array(_minima(state(pocket, T, h)))
        gap = float(minima[np.argmin(np.abs(minima - gap))])
        gaps.append(gap)
    return np.array(gaps)


def _minima(found: State) -> list[float]:
    """Gaps at which the free energy is a minimum, zero for the normal state."""
    gaps = [s.gap for s in found.solutions if s.kind != "unstable"]
    return gaps if found.normal == "unstable" else [0.0, *gaps]
