"""Readings with the current in both directions, in pairs: offsets and thermal voltages cancel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, InputError

_ALIKE = 0.02  # of the current, by which the two of a pair may differ


def pairs(current: Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows of opposite current that follow each other, each row in one pair at most.

    Raises
    ------
    InputError
        When the current never changes its sign from one row to the next.

    Examples
    --------
    >>> pairs(np.array([1.0, -1.0, 1.0, -1.0, -1.0]))[0].tolist()
    [0, 2]
    """
    sign = np.sign(current)
    size = np.abs(current)
    meets = (sign[:-1] * sign[1:] < 0) & (np.abs(np.diff(size)) <= _ALIKE * size[:-1])
    # in an unbroken run of alternating rows every other step opens a pair
    steps = np.flatnonzero(meets)
    opens = np.diff(steps, prepend=-2) > 1
    first = steps[(steps - steps[opens][np.cumsum(opens) - 1]) % 2 == 0]
    if not first.size:
        raise InputError(
            "a current that never changes its sign from one row to the next",
            "rows in pairs of opposite current, as [reversal] says",
            "remove [reversal], or correct the name of its current",
        )
    return first, first + 1


def reversed_resistance(
    voltage: Array,
    current: Array,
    first: npt.NDArray[np.int64],
    second: npt.NDArray[np.int64],
) -> Array:
    r"""Resistance of each pair, ohm.

    .. math:: R = \frac{V_+ - V_-}{I_+ - I_-}

    Parameters
    ----------
    voltage, current
        V and A, shape (n,).
    first, second
        Rows of each pair.
    """
    found: Array = (voltage[first] - voltage[second]) / (current[first] - current[second])
    return found
