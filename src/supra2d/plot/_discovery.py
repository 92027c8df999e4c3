"""Which figures there are: every public module in the folders of ``supra2d.plot``."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, cast

from ..core import NameUnknownError, Result, SupraError
from ._style import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PACKAGE = __name__.rpartition(".")[0]
_CONTRACT = ("draws", "order", "caption", "draw")


class Figure(Protocol):
    """What a figure file holds."""

    draws: tuple[str, ...]
    order: int

    def caption(self, result: Result) -> str: ...

    def draw(self, result: Result, *, ax: Axes | None = None) -> Axes: ...


def figures() -> list[str]:
    """Names of all figures, in the order in which a report shows them.

    Examples
    --------
    >>> "critical_field" in figures()
    True
    """
    return sorted(_names(), key=lambda name: (_figure(name).order, name))


def figures_for(result: Result) -> list[str]:
    """Names of the figures that can draw ``result``, in report order."""
    roles = {curve.role for curve in result.curves}
    return [
        name
        for name in figures()
        if result.kind in _figure(name).draws
        and roles
        and roles.issuperset(getattr(_figure(name), "needs", ()))
    ]


def caption(name: str, result: Result) -> str:
    """The caption that figure ``name`` gives to ``result``: plain sentences."""
    return _figure(name).caption(result)


def draw(name: str, result: Result, *, ax: Axes | None = None) -> Axes:
    """Draw figure ``name`` of ``result`` in the style of the package.

    Parameters
    ----------
    name
        One of ``figures()``.
    result
        A Result of a kind that the figure draws.
    ax
        Axes to draw into; without it a figure of print size is made, with its side panels.

    Returns
    -------
    Axes
        The main axes; ``ax.figure`` is the whole figure.

    Raises
    ------
    NameUnknownError
        When there is no such figure.
    """
    figure = _figure(name)
    with style():
        return figure.draw(result, ax=ax)


def _names() -> list[str]:
    # the path is read at every call, so that a folder added to it later is searched as well
    path = import_module(_PACKAGE).__path__
    return [m.name for m in iter_modules(path) if not m.name.startswith("_")]


def _figure(name: str) -> Figure:
    if name not in (names := _names()):
        raise NameUnknownError.of("figure", name, names)
    module = import_module(f"{_PACKAGE}.{name}")
    if missing := [word for word in _CONTRACT if not hasattr(module, word)]:
        raise SupraError(
            f"figure file {name}.py without {', '.join(missing)}",
            "a module with " + ", ".join(_CONTRACT),
            "add what is missing, or let its name begin with an underscore",
        )
    return cast(Figure, module)
