"""What an HDF5 file is, beyond being one: several programs write it, each in its own layout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h5py

from supra2d.core import InputError

from ._head import Head

_MAGIC = b"\x89HDF\r\n\x1a\n"

# what h5py raises, and what follows where it gives None for a lost object
_DAMAGED = (OSError, RuntimeError, LookupError, ValueError, TypeError, AttributeError)


def top_level(head: Head) -> dict[str, str]:
    """Names at the top of an HDF5 file and their NeXus class; empty when it cannot be opened."""
    if not head.startswith(_MAGIC):
        return {}
    try:
        with h5py.File(head.path, "r") as file:
            return {name: text(item.attrs.get("NX_class")) for name, item in file.items()}
    except _DAMAGED:
        return {}


@contextmanager
def opened(path: Path, kind: str) -> Iterator[h5py.File]:
    """An HDF5 file that is open for reading.

    Raises
    ------
    InputError
        When the file, or what is read in it, is damaged or missing.
    """
    try:
        with h5py.File(path, "r") as file:
            yield file
    except InputError:
        raise
    except _DAMAGED as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:120]
        raise InputError(
            f"{path.name} cannot be read as {kind} ({reason})",
            f"a whole {kind} file",
            "copy it again, or export the measurement as text",
        ) from None


def text(value: Any) -> str:
    """An attribute or a cell as text, whether stored as bytes or not."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)
