"""supra2d: from raw instrument files to trusted numbers for two-dimensional superconductors."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from ._version import __version__

if TYPE_CHECKING:
    from .models import model
    from .simulate import simulate
    from .study import (
        advise,
        atlas,
        bands,
        check,
        compare,
        fit,
        phase_diagram,
        read,
        report,
        screen,
    )

__all__ = [
    "__version__",
    "advise",
    "atlas",
    "bands",
    "check",
    "compare",
    "fit",
    "model",
    "phase_diagram",
    "read",
    "report",
    "screen",
    "simulate",
]

_HOME = {
    "read": "study",
    "report": "study",
    "advise": "study",
    "atlas": "study",
    "bands": "study",
    "compare": "study",
    "check": "study",
    "fit": "study",
    "phase_diagram": "study",
    "screen": "study",
    "model": "models",
    "simulate": "simulate",
}


def __getattr__(name: str) -> object:
    # Importing supra2d must stay under 0.3 s, so a room is opened when first used.
    if name in _HOME:
        return getattr(import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"module 'supra2d' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__


class _Package(ModuleType):
    """Keeps ``supra2d.fit`` the function although a room of the same name exists.

    Importing ``supra2d.fit`` would bind the room to that name; ``from supra2d.fit import ...``
    works either way.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
