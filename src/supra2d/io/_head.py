"""The first bytes of a file, by which a reader tells whether it is one of its own."""

from __future__ import annotations

from pathlib import Path

from supra2d.core import InputError

_SIZE = 4096


class Head(bytes):
    """The first bytes of a file, with its ``path`` for containers that show no more in them."""

    path: Path

    @classmethod
    def of(cls, path: Path) -> Head:
        """The first bytes of the file at ``path``.

        Raises
        ------
        InputError
            When there is no file, or it is empty or unreadable.
        """
        if not path.exists():
            raise InputError(f"{path} does not exist", "a file", "check the path")
        if path.is_dir():
            raise InputError(f"{path} is a folder", "a file", "use discover for the files in it")
        try:
            with path.open("rb") as stream:
                head = cls(stream.read(_SIZE))
        except OSError as error:
            raise InputError(
                f"{path} cannot be read ({error.strerror})",
                "a readable file",
                "check its permissions",
            ) from None
        if not head.strip():
            raise InputError(
                f"{path.name} is empty", "a header and rows of data", "export it again"
            )
        head.path = path
        return head
