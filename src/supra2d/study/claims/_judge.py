"""Claims -> verdicts: each statement recomputed under each convention that could be meant.

A printed number stands for all that its digits, or its printed error, leave open. What these
intervals do to a statement is found on the corners of their box that move it most: exact for
formulas that are monotone in each number over so small a box, as all here are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import product
from math import inf, isnan, nan
from pathlib import Path

from ._file import read_claims
from ._records import Claim, Claims, Number

Interval = tuple[float, float]


class Verdict(Enum):
    """How a statement fares."""

    HOLDS = "holds"
    ROUNDING = "holds within the rounding"
    ONLY = "holds only"
    FAILS = "does not hold"
    UNCHECKED = "cannot be checked"


@dataclass(frozen=True, slots=True)
class Variant:
    """A statement recomputed under one convention.

    Attributes
    ----------
    reading, chosen
        The convention: a reading of the claim, and a label for each choice.
    stated
        Whether the text states it, or leaves it open and it could have been meant: a convention
        that gives another unit is meant only where it is stated.
    value, compared
        Recomputed, and what it is compared with, in canonical units.
    miss
        Lowest and highest difference of both that the digits of the inputs leave open.
    verdict
        ``HOLDS``, ``ROUNDING``, ``FAILS`` or ``UNCHECKED``.
    unit
        Its unit, where that is not the unit of the statement.
    """

    reading: str
    chosen: Mapping[str, str]
    stated: bool
    value: float
    compared: float
    miss: Interval
    verdict: Verdict
    unit: str = ""

    @property
    def off(self) -> float:
        """Recomputed minus compared; NaN in another unit."""
        return nan if self.unit else self.value - self.compared


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with its verdict.

    Attributes
    ----------
    claim
        The statement.
    verdict
        Over all conventions that could have been meant.
    variants
        The statement under each of them; none where it cannot be checked.
    target
        The number it is compared with, None for a plain one.
    missing
        What is lacking.
    errors
        Whether printed errors, not only digits, widen the inputs.
    """

    claim: Claim
    verdict: Verdict
    variants: tuple[Variant, ...] = ()
    target: Number | None = None
    missing: tuple[Number, ...] = ()
    errors: bool = False


@dataclass(frozen=True)
class JudgedClaims:
    """All claims of a file with their verdicts."""

    claims: Claims
    rows: tuple[Judged, ...]

    def count(self, verdict: Verdict) -> int:
        """How many statements fare so."""
        return sum(row.verdict is verdict for row in self.rows)


def judge_claims(source: Path | str | Claims) -> JudgedClaims:
    """Recompute every statement of a claims file under every convention.

    Parameters
    ----------
    source
        A claims file, the name of one that comes with the package, or Claims.

    Raises
    ------
    InputError, NameUnknownError, UnitError
        As `read_claims`.

    Examples
    --------
    >>> [row.verdict.value for row in judge_claims("P2").rows if row.claim.erratum == "E20"]
    ['does not hold', 'does not hold']
    """
    claims = source if isinstance(source, Claims) else read_claims(source)
    return JudgedClaims(claims, tuple(_judged(claims, claim) for claim in claims.claims))


def _judged(claims: Claims, claim: Claim) -> Judged:
    target = claims.numbers[claim.target] if isinstance(claim.target, str) else None
    roots = [n for r in ("", *claim.readings) for n in _roots(claims, claim.read_as(r))]
    numbers = [claims.numbers[name] for name in dict.fromkeys(roots)]
    missing = tuple(number for number in numbers if number.missing)
    if missing:
        return Judged(claim, Verdict.UNCHECKED, target=target, missing=missing)
    variants = tuple(_variants(claims, claim))
    errors = any(number.error for number in numbers)
    return Judged(claim, _over(variants), variants, target, errors=errors)


def _roots(claims: Claims, claim: Claim) -> tuple[str, ...]:
    return (*claims.formula_roots(claim.formula), *claims.roots(claim.target))


def _over(variants: Iterable[Variant]) -> Verdict:
    """One verdict over the conventions that the text may have meant."""
    found = [v.verdict for v in variants if v.stated]
    good = [v for v in found if v in (Verdict.HOLDS, Verdict.ROUNDING)]
    if not good:
        return Verdict.FAILS if Verdict.FAILS in found else Verdict.UNCHECKED
    if len(good) < len(found):
        return Verdict.ONLY
    return Verdict.HOLDS if Verdict.HOLDS in good else Verdict.ROUNDING


def _variants(claims: Claims, claim: Claim) -> Iterable[Variant]:
    choices = claims.claim_choices(claim)
    for reading in claim.readings or ("",):  # readings stand instead of the claim as it is
        read = claim.read_as(reading)
        for labels in product(*choices.values()):
            chosen = dict(zip(choices, labels, strict=True))
            stated = all(chosen[key] == value for key, value in claim.as_printed.items())
            yield _variant(claims, read, reading, chosen, stated)


def _variant(
    claims: Claims, claim: Claim, reading: str, chosen: Mapping[str, str], stated: bool
) -> Variant:
    numbers = {name: claims.numbers[name] for name in _roots(claims, claim)}

    def difference(printed: Mapping[str, float]) -> float:
        left = claims.formula_value(claim.formula, printed, chosen)
        return left - claims.value(claim.target, printed, chosen)

    centre = {name: number.value for name, number in numbers.items()}
    value = claims.formula_value(claim.formula, centre, chosen)
    compared = claims.value(claim.target, centre, chosen)
    off, miss, unit = value - compared, _span(difference, numbers), ""
    if claims.dimension(claim.formula, chosen) != claims.kind(claim.target):
        verdict, unit = Verdict.FAILS, claim.formula.unit_under(chosen)
        stated = stated and next(iter(claim.formula.choices)) in claim.as_printed
    elif isnan(off):
        verdict = Verdict.UNCHECKED
    elif _consistent(claim.sense, (off, off), _slack(claims, claim, compared)):
        verdict = Verdict.HOLDS
    else:
        verdict = Verdict.ROUNDING if _consistent(claim.sense, miss) else Verdict.FAILS
    return Variant(reading, chosen, stated, value, compared, miss, verdict, unit)


def _slack(claims: Claims, claim: Claim, compared: float) -> float:
    """How far a recomputed number may be from a printed one and still round to it."""
    noise = 1e-9 * abs(compared)  # of the arithmetic
    if not isinstance(claim.target, str) or claim.sense != "equals":
        return noise
    number = claims.numbers[claim.target]
    return noise + (number.high - number.value if number.error else 0.5 * number.digit)


def _consistent(sense: str, miss: Interval, slack: float = 0.0) -> bool:
    low, high = miss
    below, above = low <= slack, high >= -slack
    return {"equals": below and above, "at_most": below, "at_least": above}[sense]


def _span(
    function: Callable[[Mapping[str, float]], float], numbers: Mapping[str, Number]
) -> Interval:
    """Lowest and highest value of a function over what its numbers leave open."""
    centre = {name: number.value for name, number in numbers.items()}
    lowest, highest = dict(centre), dict(centre)
    found = [function(centre)]
    for name, number in numbers.items():
        ends = [(function({**centre, name: end}), end) for end in (number.low, number.high)]
        known = [pair for pair in ends if not isnan(pair[0])]
        found += [value for value, _ in known]
        if known:
            lowest[name], highest[name] = min(known)[1], max(known)[1]
    found += [function(lowest), function(highest)]
    finite = [value for value in found if not isnan(value)]
    return (min(finite), max(finite)) if finite else (-inf, inf)
