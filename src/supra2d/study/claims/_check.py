"""``check``: the statements of a publication against what its own numbers give."""

from __future__ import annotations

from pathlib import Path

from ...core import Check, Result, Source
from ...report import Report, check_output, write
from ._judge import Judged, JudgedClaims, Verdict, judge_claims
from ._words import off_in_digits, sentence, tally

_STATUS = {
    Verdict.HOLDS: "ok",
    Verdict.ROUNDING: "ok",
    Verdict.ONLY: "warning",
    Verdict.UNCHECKED: "warning",
    Verdict.FAILS: "failed",
}


def check(claims: Path | str, out: Path | str | None = None, *, force: bool = False) -> Report:
    """Recompute what a publication states from its own numbers, under each convention.

    Parameters
    ----------
    claims
        A TOML file with numbers and claims, or the name of one that comes with the package.
    out
        Folder for ``results.json`` and ``report.html``; without it nothing is written.
    force
        Replace a folder that is no report of ours.

    Returns
    -------
    Report
        Its checks are the statements, in the order of the file: ``ok`` where one holds,
        ``warning`` where it holds under some conventions only or cannot be checked, ``failed``
        where it does not hold; ``value`` is recomputed minus printed in units of the last
        printed digit.

    Raises
    ------
    InputError, NameUnknownError, UnitError
        When the file cannot be used; the message says what to correct.
    OutputError
        When ``out`` may not be replaced or cannot be written.

    Examples
    --------
    >>> [c.status for c in check("P3").checks if c.name.endswith("E24")]
    ['failed']
    """
    if out is not None:
        inputs = [claims] if Path(claims).is_file() else []
        check_output(Path(out), force=force, inputs=inputs)
    report = claims_report(judge_claims(claims))
    if out is not None:
        write(report, Path(out), force=force)
    return report


def claims_report(judged: JudgedClaims) -> Report:
    """Judged claims as a Report: a check for each statement, a paragraph for each note."""
    claims = judged.claims
    notes = [f"{note.erratum}: {note.text}".removeprefix(": ") for note in claims.notes]
    result = Result(
        kind="claims",
        title=claims.title,
        checks=tuple(_check(i, row) for i, row in enumerate(judged.rows, start=1)),
        text=(tally(judged), *notes),
        cites=(claims.cite,) if claims.cite else (),
    )
    source = Source(
        path=claims.path,
        sha256=claims.sha256,
        reader="claims",
        rows=len(claims.claims),
        dropped_rows=0,
        message="statements of a publication and the numbers behind them",
    )
    return Report(title=claims.title, sources=(source,), results=(result,))


def _check(number: int, row: Judged) -> Check:
    name = f"claim_{number}_{row.claim.erratum}".rstrip("_")
    return Check(name, _STATUS[row.verdict], sentence(row), off_in_digits(row))
