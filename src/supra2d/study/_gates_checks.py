"""Checks of a gate: forming, hysteresis, one capacitance or not, a straight line or not."""

from __future__ import annotations

from collections.abc import Iterator

from ..core import Check
from ..measure import Capacitance, GateBranches
from ._gates_series import Measured


def branch_checks(found: Measured, what: str) -> Iterator[Check]:
    """Forming and hysteresis of one quantity, and whether the order of time is known.

    Parameters
    ----------
    found
        The quantity.
    what
        Its name in a sentence.
    """
    if not found.timed:
        yield Check(
            "gate_order",
            "ok",
            f"The order in which the gate voltages of {what} were measured is not known, so that "
            "forming and hysteresis cannot be told: measure all in one file, or add a column of "
            "time.",
        )
        return
    yield from gap_checks(found.branches, what)


def gap_checks(branches: GateBranches, what: str) -> Iterator[Check]:
    """Forming, drift and hysteresis of the branches of one quantity.

    Parameters
    ----------
    branches
        From ``gate_branches``.
    what
        Its name in a sentence.
    """
    first, both = branches.forming, branches.hysteresis
    if branches.drifts:
        yield Check(
            "gate_forming",
            "warning",
            f"Every sweep of the gate changes {what}: the sample has not settled. Repeat the "
            "sweep until two agree.",
        )
    elif first is not None:
        formed = "forming" in branches.parts
        text = (
            f"The first sweep of the gate differs from the next one in {what} by "
            f"{100 * first.size:.2g} % of its range (about {abs(first.shift):.3g} V): it formed "
            "the sample and is kept apart."
            if formed
            else f"The first sweep of the gate and later ones give the same {what}."
        )
        yield Check("gate_forming", "warning" if formed else "ok", text, first.shift)
    if both is None:
        return
    text = (
        f"{_capital(what)} differs between rising and falling gate voltage by "
        f"{100 * both.size:.2g} % of its range (about {abs(both.shift):.3g} V): both branches are "
        "kept apart."
        if both.sure
        else f"Rising and falling gate voltage give the same {what}."
    )
    if both.sure and first is None:
        text += " With one sweep in each direction this may be forming: sweep once more."
    yield Check("gate_hysteresis", "warning" if both.sure else "ok", text, both.shift)


def capacitance_check(found: Capacitance, label: str) -> Check:
    """Whether one capacitance describes the density."""
    low, high = (f(c.value for c in found.local) for f in (min, max))
    if found.whole is not None:
        return Check(
            "gate_capacitance",
            "ok",
            f"One capacitance of {1e6 * found.whole.value:.3g} uF/m^2 describes the "
            f"density{label} (probability of a straight line {found.constant:.2g}).",
            found.constant,
        )
    return Check(
        "gate_capacitance",
        "warning",
        f"No single capacitance describes the density{label}: locally it lies between "
        f"{1e6 * low:.3g} and {1e6 * high:.3g} uF/m^2 (probability of a straight line "
        f"{found.constant:.2g}).",
        found.constant,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
