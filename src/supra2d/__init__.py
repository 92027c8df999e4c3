"""supra2d: from raw instrument files to trusted numbers for two-dimensional superconductors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._version import __version__

if TYPE_CHECKING:
    from .models import model as model
    from .models import models as models
    from .simulate import simulate as simulate
    from .study import fit as fit
    from .study import read as read
    from .study import report as report

__all__ = ["__version__", "fit", "model", "models", "read", "report", "simulate"]

_HOME = {
    "read": "study",
    "report": "study",
    "fit": "study",
    "model": "models",
    "models": "models",
    "simulate": "simulate",
}


def __getattr__(name: str) -> object:
    # Importing supra2d must stay under 0.3 s, so the rooms are opened when first used.
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"module 'supra2d' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
