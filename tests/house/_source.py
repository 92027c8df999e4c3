"""The source tree as the house tests see it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "supra2d"

MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file())
PYTHON_FILES = sorted(
    path
    for folder in ("src", "tests", "examples", "benchmarks", "docs")
    for path in (ROOT / folder).rglob("*.py")
    if not {"_build", "gallery"} & set(path.parts)
)


def short(path: Path) -> str:
    """Path below the repository, for messages."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
