"""Claims: published numbers, the formulas between them, and whether they agree.

A claims file is one TOML file. ``P0.toml`` to ``P4.toml`` beside this file come with the package
and show every key::

    title = "A thin film"
    cite = "tinkham1996"                 # a key of the bibliography, if there is one

    [[number]]                           # as printed: 0.015 stands for 0.0145 to 0.0155
    name = "Bc2_perp"
    value = 0.015                        # also: digits = 2, error = 0.003, exact = true
    unit = "T"
    source = "Fig. 3"

    [[number]]
    name = "xi"
    value = 146.4
    unit = "nm"

    [[number]]                           # one that follows from others
    name = "twice"
    formula = "2 * xi"                   # arithmetic, or a relation with its inputs in ``with``
    unit = "nm"

    [[number]]                           # one that nobody can know
    name = "d_sc"
    unit = "nm"
    missing = "no thickness is given"

    [[claim]]
    says = "0.015 T stands for a coherence length of 146.4 nm"
    formula = "coherence_length"         # one of ``RELATIONS``, or arithmetic
    with = { B_perp = "Bc2_perp" }       # an input of the same name need not be given
    equals = "xi"                        # or at_most, at_least
    as_printed = {}                      # conventions that the text states
    readings = {}                        # label = { input = another number }, if it may mean others

    [[note]]
    text = "A misprint that no number tests."
"""

from ._check import check, claims_report
from ._file import read_claims, shipped_claims
from ._judge import Judged, JudgedClaims, Variant, Verdict, judge_claims
from ._relation import Relation
from ._relations import RELATIONS
from ._words import Recomputed, printed, recomputed, sentence, tally, verdict_text

__all__ = [
    "RELATIONS",
    "Judged",
    "JudgedClaims",
    "Recomputed",
    "Relation",
    "Variant",
    "Verdict",
    "check",
    "claims_report",
    "judge_claims",
    "printed",
    "read_claims",
    "recomputed",
    "sentence",
    "shipped_claims",
    "tally",
    "verdict_text",
]
