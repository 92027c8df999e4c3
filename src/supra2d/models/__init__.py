"""Physical laws: one law, one file, found by being in the folder of its family."""

from ._discovery import families, model, names

__all__ = ["families", "model", "names"]
