"""Probabilities of the mechanisms as bars, with the line from which one is decisive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core import Curve, Result
from ._family import curves_of
from ._style import OKABE_ITO, SINGLE, new_figure, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

draws = ("comparison",)
order = 44
needs = ("probability",)

#: Probability from which a mechanism has a bar, and that of a decision.
LEAST, DECISIVE = 1e-3, 0.95

_INK = "#1a1a1a"


def caption(result: Result) -> str:
    """What the figure shows."""
    bars, rest = _bars(result)
    told = ["Probability of each mechanism; before the data all were equal."]
    if len(bars) + len(rest) == 1:
        told = ["Only this mechanism was compared, so its probability is one."]
    if _described(result).isdisjoint(map(_mechanism, bars)):
        told.append("Open bars: no law of theirs describes the points, so they only rank.")
    elif not _described(result).issuperset(map(_mechanism, bars)):
        told.append("Open bar: no law of this mechanism describes the points.")
    told.append(f"Dashed: {DECISIVE}, from which one mechanism is decisive.")
    if rest:
        told.append(f"Below {LEAST}: {', '.join(map(_name, rest))}.")
    return " ".join(told)


def draw(result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw ``result``."""
    bars, _ = _bars(result)
    ax = ax if ax is not None else new_figure(SINGLE + 24, 20.0 + 7.0 * len(bars)).add_subplot()
    described = _described(result)
    for place, curve in enumerate(bars):
        full = _mechanism(curve) in described
        _bar(ax, place, float(curve.y[0]), full=full)
    ax.axvline(DECISIVE, color=_INK, linestyle=(0, (4, 2)), linewidth=0.7, zorder=2.5)
    ax.annotate(
        f"{DECISIVE}", (DECISIVE, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 3),
        textcoords="offset points", ha="center", va="bottom", fontsize=7, color=_INK,
    )  # fmt: skip
    ax.set_xlim(0.0, 1.0)
    ax.set_ylim(len(bars) - 0.4, -0.6)
    ax.set_yticks(range(len(bars)), [_name(curve) for curve in bars], fontsize=8)
    ax.tick_params(axis="y", which="both", length=0)
    ax.tick_params(top=False, which="both")
    ax.set_xlabel("probability")
    return ax


def _bar(ax: Axes, place: int, share: float, *, full: bool) -> None:
    """One bar with its number, inside where there is no room beside it."""
    colour = OKABE_ITO[0]
    ax.barh(place, share, 0.6, facecolor=colour if full else "white", edgecolor=colour, zorder=2)
    inside = share > 0.8
    ax.annotate(
        _text(share), (min(share, DECISIVE), place), xytext=(-4 if inside else 4, 0),
        textcoords="offset points", ha="right" if inside else "left", va="center", fontsize=7,
        color="white" if inside and full else _INK, zorder=3,
    )  # fmt: skip


def _text(share: float) -> str:
    if share > 0.999:
        return "> 0.999"
    return f"{share:.3f}" if share > 0.9 else number(share, 2)


def _bars(result: Result) -> tuple[list[Curve], list[Curve]]:
    """Mechanisms with a bar and those without, the most probable first."""
    ranked = sorted(curves_of(result, "probability"), key=lambda c: -float(c.y[0]))
    likely = [c for c in ranked if c.y[0] >= LEAST]
    return likely, ranked[len(likely) :]


def _mechanism(curve: Curve) -> str:
    return str(curve.where.get("mechanism", curve.label))


def _name(curve: Curve) -> str:
    return curve.label.replace("_", " ")


def _described(result: Result) -> set[str]:
    """Mechanisms of which some law describes the points; all where nothing is known."""
    rows = [c for row in result.comparisons for c in row["candidates"]]
    if not rows:
        return {_mechanism(c) for c in curves_of(result, "probability")}
    return {row["mechanism"] for row in rows if row["adequate"]}
