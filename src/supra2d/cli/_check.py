"""``supra2d check``: the statements of a publication against its own numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ._pdf import Pdf, pages

if TYPE_CHECKING:
    from ..study.claims import Judged, JudgedClaims

NAME = "check"

_HEADINGS = ("", "statement", "printed", "recomputed", "convention", "verdict")
_FIXED = (4, 0, 18, 14, 0, 0)
_SHARES = (0.0, 0.36, 0.0, 0.0, 0.28, 0.36)
_NARROWEST = 100


def run(
    claims: Annotated[
        str,
        typer.Argument(
            help="TOML file of numbers and claims, or P0 to P4, which come with supra2d.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Folder for a report.", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace any existing folder.")] = False,
    pdf: Pdf = False,
) -> None:
    """Recompute published statements under each convention that could have been meant."""
    from ..report import check_output, write
    from ..study.claims import claims_report, judge_claims, tally

    judged = judge_claims(claims)
    if out is not None:
        check_output(out, force=force, inputs=[judged.claims.path])
    lines = [f"{judged.claims.name}: {judged.claims.title}", "", *_table(judged), *_remarks(judged)]
    typer.echo("\n".join([*lines, tally(judged)]))
    if out is not None:
        write(claims_report(judged), out, force=force)
        typer.echo(f"report: {pages(out, pdf)}")


def _table(judged: JudgedClaims) -> Iterator[str]:
    """A block of lines for each statement, wrapped to the terminal."""
    from itertools import zip_longest
    from shutil import get_terminal_size

    free = max(_NARROWEST, get_terminal_size((120, 24)).columns) - sum(_FIXED) - 2 * len(_FIXED)
    widths = [f or int(free * share) for f, share in zip(_FIXED, _SHARES, strict=True)]
    for row in (None, *judged.rows):
        cells = [[heading] for heading in _HEADINGS] if row is None else _cells(row, widths)
        for parts in zip_longest(*cells, fillvalue=""):
            padded = (f"{part:<{width}}" for part, width in zip(parts, widths, strict=True))
            yield "  ".join(padded).rstrip()
        yield ""


def _cells(row: Judged, widths: list[int]) -> list[list[str]]:
    from textwrap import wrap

    from ..study.claims import printed, recomputed, verdict_text

    values: list[str] = []
    conventions: list[str] = []
    for line in recomputed(row):
        told = wrap(line.convention, widths[4]) or [""]
        conventions += told
        values += [line.value, *[""] * (len(told) - 1)]
    return [
        [row.claim.erratum],
        wrap(row.claim.says, widths[1]),
        wrap(printed(row), widths[2]),
        values,
        conventions,
        wrap(verdict_text(row), widths[5]),
    ]


def _remarks(judged: JudgedClaims) -> Iterator[str]:
    """What the file remarks on its statements, and on what no number tests."""
    remarks = [(row.claim.erratum, row.claim.note) for row in judged.rows if row.claim.note]
    remarks += [(note.erratum, note.text) for note in judged.claims.notes]
    if remarks:
        yield "Remarks"
        yield from (f"{erratum:<4}  {text}" for erratum, text in remarks)
        yield ""
