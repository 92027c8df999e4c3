"""Report: what is bound together, and the rows of all its Results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..core import Check, Conventions, Fit, Quantity, Result, Sample, Source, with_preferred


@dataclass(frozen=True)
class Report:
    """An ordered list of Results of one sample, with what they were made from.

    Attributes
    ----------
    title
        Heading of the page.
    sample
        What is known of the sample.
    sources
        Every file that was given, read or not.
    results
        In the order in which the page shows them.
    settings
        The text of ``supra2d.toml``, quoted on the page; may be empty.
    options
        What was asked for: command line options and their values.
    conventions
        The choices behind the numbers.
    """

    title: str
    sample: Sample = field(default_factory=Sample)
    sources: tuple[Source, ...] = ()
    results: tuple[Result, ...] = ()
    settings: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    conventions: Conventions = field(default_factory=Conventions)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """All quantities; one of each (name, where without branch and method) is preferred."""
        rows = [q for result in self.results for q in result.quantities]
        return _one_preferred(rows, self.conventions.criterion)

    @property
    def fits(self) -> tuple[Fit, ...]:
        """All fits."""
        return tuple(fit for result in self.results for fit in result.fits)

    @property
    def comparisons(self) -> tuple[Mapping[str, Any], ...]:
        """All comparisons of laws."""
        return tuple(row for result in self.results for row in result.comparisons)

    @property
    def checks(self) -> tuple[Check, ...]:
        """All checks."""
        return tuple(check for result in self.results for check in result.checks)

    @property
    def citations(self) -> tuple[str, ...]:
        """Bibliography keys of everything that was used, in order of first use."""
        return tuple(dict.fromkeys(key for r in self.results for key in r.citations))


def _one_preferred(rows: list[Quantity], criterion: str) -> tuple[Quantity, ...]:
    """Keep a choice that was made once; decide where two Results, or none, claim a number."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for i, q in enumerate(rows):
        where = {k: str(v) for k, v in q.where.items() if k not in ("branch", "method")}
        groups.setdefault((q.name, *sorted(where.items())), []).append(i)
    for members in groups.values():
        claimed = [i for i in members if rows[i].preferred]
        if len(claimed) == 1:
            continue
        candidates = claimed or members
        chosen = with_preferred([rows[i] for i in candidates], criterion)
        for i in members:
            rows[i] = replace(rows[i], preferred=False)
        for i, q in zip(candidates, chosen, strict=True):
            rows[i] = replace(rows[i], preferred=q.preferred)
    return tuple(rows)
