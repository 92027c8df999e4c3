"""The error for columns that cannot be told, with the lines to type."""

from __future__ import annotations

from collections.abc import Sequence

from supra2d.core import CHANNELS, InputError

from ._columns import ReadRequest, split_request
from ._names import bare_name, recognise
from ._registry import reader_spec


def nothing_known(
    headers: Sequence[str], request: ReadRequest, file: str, *, unnamed: bool = False
) -> InputError:
    """The error for a table in which no column is known.

    Parameters
    ----------
    headers
        Names of the columns, with or without units.
    request, file
        What the user asked for, and of which file.
    unnamed
        Whether the names are our own, because the file gives none.
    """
    names = [bare_name(header) for header in headers]
    lines = [f'--columns "{q}={name} [{CHANNELS[q].unit}]"' for q, name in _guesses(names)]
    listed = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    got = f"{file} does not say what its columns are ({listed})"
    if unnamed:
        got = f"{file} has no line of names above its numbers"
    for text in request.columns:
        got += f", and none is called {split_request(text)[1]!r}"
    return InputError(got, "names with units, such as 'T (K)'", f"type {' '.join(lines)}")


def _guesses(names: Sequence[str]) -> list[tuple[str, str]]:
    """Channel and column to propose, from words in the names; one column per channel."""
    words = reader_spec("delimited_text")["guesses"]
    found: dict[str, str] = {}
    for name in names:
        known = recognise(name)
        guess = [q for q, parts in words.items() if any(part in name.lower() for part in parts)]
        quantity = known.quantity if known else next(iter(guess), "")
        if quantity and CHANNELS[quantity].unit:
            found.setdefault(quantity, name)
    return list(found.items()) or list(zip(("temperature", "resistance"), names, strict=False))
