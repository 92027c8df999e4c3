"""What follows from the period of a pattern."""

from __future__ import annotations

from supra2d.core.constants import PHI_0


def flux_area(period: float) -> float:
    r"""Area that holds one flux quantum in a period of the field, :math:`\Phi_0/\Delta B` in m^2.

    Of one junction it is its width times the length that the field enters, barrier and both
    penetration depths (more in a thin film, which focuses the field); of two junctions it is the
    loop between their middles.

    Examples
    --------
    >>> round(flux_area(1e-3) * 1e12, 6)
    2.067834
    """
    return PHI_0 / period
