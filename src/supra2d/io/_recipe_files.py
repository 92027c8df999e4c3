"""Which files of a folder are measurements of their own, once a recipe joins some of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ._settings import settings_beside


def measurements(files: Sequence[Path]) -> list[Path]:
    """Files to read: one of each join, which stands for all of them, and no calibration curve.

    Parameters
    ----------
    files
        From `discover`; the ``supra2d.toml`` beside each is looked at.
    """
    recipes = {
        folder: found.recipe()
        for folder in dict.fromkeys(file.parent for file in files)
        if (found := settings_beside(folder)) is not None
    }
    kept: list[Path] = []
    joined: set[Path] = set()
    for file in files:
        recipe = recipes.get(file.parent)
        if recipe is not None and recipe.calibration is not None:
            if file.name == recipe.calibration.file:
                continue
        if recipe is not None and recipe.join is not None and file.name in recipe.join.files:
            if file.parent in joined:
                continue
            joined.add(file.parent)
        kept.append(file)
    return kept
