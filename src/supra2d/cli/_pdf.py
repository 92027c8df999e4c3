"""``--pdf``: every command that makes a report can set it as a PDF as well."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def _possible(wanted: bool) -> bool:
    """Known before long work."""
    if wanted:
        from ..report import check_pdf

        check_pdf()
    return wanted


Pdf = Annotated[bool, typer.Option("--pdf", callback=_possible, help="Set report.pdf as well.")]


def pages(out: Path, pdf: bool) -> str:
    """Where the report is, for the last line that a command prints."""
    if not pdf:
        return str(out / "report.html")
    from ..report import add_pdf

    return f"{out / 'report.html'} and {add_pdf(out)}"
