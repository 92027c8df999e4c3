"""Raw instrument files in, Datasets out: one folder per instrument, found by being there."""

from ._columns import ReadRequest
from ._discover import discover
from ._read import read
from ._recipe_draft import draft_recipe
from ._recipe_files import measurements
from ._registry import reader_spec, readers
from ._settings import Settings, settings_beside
from ._write import write

__all__ = [
    "ReadRequest",
    "Settings",
    "discover",
    "draft_recipe",
    "measurements",
    "read",
    "reader_spec",
    "readers",
    "settings_beside",
    "write",
]
