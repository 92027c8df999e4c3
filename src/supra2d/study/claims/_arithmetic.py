"""Arithmetic between named numbers: ``+ - * / **`` and parentheses, parsed, never run."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...core import InputError, UnitError
from ._units import Dimension, power, product, spelled

_LONGEST = 200

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_SIGNS: dict[type[ast.unaryop], float] = {ast.UAdd: 1.0, ast.USub: -1.0}


@dataclass(frozen=True)
class Arithmetic:
    """A parsed expression and the names in it, in order of appearance."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]

    def value(self, values: Mapping[str, float]) -> float:
        """Its value; NaN where it has none."""
        try:
            found = _value(self.tree, values)
        except (ZeroDivisionError, OverflowError):
            return float("nan")
        return float("nan") if isinstance(found, complex) else found

    def dimension(self, dimensions: Mapping[str, Dimension]) -> Dimension:
        """Its dimension.

        Raises
        ------
        UnitError
            When numbers of different kinds are added, or a power is no plain number.
        """
        return _dimension(self.tree, dimensions, self.text)


def parse_arithmetic(text: str) -> Arithmetic:
    """Parse ``"Bc2_par / Bc2_perp"``.

    Raises
    ------
    InputError
        When it holds anything but names, numbers and ``+ - * / **``.

    Examples
    --------
    >>> parse_arithmetic("a / (b - 1)").value({"a": 3.0, "b": 2.5})
    2.0
    """
    if len(text) > _LONGEST:
        raise _refused(text[:40] + " ...", f"at most {_LONGEST} characters")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _refused(text) from None
    for node in ast.walk(tree):
        if not _allowed(node):
            raise _refused(text)
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return Arithmetic(text, tree, tuple(dict.fromkeys(names)))


def _refused(text: str, expected: str = "names and numbers with + - * / **") -> InputError:
    return InputError(
        f"cannot read the formula {text!r}",
        expected,
        "write arithmetic, or the name of a known relation",
    )


def _allowed(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return type(node.value) in (int, float)
    if isinstance(node, ast.BinOp):
        return type(node.op) in _OPERATORS
    if isinstance(node, ast.UnaryOp):
        return type(node.op) in _SIGNS
    return isinstance(node, (ast.Name, ast.Load, ast.operator, ast.unaryop))


def _value(node: ast.expr, values: Mapping[str, float]) -> float:
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_value(node.left, values), _value(node.right, values))
    if isinstance(node, ast.UnaryOp):
        return _SIGNS[type(node.op)] * _value(node.operand, values)
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return float(node.value)
    raise TypeError(f"{ast.dump(node)} passed the parser")


def _dimension(node: ast.expr, dimensions: Mapping[str, Dimension], text: str) -> Dimension:
    if isinstance(node, ast.Name):
        return dimensions[node.id]
    if isinstance(node, ast.UnaryOp):
        return _dimension(node.operand, dimensions, text)
    if not isinstance(node, ast.BinOp):
        return ()
    left = _dimension(node.left, dimensions, text)
    right = _dimension(node.right, dimensions, text)
    if isinstance(node.op, (ast.Mult, ast.Div)):
        return product(left, right, 1.0 if isinstance(node.op, ast.Mult) else -1.0)
    if isinstance(node.op, ast.Pow):
        return _raised(node, left, right, text)
    if left != right:
        raise UnitError(
            f"{text!r} adds {spelled(left)} and {spelled(right)}",
            "numbers of one kind",
            "correct the formula or the units",
        )
    return left


def _raised(node: ast.BinOp, base: Dimension, exponent: Dimension, text: str) -> Dimension:
    named = any(isinstance(part, ast.Name) for part in ast.walk(node.right))
    if exponent or (named and base):
        raise UnitError(
            f"{text!r} raises {spelled(base)} to the power of {ast.unparse(node.right)}",
            "a plain number as exponent",
            "divide by a unit first",
        )
    return power(base, _value(node.right, {})) if base else ()
