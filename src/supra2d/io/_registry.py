"""Readers are found by being in the folder: ``io/<instrument>/{spec.toml, reader.py}``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from supra2d.core import NameUnknownError


def readers() -> list[str]:
    """Names of the readers, in the order in which they are asked.

    Examples
    --------
    >>> readers()[-1]
    'delimited_text'
    """
    specs = _specs(_folders())
    return sorted(specs, key=lambda name: (specs[name].get("priority", 50), name))


def reader_spec(name: str) -> dict[str, Any]:
    """What ``spec.toml`` declares about the reader called ``name``.

    Examples
    --------
    >>> reader_spec("quantum_design")["extensions"]
    ['.dat']
    """
    specs = _specs(_folders())
    if name not in specs:
        raise NameUnknownError.of("reader", name, specs)
    return specs[name]


def loaded() -> Iterator[tuple[str, ModuleType | Exception]]:
    """Each reader with its module, or with the exception that importing it raised."""
    for name in readers():
        try:
            yield name, import_module(f"{__package__}.{name}.reader")
        except Exception as error:  # somebody else's reader must not stop the others
            yield name, error


def _folders() -> tuple[str, ...]:
    return tuple(import_module(__package__).__path__)


@cache
def _specs(folders: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    specs: dict[str, dict[str, Any]] = {}
    for folder in folders:
        for path in sorted(Path(folder).glob("*/spec.toml")):
            specs[path.parent.name] = tomllib.loads(path.read_text(encoding="utf-8"))
    return specs
