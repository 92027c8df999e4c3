"""Sphinx configuration: pages by hand, laws, readers, units and changes from the package."""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path

from supra2d import __version__

DOCS = Path(__file__).parent
ROOT = DOCS.parent
sys.path.insert(0, str(DOCS / "_ext"))

project = "supra2d"
author = "The supra2d developers"
project_copyright = author
version = release = __version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinxcontrib.bibtex",
    "sphinx_gallery.gen_gallery",
    "mathml",
    "pages",
]
exclude_patterns = ["_build", "_ext"]
nitpicky = False
default_role = "code"

html_theme = "furo"
html_title = f"supra2d {version}"
html_static_path = ["_static"]
html_math_renderer = "mathml"

autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_rtype = False

bibtex_bibfiles = ["../src/supra2d/materials/references.bib"]
bibtex_default_style = "unsrt"

# The font of the figures borrows a few symbols, and matplotlib tells of each.
logging.getLogger("matplotlib.mathtext").setLevel(logging.WARNING)

# The gallery is built from the scripts alone: the folders beside them are data, not galleries.
STAGED = DOCS / "_build" / "examples"
shutil.rmtree(STAGED, ignore_errors=True)
shutil.copytree(
    ROOT / "examples",
    STAGED,
    ignore=lambda folder, names: [n for n in names if n in ("demo", "studies")],
)
sphinx_gallery_conf = {
    "examples_dirs": ["_build/examples"],
    "gallery_dirs": ["gallery"],
    "filename_pattern": r"plot_",
    "image_scrapers": ("figures.drawn_figures",),
    "download_all_examples": False,
    "show_memory": False,
    "abort_on_example_error": True,
}
