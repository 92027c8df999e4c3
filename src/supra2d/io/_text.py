"""Bytes to text, text to lines, lines to cells, cells to numbers."""

from __future__ import annotations

import codecs
import csv
import re
from math import isfinite, nan

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eEdD][+-]?[0-9]+)?")

#: Cells that say "no value here".
_MISSING = frozenset({"", "-", "--", "---", "na", "n/a", "#n/a", "null", "none"})
_NOT_A_NUMBER = frozenset({"nan", "-nan", "+nan", "inf", "-inf", "+inf", "infinity", "1.#qnan"})


def decode(raw: bytes) -> str:
    """Text of a file: by its byte-order mark, else UTF-8, else latin-1.

    A character that is cut at the end of the file is left out.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return codecs.getincrementaldecoder(encoding)("replace").decode(raw[len(mark) :])
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(raw)
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def split_lines(text: str) -> list[str]:
    """Lines of a text, whatever system wrote it.

    Not ``str.splitlines``, which also breaks at form feeds and at latin-1 0x85.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def split_cells(line: str, separator: str | None) -> list[str]:
    """Cells of one line; ``separator`` None means any run of white space."""
    if '"' in line:
        # one line at a time, so that a quote that is never closed cannot swallow the file
        source = line if separator else " ".join(line.split())
        cells = next(csv.reader([source], delimiter=separator or " ", skipinitialspace=True), [])
    else:
        cells = line.split(separator)
    return [cell.strip() for cell in cells]


def number(cell: str, decimal: str = ".") -> float | None:
    """Value of a cell: NaN when it says that there is none, None when it is not a number.

    Examples
    --------
    >>> number("4,2E-3", ",")
    0.0042
    >>> number("ERROR") is None
    True
    """
    if decimal != ".":
        if "." in cell:
            return None
        cell = cell.replace(decimal, ".")
    if _NUMBER.fullmatch(cell):
        try:
            value = float(cell)
        except ValueError:  # an exponent as Fortran writes it, 1.5D-3
            value = float(cell.lower().replace("d", "e"))
        return value if isfinite(value) else nan
    plain = cell.strip().replace("\u2212", "-")
    if plain != cell:
        return number(plain)
    return nan if plain.lower() in _MISSING or plain.lower() in _NOT_A_NUMBER else None


def is_numeric(cell: str, decimal: str = ".") -> bool:
    """Whether a cell was written by something that writes numbers (``nan`` counts)."""
    return cell.strip().lower() not in _MISSING and number(cell, decimal) is not None
