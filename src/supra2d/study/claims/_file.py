"""Claims files: TOML -> Claims, every name and unit checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product
from math import isfinite
from pathlib import Path

from ...core import InputError, NameUnknownError, UnitError, sha256
from ._arithmetic import parse_arithmetic
from ._records import Bound, Claim, Claims, Formula, Note, Number
from ._relation import Relation
from ._relations import RELATIONS
from ._schema import ClaimKeys, FileKeys, Inputs, NumberKeys, Printed, validated
from ._units import Dimension, printed_unit, spelled

_FOLDER = Path(__file__).parent
_SENSES = ("equals", "at_most", "at_least")


def shipped_claims() -> list[str]:
    """Names of the claims files that come with the package.

    Examples
    --------
    >>> shipped_claims()
    ['P0', 'P1', 'P2', 'P3', 'P4']
    """
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def read_claims(source: Path | str) -> Claims:
    """The claims in a file, or in one that comes with the package.

    Parameters
    ----------
    source
        A TOML file, or a name such as ``P2``.

    Raises
    ------
    InputError
        When it is missing, not TOML, or a value is not what it should be.
    NameUnknownError
        For a key, number, relation or convention that nothing is known under.
    UnitError
        When the units of a statement do not match.

    Examples
    --------
    >>> read_claims("P2").cite
    'chen2025'
    """
    shipped = str(source) in shipped_claims()
    path = _FOLDER / f"{source}.toml" if shipped else Path(source)
    text = _text(path)
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"{path.name} is not TOML: {error}", "blocks such as [[claim]]", "correct that line"
        ) from None
    claims = _Builder(validated(document, path), path).build()
    return replace(claims, path=path.name) if shipped else claims


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        known = ", ".join(shipped_claims())
        raise InputError(
            f"{path} is missing", f"a claims file, or one of {known}", "check the path"
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise InputError(
            f"{path} cannot be read ({reason})", "a text file in UTF-8", "save it as UTF-8"
        ) from None


class _Builder:
    """Builds the records of one file; numbers may stand in any order."""

    def __init__(self, keys: FileKeys, path: Path) -> None:
        self.keys, self.path = keys, path
        self.declared = {row.name for row in keys.number}
        self.numbers: dict[str, Number] = {}

    def build(self) -> Claims:
        if not self.keys.claim:
            raise self._wrong("no [[claim]]", "one statement at least", "add one")
        for row in self.keys.number:
            if row.name in self.numbers:
                raise self._wrong(
                    f"two numbers called {row.name!r}", "one of each name", "rename one"
                )
            self.numbers[row.name] = self._number(row)
        self._no_circle()
        claims = Claims(
            name=self.path.stem,
            title=self.keys.title,
            cite=self.keys.cite,
            numbers=self.numbers,
            claims=tuple(self._claim(row) for row in self.keys.claim),
            notes=tuple(Note(row.text, row.erratum, row.source) for row in self.keys.note),
            path=str(self.path),
            sha256=sha256(self.path),
        )
        _check_units(claims)
        return claims

    def _wrong(self, got: str, expected: str, remedy: str) -> InputError:
        return InputError(f"{self.path.name}: {got}", expected, remedy)

    def _number(self, row: NumberKeys) -> Number:
        if not row.name.isidentifier():
            raise self._wrong(
                f"a number is called {row.name!r}", "a name like Bc2_par", "rename it"
            )
        unit = printed_unit(row.unit)
        given = [k for k in ("value", "formula", "missing") if getattr(row, k) not in (None, "")]
        if len(given) != 1:
            raise self._wrong(
                f"number {row.name!r} has {' and '.join(given) or 'no value'}",
                "either value, or formula, or missing with the reason",
                "give one of them",
            )
        if row.missing:
            return Number(row.name, unit, row.source, missing=row.missing)
        if row.formula:
            formula = self._formula(row.formula, row.inputs)
            return Number(row.name, unit, row.source, formula=formula)
        if row.value is None:
            raise TypeError(f"{row.name}: a value was counted and is not there")
        return self._printed(row, row.value)

    def _printed(self, row: NumberKeys, printed: Printed) -> Number:
        unit = printed_unit(row.unit)
        value = self._finite(printed, f"number {row.name!r}")
        error = None if row.error is None else self._finite(row.error, f"error of {row.name!r}")
        if error is not None and error <= 0.0:
            raise self._wrong(
                f"error of {row.name!r} is {row.error}", "a positive number", "drop it"
            )
        digit = 0.0 if row.exact else _last_digit(printed, row.digits)
        half = 0.5 * digit if error is None else error
        value, low, high = (
            float(f"{v * unit.factor:.15g}") for v in (value, value - half, value + half)
        )
        return Number(
            row.name,
            unit,
            row.source,
            value=value,
            low=low,
            high=high,
            digit=digit * unit.factor,
            error=error is not None,
        )

    def _finite(self, printed: Printed, what: str) -> float:
        value = float(printed)
        if not isfinite(value):
            raise self._wrong(f"{what} is {printed}", "a finite number", "correct that line")
        return value

    def _formula(self, text: str, inputs: Inputs) -> Formula:
        bound = {name: self._bound(value, text) for name, value in inputs.items()}
        if text in RELATIONS:
            return Formula(text, RELATIONS[text], self._relation_inputs(RELATIONS[text], bound))
        if text.isidentifier() and text not in self.declared | set(bound):
            raise NameUnknownError.of("relation or number", text, [*RELATIONS, *self.declared])
        body = parse_arithmetic(text)
        unknown = [name for name in bound if name not in body.names]
        if unknown:
            raise NameUnknownError.of(f"input of {text!r}", unknown[0], body.names)
        return Formula(
            text, body, {n: bound[n] if n in bound else self._bound(n, text) for n in body.names}
        )

    def _relation_inputs(self, relation: Relation, bound: Mapping[str, Bound]) -> dict[str, Bound]:
        for name in bound:
            if name not in relation.inputs:
                raise NameUnknownError.of(f"input of {relation.name}", name, relation.inputs)
        found = dict(bound)
        for name, unit in relation.inputs.items():
            if name in found or (name in relation.defaults and name not in self.declared):
                continue
            found[name] = name
            if name not in self.declared:
                self.numbers[name] = Number(name, printed_unit(unit), missing="it is not given")
        return found

    def _bound(self, value: str | Printed, where: str) -> Bound:
        if not isinstance(value, str):
            return self._finite(value, f"a plain number in {where!r}")
        if value not in self.declared:
            raise NameUnknownError.of("number", value, self.declared)
        return value

    def _no_circle(self) -> None:
        def follow(name: str, above: tuple[str, ...]) -> None:
            if name in above:
                raise self._wrong(
                    f"number {name!r} follows from itself",
                    "numbers that follow from printed ones",
                    "break the circle",
                )
            formula = self.numbers[name].formula
            for bound in formula.inputs.values() if formula else ():
                if isinstance(bound, str):
                    follow(bound, (*above, name))

        for name in list(self.numbers):
            follow(name, ())

    def _claim(self, row: ClaimKeys) -> Claim:
        senses = [sense for sense in _SENSES if getattr(row, sense) is not None]
        if len(senses) != 1:
            raise self._wrong(
                f"{row.says!r} has {' and '.join(senses) or 'nothing to compare with'}",
                "one of equals, at_most, at_least",
                "give one of them",
            )
        formula = self._formula(row.formula, row.inputs)
        readings = {
            label: {name: self._bound(value, label) for name, value in inputs.items()}
            for label, inputs in row.readings.items()
        }
        target = self._bound(getattr(row, senses[0]), senses[0])
        for inputs in readings.values():
            for name in inputs:
                if name not in {*formula.inputs, target}:
                    known = [*formula.inputs, *([target] if isinstance(target, str) else [])]
                    raise NameUnknownError.of(f"input in a reading of {row.says!r}", name, known)
        return Claim(
            row.says, formula, senses[0], target, row.as_printed, readings,
            row.erratum, row.source, row.note,
        )  # fmt: skip


def _last_digit(printed: Printed, digits: int | None) -> float:
    """Size of the last digit as written, or of the last of so many significant ones."""
    number = Decimal(printed)
    _, figures, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise TypeError(f"{printed} is not finite")
    if digits is not None:
        exponent += len(figures) - digits
    return float(Decimal(1).scaleb(exponent))


def _check_units(claims: Claims) -> None:
    """Raise UnitError where no convention gives a number or a statement its unit."""
    for number in claims.numbers.values():
        if number.formula is not None:
            what = f"number {number.name!r}"
            _fits(claims, number.formula, number.unit.dimension, what, always=True)
    for claim in claims.claims:
        choices = claims.claim_choices(claim)
        for key, label in claim.as_printed.items():
            if key not in choices:
                raise NameUnknownError.of(f"convention of {claim.formula.text}", key, choices)
            if label not in choices[key]:
                raise NameUnknownError.of(key.replace("_", " "), label, choices[key])
        for reading in ("", *claim.readings):
            read = claim.read_as(reading)
            _fits(claims, read.formula, claims.kind(read.target), f"{claim.says!r}")


def _fits(
    claims: Claims, formula: Formula, wanted: Dimension, what: str, *, always: bool = False
) -> None:
    _inputs_fit(claims, formula)
    choices = claims.formula_choices(formula)
    found = [
        claims.dimension(formula, dict(zip(choices, labels, strict=True)))
        for labels in product(*choices.values())
    ]
    other = [kind for kind in found if kind != wanted]
    if len(other) == len(found) or (always and other):
        raise UnitError(
            f"{what} is in {spelled(wanted)}",
            f"{spelled(other[0])}, which {formula.text} gives",
            "correct the unit or the formula",
        )


def _inputs_fit(claims: Claims, formula: Formula) -> None:
    if not isinstance(formula.body, Relation):
        return
    for name, bound in formula.inputs.items():
        wanted = printed_unit(formula.body.inputs[name]).dimension
        if claims.kind(bound) != wanted:
            what = repr(bound) if isinstance(bound, str) else f"a plain {bound:g}"
            raise UnitError(
                f"{what} is in {spelled(claims.kind(bound))}",
                f"{spelled(wanted)} as {name} of {formula.text}",
                "correct the unit, or give it as a [[number]] with its unit",
            )
