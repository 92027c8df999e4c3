"""Who may import whom: the table of rooms, checked on the syntax tree of every module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ._source import MODULES, PACKAGE, ROOMS, short, tree

MAY_IMPORT: dict[str, set[str]] = {
    "numerics": set(),
    "core": {"numerics"},
    "io": {"core"},
    "materials": {"core"},
    "models": {"core", "numerics"},
    "bands": {"core", "numerics"},
    "pairing": {"core", "numerics", "bands"},
    "dft": {"core", "numerics", "bands", "materials"},
    "fit": {"core", "numerics"},
    "measure": {"core", "numerics", "fit"},
    "simulate": {"core", "io"},
    "plot": {"core"},
    "report": {"core", "plot"},
    "study": {
        "core",
        "io",
        "measure",
        "models",
        "fit",
        "bands",
        "dft",
        "materials",
        "pairing",
        "plot",
        "report",
    },
    # the top level opens rooms only when they are used; `python -m supra2d` starts the cli
    "": set(),
    "__main__": {"cli"},
    "cli": {
        "core",
        "io",
        "measure",
        "models",
        "fit",
        "bands",
        "dft",
        "materials",
        "simulate",
        "report",
        "study",
    },
}
# what lies beside the rooms and may be used by all of them
BESIDE = {"_version", "__version__"}


def imports(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line and dotted path below supra2d of each of our imports, functions included."""
    module = ["supra2d", *path.relative_to(PACKAGE).with_suffix("").parts]
    for node in _outside_type_checking(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if parts[0] == "supra2d":
                    yield node.lineno, parts[1:]
        elif isinstance(node, ast.ImportFrom):
            base = module[: -node.level] if node.level else []
            parts = base + (node.module.split(".") if node.module else [])
            if parts[:1] == ["supra2d"]:
                # "from .. import plot" imports rooms; "from ..plot import draw" one room
                names = [[alias.name] for alias in node.names] if len(parts) == 1 else [[]]
                for name in names:
                    yield node.lineno, parts[1:] + name


def _outside_type_checking(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from _outside_type_checking(child)


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    if parts == ("__main__.py",):
        return "__main__"
    return parts[0] if len(parts) > 1 else ""


def test_every_room_is_in_the_table() -> None:
    assert set(ROOMS) <= set(MAY_IMPORT)


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_imports_follow_the_table(path: Path) -> None:
    room = room_of(path)
    wrong = [
        f"line {line}: supra2d.{'.'.join(target)}"
        for line, target in imports(path)
        if target
        and target[0] != room
        and target[0] not in BESIDE
        and target[0] not in MAY_IMPORT[room]
    ]
    assert not wrong, f"{short(path)} imports what {room or 'the top level'} may not: {wrong}"


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_rooms_are_entered_by_their_public_names(path: Path) -> None:
    room = room_of(path)
    private = [
        f"line {line}: supra2d.{'.'.join(target)}"
        for line, target in imports(path)
        if len(target) > 1 and target[0] != room and any(p.startswith("_") for p in target[1:])
    ]
    assert not private, f"{short(path)} reaches into another room: {private}"
