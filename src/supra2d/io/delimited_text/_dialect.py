"""How a text file separates its cells and writes its decimals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .._text import is_numeric, split_cells

_SAMPLE = 400
_COMMENT = ("#", "%", "//", "!")


@dataclass(frozen=True, slots=True)
class Dialect:
    """``separator`` None is white space."""

    separator: str | None
    decimal: str

    def cells(self, line: str) -> list[str]:
        """Cells of a line, without blank ones at its end."""
        cells = split_cells(line, self.separator)
        while cells and not cells[-1]:
            cells.pop()
        return cells

    def comment(self, line: str) -> str | None:
        """What a comment line says, None when it is no comment."""
        text = line.lstrip()
        marks = _COMMENT if self.separator == ";" else (*_COMMENT, ";")
        if not text.startswith(marks):
            return None
        return text.lstrip("#%/!;").strip(" ")

    def is_row(self, line: str) -> bool:
        """Whether a line is mostly numbers; two of them make a row if text can be cells too."""
        numbers, texts = self.count(split_cells(line, self.separator))
        if self.separator is None:  # prose has spaces as well
            return numbers > texts or numbers == texts > 1
        return numbers > 1 or numbers > texts

    def count(self, cells: Sequence[str]) -> tuple[int, int]:
        """How many cells are numbers and how many are other text; a lone cell is neither."""
        filled = [cell for cell in cells if cell] if len(cells) > 1 else []
        numbers = sum(is_numeric(cell, self.decimal) for cell in filled)
        return numbers, len(filled) - numbers


#: In order of preference, where several read a file equally well.
_DIALECTS = (
    Dialect("\t", "."),
    Dialect("\t", ","),
    Dialect(";", "."),
    Dialect(";", ","),
    Dialect(",", "."),
    Dialect(",", ","),
    Dialect(None, "."),
    Dialect(None, ","),
)


def sniff(lines: Sequence[str]) -> Dialect:
    """The dialect under which the lines of a file hold most numbers."""
    step = max(1, len(lines) // _SAMPLE)
    sample = [line for line in lines[::step] if line.strip()]
    return max(_DIALECTS, key=lambda dialect: _score(dialect, sample))


def _score(dialect: Dialect, lines: Sequence[str]) -> int:
    counts = (dialect.count(split_cells(line, dialect.separator)) for line in lines)
    return sum(max(0, 2 * numbers - texts) for numbers, texts in counts)
