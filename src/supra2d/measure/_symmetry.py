"""Even and odd parts of a signal in the field."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core import Array, InputError


@dataclass(frozen=True, slots=True)
class Parts:
    """Even and odd part of a signal on a grid of positive fields, shape (n,) each."""

    field: Array
    even: Array
    odd: Array

    @property
    def odd_fraction(self) -> float:
        """Largest odd part over the largest even part: the admixture of Hall voltage."""
        top = float(np.max(np.abs(self.even)))
        return float(np.max(np.abs(self.odd))) / top if top else 0.0


def even_odd(field: Array, y: Array, *, remanent: float = 0.0) -> Parts:
    r"""Split :math:`y(B)` into :math:`[y(B) \pm y(-B)]/2`.

    Parameters
    ----------
    field, y
        One branch through zero, T and signal, shape (n,), any order.
    remanent
        Applied field at which the true field is zero, T; it is subtracted first. It moves the
        curve along the field axis, unlike an offset of the signal.

    Raises
    ------
    InputError
        When the branch does not cover both signs.

    Examples
    --------
    >>> b = np.linspace(-1, 1, 41)
    >>> parts = even_odd(b, 3 + 2 * b)
    >>> float(parts.even[0]), round(float(parts.odd[-1]), 12)
    (3.0, 2.0)
    """
    order = np.argsort(field, kind="stable")
    b, values = field[order] - remanent, y[order]
    reach = min(float(b[-1]), float(-b[0]))
    if reach <= 0:
        raise InputError(
            f"fields from {b[0]:.4g} to {b[-1]:.4g} T",
            "both signs of the field",
            "sweep through zero to separate the even and odd parts",
        )
    grid = b[(b >= 0) & (b <= reach)]
    plus, minus = np.interp(grid, b, values), np.interp(-grid, b, values)
    return Parts(grid, (plus + minus) / 2, (plus - minus) / 2)
