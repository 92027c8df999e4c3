"""The command line: one file per sub-command."""

from ._main import main

__all__ = ["main"]
