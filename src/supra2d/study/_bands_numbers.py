"""Rows of ``results.json`` that come from a Hamiltonian, and what they are uncertain by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..core import Interval, Quantity, refused
from ._bands_load import Filled

ROUNDING = 2e-3  # meV: files hold elements to this

METHODS = "lehmann1972"
SPLITTING = "wickramaratne2023"


def number(
    metal: Filled,
    name: str,
    unit: str,
    value: float,
    numerical: float,
    *,
    systematic: Interval | None = None,
    cites: tuple[str, ...] = (),
    where: Mapping[str, Any] | None = None,
    signed: bool = False,
    **rest: Any,
) -> Quantity:
    """A row with its numerical error on both sides.

    Parameters
    ----------
    metal
        Where it comes from.
    name, unit, value
        As of a `Quantity`.
    numerical
        Difference to the next coarser mesh, or rounding.
    systematic
        What the Hamiltonian itself is uncertain by; None where that is unknown.
    cites
        References for the method; those for the Hamiltonian are added.
    signed
        Whether it may be negative; else no interval reaches below zero.
    """
    low = value - numerical
    return Quantity(
        name,
        unit,
        value,
        (low if signed else max(0.0, low), value + numerical),
        systematic,
        source=metal.path,
        cites=(*cites, *metal.cites),
        where=dict(where or {}),
        **rest,
    )


def refusal(metal: Filled, name: str, unit: str, message: str, **rest: Any) -> Quantity:
    """A row that is not given, with its reason."""
    return refused(name, unit, message, source=metal.path, **rest)


def no_metal(metal: Filled) -> str:
    """Why an insulator has no Fermi surface, in one sentence."""
    assert metal.gap is not None
    top, bottom = metal.gap
    return (
        f"{metal.H.name} is an insulator: its electrons fill {round(metal.filled)} bands, and the "
        f"next one begins {bottom - top:.4g} meV higher; dope it with --electrons for a Fermi "
        "surface."
    )
