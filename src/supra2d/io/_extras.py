"""Packages that only some formats need."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from supra2d.core import InputError


def package(module: str, file: str, kind: str) -> ModuleType:
    """Import the package that reads ``kind`` files, for instance ``igor2.binarywave``.

    Raises
    ------
    InputError
        When it is not installed, with the line to type.
    """
    try:
        return import_module(module)
    except ImportError:
        raise InputError(
            f"{file} is {kind}",
            f"the package {module.partition('.')[0]}, which is not installed",
            "type pip install 'supra2d[formats]'",
        ) from None
