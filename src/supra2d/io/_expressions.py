"""Arithmetic on named columns, parsed from text and never run as code."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from supra2d.core import Array, InputError, NameUnknownError

from ._names import is_unit

Operand = npt.NDArray[np.float64] | np.float64

_LONGEST = 500

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "sqrt": np.sqrt,
    "abs": np.abs,
    "log": np.log,
    "exp": np.exp,
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula: numbers, names of columns, + - * / **, parentheses, sqrt abs log exp.

    ``unit`` is what stands in brackets at its end, empty where nothing does.
    """

    text: str
    unit: str
    names: tuple[str, ...]
    _tree: ast.expr = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str) -> Expression:
        """Read a formula; a name that is no word stands in quotes, ``"'Temp A' * 2 [K]"``.

        Raises
        ------
        InputError
            When it is anything but arithmetic on columns.

        Examples
        --------
        >>> Expression.parse("X / gain / current [mohm]").names
        ('X', 'gain', 'current')
        """
        bracket = re.fullmatch(r"(.*\S)\s*\[([^\[\]]*)\]\s*", text, re.DOTALL)
        formula, unit = (bracket[1], bracket[2].strip()) if bracket else (text, "")
        if unit and not is_unit(unit):
            raise _refusal(text, f"ends in [{unit}], which is no unit")
        try:
            tree = ast.parse(formula.strip(), mode="eval").body if len(text) < _LONGEST else None
            names = () if tree is None else tuple(dict.fromkeys(_names(tree, text)))
        except InputError:
            raise
        # no formula, or one that is nested too deep for the parser
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            tree = None
        if tree is None:
            raise _refusal(text, "is not a formula")
        if not names:
            raise _refusal(text, "names no column")
        return cls(text, unit, names, tree)

    def evaluate(self, values: Mapping[str, Array | float]) -> Array:
        """The formula with a value for each of its names; NaN where it has none.

        Raises
        ------
        NameUnknownError
            When a name has no value.
        """
        for name in self.names:
            if name not in values:
                raise NameUnknownError.of("column", name, values)
        with np.errstate(all="ignore"):
            found = np.asarray(_value(self._tree, values), dtype=np.float64)
        return (
            np.where(np.isfinite(found), found, np.nan) if not np.isfinite(found).all() else found
        )


def _names(node: ast.expr, text: str) -> Iterator[str]:
    """Names of columns in a tree of which each node is allowed."""
    match node:
        case ast.Name(id=name) | ast.Constant(value=str(name)):
            yield name
        case ast.Constant(value=bool() | complex()):
            raise _refusal(text, f"holds {node.value!r}, which is no number")
        case ast.Constant(value=int() | float() as number):
            if abs(number) > 1e300:
                raise _refusal(text, "holds a number beyond 1e300")
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            yield from _names(left, text)
            yield from _names(right, text)
        case ast.BinOp(op=ast.BitXor()):
            raise _refusal(text, "holds ^; a power is written **")
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _UNARY:
            yield from _names(operand, text)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            yield from _names(argument, text)
        case _:
            raise _refusal(text, f"holds {ast.unparse(node)!r}")


def _value(node: ast.expr, values: Mapping[str, Array | float]) -> Operand:
    result: Operand
    match node:
        case ast.Name(id=name) | ast.Constant(value=str(name)):
            found = values[name]
            result = found if isinstance(found, np.ndarray) else np.float64(found)
        case ast.Constant(value=int() | float() as number):
            result = np.float64(number)
        case ast.BinOp(left=left, op=op, right=right):
            result = _BINARY[type(op)](_value(left, values), _value(right, values))
        case ast.UnaryOp(op=op, operand=operand):
            result = _UNARY[type(op)](_value(operand, values))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            result = FUNCTIONS[name](_value(argument, values))
        case _:  # parse has let nothing else through
            raise AssertionError(ast.dump(node))
    return result


def _refusal(text: str, why: str) -> InputError:
    short = text if len(text) <= 60 else text[:57] + "..."
    return InputError(
        f"the expression {short!r} {why}",
        "arithmetic on columns and numbers: + - * / ** ( ) " + " ".join(FUNCTIONS),
        'write it like "X / gain / current", and a name that is no word as "\'Temp A\' * 2"',
    )
