"""Formulas as MathML in the page itself: nothing is loaded from elsewhere to read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils.math import latex2mathml

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


def setup(app: Sphinx) -> dict[str, bool]:
    """Make MathML the renderer of formulas."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True}


def _inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(_mathml(node.astext()))
    raise nodes.SkipNode


def _block(translator: HTML5Translator, node: nodes.math_block) -> None:
    formula = _mathml(node.astext(), as_block=True)
    translator.body.append(f'<div class="math">{formula}</div>')
    raise nodes.SkipNode


def _mathml(tex: str, *, as_block: bool = False) -> str:
    # the converter reads \\frac{1}{2} only with its braces
    braced = re.sub(r"(\\[dt]?frac)(\d)(\d)", r"\1{\2}{\3}", tex)
    return latex2mathml.tex2mathml(braced, as_block=as_block)
