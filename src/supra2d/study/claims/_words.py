"""Verdicts in words, as they are read aloud."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isfinite, isnan

from ._judge import Judged, JudgedClaims, Variant, Verdict
from ._numbers import as_written, short, shown
from ._records import Number

_SENSE = {"equals": "", "at_most": "at most ", "at_least": "at least "}
_GOOD = (Verdict.HOLDS, Verdict.ROUNDING)
_FEW = 4
_COUNTED = {
    Verdict.HOLDS: ("holds", "hold"),
    Verdict.ROUNDING: ("within the rounding or the printed errors",) * 2,
    Verdict.ONLY: ("under some conventions only",) * 2,
    Verdict.FAILS: ("does not hold", "do not hold"),
    Verdict.UNCHECKED: ("cannot be checked",) * 2,
}


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A value and the conventions that give it."""

    convention: str
    value: str


def printed(judged: Judged) -> str:
    """What the statement is compared with: ``0.015 T``, ``at most 1``."""
    sense, target = _SENSE[judged.claim.sense], judged.target
    if target is None:
        return f"{sense}{judged.claim.target:g}"
    if target.missing:
        return "not given"
    if target.formula is None and len({v.compared for v in judged.variants}) < 2:
        return sense + as_written(target)
    compared = [shown(v.compared, target) for v in judged.variants if v.stated]
    return sense + _either(compared)


def recomputed(judged: Judged) -> list[Recomputed]:
    """A line for each value of what the text may have meant; where none holds, of what would."""
    if not judged.variants:
        return []
    told = [v for v in judged.variants if v.stated]
    if len(told) > _FEW:
        told = [v for v in told if v.verdict in _GOOD or v is _best(judged)]
    if judged.verdict is Verdict.FAILS:
        told += [v for v in judged.variants if not v.stated and v.verdict in _GOOD]
    lines: dict[str, list[str]] = {}
    for variant in told:
        lines.setdefault(_value(judged, variant), []).append(_label(judged, variant))
    return [Recomputed(_either(labels), value) for value, labels in lines.items()]


def verdict_text(judged: Judged) -> str:
    """The verdict with its size: ``does not hold: 8.3 T too high (30 %, ...)``."""
    if judged.verdict is Verdict.UNCHECKED:
        return f"cannot be checked: {_lacking(judged)}"
    if judged.verdict is Verdict.HOLDS:
        return "holds"
    if judged.verdict is Verdict.ROUNDING:
        return f"holds within the {'printed errors' if judged.errors else 'rounding'}"
    good = [v for v in judged.variants if v.verdict in _GOOD]
    if judged.verdict is Verdict.ONLY:
        return f"holds only with {_either(_label(judged, v) for v in good if v.stated)}"
    best = _best(judged)
    text = f"does not hold{' as printed' if judged.claim.as_printed else ''}: {_off(judged, best)}"
    return text + (f"; holds with {_either(_label(judged, v) for v in good)}" if good else "")


def sentence(judged: Judged) -> str:
    """The whole statement and what became of it."""
    claim = judged.claim
    parts = [f"{claim.says}: {verdict_text(judged)}."]
    if lines := recomputed(judged):
        values = "; ".join(
            f"{line.value} ({line.convention})" if line.convention else line.value for line in lines
        )
        derived = judged.target is not None and judged.target.formula is not None
        against = "Compared with" if derived else "Printed"
        parts.append(f"{against} {printed(judged)}, recomputed {values}.")
    if judged.verdict is Verdict.ROUNDING:
        parts.append(_room(judged))
    source = f"[{claim.source}]" if claim.source else ""
    return " ".join(filter(None, [*parts, claim.note, source]))


def tally(judged: JudgedClaims) -> str:
    """``12 statements: 10 hold, 2 do not hold.``"""
    counted = [
        f"{n} {many if n > 1 else one}"
        for verdict, (one, many) in _COUNTED.items()
        if (n := judged.count(verdict))
    ]
    total = len(judged.rows)
    return f"{total} statement{'s' if total > 1 else ''}: {', '.join(counted)}."


def off_in_digits(judged: Judged) -> float | None:
    """Recomputed minus printed in units of the last printed digit, as printed or at best."""
    digit = judged.target.digit if judged.target is not None else 0.0
    if not judged.variants or not digit:
        return None
    found = _best(judged).off / digit
    return found if isfinite(found) else None


def _best(judged: Judged) -> Variant:
    """The nearest of what the text may have meant."""

    def size(variant: Variant) -> float:
        return inf if isnan(variant.off) else abs(variant.off)

    return min((v for v in judged.variants if v.stated), key=size)


def _value(judged: Judged, variant: Variant) -> str:
    if variant.unit:
        return f"{short(variant.value, 4)} {variant.unit}"
    return shown(variant.value, judged.target)


def _label(judged: Judged, variant: Variant) -> str:
    """The convention, without the choices that change nothing."""
    named = [
        f"{key.replace('_', ' ').replace('pauli', 'Pauli')} {variant.chosen[key]}"
        for key in _telling(judged, variant.chosen)
    ]
    return " and ".join(filter(None, [variant.reading, *named]))


def _telling(judged: Judged, keys: Iterable[str]) -> list[str]:
    """The choices on which a value or a verdict hangs."""
    found = []
    for key in keys:
        groups: dict[object, set[object]] = {}
        for v in judged.variants:
            others = (v.reading, *(label for name, label in v.chosen.items() if name != key))
            groups.setdefault(others, set()).add((_value(judged, v), v.verdict, v.off))
        if any(len(values) > 1 for values in groups.values()):
            found.append(key)
    return found


def _lacking(judged: Judged) -> str:
    if judged.missing:
        return "; ".join(
            f"{number.name} is missing ({number.missing})" for number in judged.missing
        )
    return f"{judged.claim.formula.text} has no value for these numbers"


def _off(judged: Judged, variant: Variant) -> str:
    """``8.3 T too high (30 %, 8.3 units of the last digit)``."""
    target = judged.target
    unit = target.unit if target is not None else None
    if variant.unit:
        return f"it is in {variant.unit}, not in {unit.text if unit and unit.text else '1'}"
    if not isfinite(variant.off):
        return "there is no such value"
    size = abs(variant.off)
    amount = f"{short(size / (unit.factor if unit else 1.0))} {unit.text if unit else ''}".rstrip()
    sizes = [f"{short(100.0 * size / abs(variant.compared))} %"] if variant.compared else []
    sizes += _in_digits(size, target)
    text = f"{amount} too {'high' if variant.off > 0 else 'low'}"
    return text + (f" ({', '.join(sizes)})" if sizes else "")


def _in_digits(size: float, target: Number | None) -> list[str]:
    if target is None or not target.digit:
        return []
    if target.error:
        return [f"{short(size / (target.high - target.value))} printed errors"]
    return [f"{short(size / target.digit)} units of the last digit"]


def _room(judged: Judged) -> str:
    """What the rounding leaves open in the first convention that holds by it."""
    variant = next(v for v in judged.variants if v.verdict is Verdict.ROUNDING)
    low, high = (shown(end, judged.target, rounded_to=variant.compared) for end in variant.miss)
    what = "printed errors" if judged.errors else "digits of the numbers"
    return f"The {what} leave a difference of {low} to {high} open."


def _either(labels: Iterable[str]) -> str:
    found = list(dict.fromkeys(filter(None, labels)))
    return ", ".join(found[:-1]) + " or " + found[-1] if len(found) > 1 else "".join(found)
