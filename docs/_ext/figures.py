"""Figures of supra2d in the gallery: they are made without pyplot, so the gallery is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from sphinx_gallery.scrapers import figure_rst

from supra2d.plot import save


def drawn_figures(block: Any, variables: dict[str, Any], configuration: dict[str, Any]) -> str:
    """Save the figure of every Axes that a block of an example left behind in a name."""
    names = variables["example_globals"]
    paths = []
    for name in [key for key, value in names.items() if isinstance(value, Axes)]:
        path = Path(variables["image_path_iterator"].next())
        # print sizes are small on a screen
        names[name].figure.set_dpi(220)
        save(names.pop(name), path)
        paths.append(str(path))
    return str(figure_rst(paths, configuration["src_dir"]))
