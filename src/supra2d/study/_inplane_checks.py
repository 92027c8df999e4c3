"""What is said of a turn: whether a two-fold part is the film's, and whether the axis is off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..core import Check
from ..measure import Harmonics
from ._inplane_laws import Turn, Weighed

#: Probability from which a part counts as established.
LEAST = 0.95

_OUT = 3.0  # standard deviations of a stated tilt, beyond which no wobble is
_CLEAR = 3.0  # standard deviations of an amplitude

_REMEDY = (
    "Tilt the film by one degree either way and repeat: an axis of the film stays, that of a "
    "wobble moves. Turned by 90 degrees on its holder, the film takes its axis along."
)


def verdict(h: Harmonics, turn: Turn, w: Weighed | None, at: str) -> tuple[str, str]:
    """One or two sentences on the two-fold part, and their status."""
    if 2 not in h.parts:
        return f"The azimuths {at} do not show a two-fold part.", "warning"
    size, (_, most) = h.amplitude(2)
    if w is None:
        return (
            f"Nothing changes with the azimuth {at} beyond noise; a two-fold part is below "
            f"{_percent(most)}.",
            "ok",
        )
    if not any(e.adequate for e in w.evidences.values()):
        return (
            f"Neither harmonics of the film nor a wobble describe the fields {at}. Look for jumps "
            "of the temperature or of the rotator.",
            "warning",
        )
    share = w.probability("twofold")
    told = f"Laws with a two-fold part of the film have the probability {share:.2g} {at}"
    if share < LEAST:
        if not _clear(h, 2):
            return f"No two-fold part is established {at} (at most {_percent(most)}).", "ok"
        return (
            f"The two-fold part of {_percent(size)} {at} may be a wobble of the rotation axis. "
            f"{told}. {_REMEDY}",
            "warning",
        )
    needed = turn.needed(size)
    open_ = ""
    if turn.normal is None:
        open_ = "the field along the normal, which sets the size of a wobble, was not measured"
    elif not turn.stated:
        open_ = f"a wobble of {needed:.2g} deg would be as large, and nothing is stated of it"
    elif needed <= _OUT * turn.tilt:
        open_ = (
            f"a wobble of {needed:.2g} deg would be as large, and {turn.tilt:.2g} deg is stated "
            "as one standard deviation"
        )
    if open_:
        return (
            f"The two-fold part of {_percent(size)} {at} has not the harmonics of a wobble through "
            f"a sharp cusp (probability {share:.3g}), but a rounded one makes a pure two-fold one, "
            f"and {open_}. {_REMEDY}",
            "warning",
        )
    return (
        f"A two-fold part of {_percent(size)} {at} is beyond wobble: laws with it have the "
        f"probability {share:.3g}, and the axis would have to be off by {needed:.2g} deg, where "
        f"{turn.tilt:.2g} deg is stated.",
        "ok",
    )


def turn_checks(
    h: Harmonics, turn: Turn, w: Weighed | None, at: str, spoken: str, status: str
) -> Iterator[Check]:
    """The verdict, the six-fold part, and fields half a turn apart."""
    yield Check("twofold", status, spoken, w.probability("twofold") if w is not None else None)
    if w is not None and w.probability("sixfold") >= LEAST and 6 in h.parts:
        size, _ = h.amplitude(6)
        share = w.probability("sixfold")
        told = f"A six-fold part of {_percent(size)} {at}, as a lattice with such an axis makes"
        yield Check("sixfold", "ok", f"{told}; probability {share:.3g}.", share)
    if 1 not in h.parts:
        told = "Half a turn does not show whether the rotation axis is off; measure a whole one."
        yield Check("half_turn", "ok", f"{told} This concerns the azimuths {at}.")
        return
    size, _ = h.amplitude(1)
    if not _clear(h, 1):
        yield Check("half_turn", "ok", f"Fields half a turn apart agree {at}.", size)
        return
    yield Check(
        "half_turn",
        "warning",
        f"Fields half a turn apart differ by up to {_percent(2.0 * size)} {at}. For a film both "
        "directions are the same, so the field is out of the plane and the rotation axis off its "
        "normal. Correct the tilt where the field is largest, and repeat.",
        size,
    )


def comparison(w: Weighed, label: str, spoken: str, status: str) -> dict[str, Any]:
    """The row of ``comparisons`` in results.json; each law stands for itself."""
    candidates = [
        {
            "model": name,
            "mechanism": name,
            "log_evidence": e.log_evidence,
            "weight": w.weights[name],
            "adequate": e.adequate,
        }
        for name, e in w.evidences.items()
    ]
    candidates.sort(key=lambda row: -w.weights[str(row["model"])])
    best = w.evidences[w.best]
    return {
        "data": label,
        "candidates": candidates,
        "mechanisms": [
            {"mechanism": c["mechanism"], "probability": c["weight"]} for c in candidates
        ],
        "verdict": spoken,
        "decisive": bool(w.weights[w.best] >= LEAST and best.adequate and status == "ok"),
        "none_adequate": not any(e.adequate for e in w.evidences.values()),
        "skipped": [],
    }


def _clear(h: Harmonics, order: int) -> bool:
    size = float(np.hypot(*h.parts[order]))
    return size > _CLEAR * float(np.sqrt(np.trace(h.covariance[order]) / 2.0))


def _percent(share: float) -> str:
    return f"{100.0 * share:.2g} %"
