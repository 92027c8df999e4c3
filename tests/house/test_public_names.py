"""Every public name is documented, and every example in a docstring runs."""

from __future__ import annotations

import doctest
import inspect
from importlib import import_module

import pytest

from ._source import MODULES, PACKAGE, ROOMS

NAMES = [
    (room, name)
    for room in ROOMS
    for name in getattr(import_module(f"supra2d.{room}"), "__all__", ())
]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_one_public_list_in_order(room: str) -> None:
    names = getattr(import_module(f"supra2d.{room}"), "__all__", None)
    assert names is not None, f"supra2d.{room} has no __all__"
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("room", "name"), NAMES, ids=lambda value: value)
def test_public_names_are_documented(room: str, name: str) -> None:
    thing = getattr(import_module(f"supra2d.{room}"), name)
    if not (inspect.isclass(thing) or inspect.isfunction(thing)):
        return
    text = inspect.getdoc(thing) or ""
    first = text.split("\n\n")[0].replace("\n", " ")
    assert first.rstrip().endswith((".", ":")), f"{room}.{name} needs one line that says what it is"
    if inspect.isfunction(thing) and len(inspect.signature(thing).parameters) > 2:
        assert "Parameters\n---" in text, f"{room}.{name} needs its parameters with units"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_examples_in_docstrings_run(path) -> None:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    module = import_module(".".join(("supra2d", *(p for p in parts if p != "__init__"))))
    outcome = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert outcome.failed == 0
