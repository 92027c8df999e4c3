"""Results of one call -> a Report, written when a folder is named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..core import Result
from ..report import Report, write
from ._files import Inputs
from ._options import Options


def bind(
    title: str,
    found: Inputs,
    results: Sequence[Result],
    options: Options,
    out: Path | str | None,
    *,
    force: bool,
) -> Report:
    """Bind the results with what was read and what was chosen."""
    bound = Report(
        title=title,
        sample=found.sample,
        sources=found.sources,
        results=tuple(results),
        settings=found.settings.text if found.settings is not None else "",
        options=options.chosen(),
        conventions=options.conventions,
    )
    if out is not None:
        write(bound, Path(out), force=force)
    return bound
