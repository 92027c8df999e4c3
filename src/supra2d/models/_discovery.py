"""Finding laws by walking the folders of this package."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from supra2d.core import Model, NameUnknownError

_ROOM = __name__.rpartition(".")[0]


def families() -> list[str]:
    """Names of the families of laws, one folder each.

    Examples
    --------
    >>> "criticalfield" in families()
    True
    """
    room = import_module(_ROOM)
    return sorted(found.name for found in iter_modules(room.__path__) if found.ispkg)


def names(family: str | None = None) -> list[str]:
    """Names of the laws of one family, or of all.

    Examples
    --------
    >>> "tinkham_2d" in names("criticalfield")
    True
    """
    if family is None:
        return sorted(name for each in families() for name in names(each))
    if family not in families():
        raise NameUnknownError.of("family of laws", family, families())
    folder = import_module(f"{_ROOM}.{family}").__path__
    return sorted(found.name for found in iter_modules(folder) if not found.name.startswith("_"))


@cache
def model(name: str) -> Model:
    """The law called ``name``; only its own file is imported.

    Raises
    ------
    NameUnknownError
        With near matches.

    Examples
    --------
    >>> float(model("gl_perpendicular")(1.0, Tc0=2.0, xi=10e-9).round(4))
    1.6455
    """
    for family in families():
        if name in names(family):
            found: Model = import_module(f"{_ROOM}.{family}.{name}").MODEL
            return found
    raise NameUnknownError.of("law", name, names())
