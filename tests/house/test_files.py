"""Size and manners of the source files."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

import pytest

from ._source import MODULES, PYTHON_FILES, short, tree


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_are_short() -> None:
    lengths = {short(path): lines(path) for path in MODULES}
    assert {name: n for name, n in lengths.items() if n > 700} == {}
    assert median(lengths.values()) < 200


@pytest.mark.parametrize("path", PYTHON_FILES, ids=short)
def test_text_is_never_run_as_code(path: Path) -> None:
    called = {
        node.func.id
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"eval", "exec", "compile"}


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_the_package_speaks_through_its_results(path: Path) -> None:
    called = {
        node.func.id
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert "print" not in called


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(tree(path))


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_exceptions_are_not_swallowed(path: Path) -> None:
    swallowed = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and not _passed_on(node)
    ]
    assert not swallowed, f"{short(path)}: lines {swallowed}"


def _passed_on(handler: ast.ExceptHandler) -> bool:
    """Whether what was caught is raised again, or handed on as a value."""
    inside = [node for statement in handler.body for node in ast.walk(statement)]
    names = {node.id for node in inside if isinstance(node, ast.Name)}
    return handler.name in names or any(isinstance(node, ast.Raise) for node in inside)
