"""Rules that are switched off are counted against numbers that may only shrink."""

from __future__ import annotations

import ast
import tokenize
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from ._source import PYTHON_FILES, ROOT, short, tree

ALLOWED: dict[str, int] = tomllib.loads(
    (Path(__file__).parent / "suppressions.toml").read_text(encoding="utf-8")
)
IN_COMMENTS = ("type: ignore", "noqa", "pragma: no cover")
IN_CODE = {"skip": "skip", "skipif": "skip", "importorskip": "skip", "xfail": "xfail"}


def found() -> dict[str, list[str]]:
    places: dict[str, list[str]] = {kind: [] for kind in ALLOWED}
    for path in PYTHON_FILES:
        with tokenize.open(path) as stream:
            for token in tokenize.generate_tokens(stream.readline):
                if token.type == tokenize.COMMENT:
                    for kind in IN_COMMENTS:
                        if kind in token.string:
                            places[kind].append(f"{short(path)}:{token.start[0]}")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in IN_CODE:
                owner = ast.unparse(node.value)
                if owner in ("pytest", "pytest.mark", "mark"):
                    places[IN_CODE[node.attr]].append(f"{short(path)}:{node.lineno}")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    ignores = project["tool"]["ruff"]["lint"].get("per-file-ignores", {})
    places["per-file-ignores"] = [f"pyproject.toml {pattern}" for pattern in ignores]
    return places


@pytest.mark.parametrize("kind", ALLOWED)
def test_suppressions_only_shrink(kind: str) -> None:
    places = found()[kind]
    assert len(places) <= ALLOWED[kind], f"new {kind}: {places}"
    assert len(places) == ALLOWED[kind], (
        f"only {len(places)} {kind} are left: lower the number in suppressions.toml"
    )


def test_lint_rules_are_not_switched_off_globally() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert not project["tool"]["ruff"]["lint"].get("ignore")
    assert project["tool"]["mypy"]["strict"] is True
    assert Counter(project["tool"]["pytest"]["ini_options"]["filterwarnings"]) == {"error": 1}
