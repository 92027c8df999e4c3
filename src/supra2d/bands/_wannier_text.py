"""The text files of Wannier90: ``_hr.dat``, ``_tb.dat``, ``_wsvec.dat``, ``_centres.xyz``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..core import Array, InputError
from ._hamiltonian import Complex, Integers


@dataclass(frozen=True)
class WannierText:
    """What a file says, in its own units (eV, angstrom).

    ``elements`` has shape (n, N, N), not yet divided by ``degeneracies``; ``cell`` and
    ``centres`` (Cartesian) are None where the file has none.
    """

    header: str
    degeneracies: Integers
    R: Integers
    elements: Complex
    cell: Array | None = None
    centres: Array | None = None


class _Lines:
    """Lines of a file, taken in order; what is missing or not a number is named with its line."""

    def __init__(self, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError as error:
            raise InputError(
                f"{path} cannot be read ({error.strerror or error})",
                "a file of Wannier90",
                "check the name",
            ) from None
        self.name = path.name
        self.header = text[0].strip() if text else ""
        self.lines = [(i, line) for i, line in enumerate(text[1:], 2) if line.strip()]
        self.used = 0

    def take(self, count: int, what: str) -> list[tuple[int, str]]:
        left = len(self.lines) - self.used
        if left < count:
            raise InputError(
                f"{self.name} ends with {left} of {count} lines of {what}",
                f"{self.used + count + 1} lines that are not blank",
                "copy or write the file again: it was cut short",
            )
        self.used += count
        return self.lines[self.used - count : self.used]

    def numbers(self, lines: list[tuple[int, str]], columns: int, what: str) -> Array:
        try:
            table = np.loadtxt([line for _, line in lines], comments=None, ndmin=2)
        except ValueError:
            table = np.empty((0, 0))
        if table.shape == (len(lines), columns):
            return np.asarray(table, dtype=float)
        good = [_are_numbers(line.split(), columns) for _, line in lines]
        number, line = lines[good.index(False) if False in good else 0]
        raise InputError(
            f"line {number} of {self.name} is {line.strip()!r}",
            f"{columns} number{'s' if columns > 1 else ''}: {what}",
            "write the file again",
        )

    def count(self, what: str) -> int:
        lines = self.take(1, what)
        return int(self.whole(self.numbers(lines, 1, what), lines, what)[0, 0])

    def whole(self, table: Array, lines: list[tuple[int, str]], what: str) -> Integers:
        rounded = np.rint(table)
        wrong = np.flatnonzero(np.any(table != rounded, axis=1))
        if wrong.size:
            number, line = lines[wrong[0]]
            raise InputError(
                f"line {number} of {self.name} is {line.strip()!r}",
                f"whole numbers: {what}",
                "write the file again",
            )
        return np.asarray(rounded, dtype=np.int64)

    def end(self, expected: str) -> None:
        if self.used < len(self.lines):
            number, line = self.lines[self.used]
            raise InputError(
                f"{self.name} goes on at line {number} with {line.strip()!r}",
                f"its end after {expected}",
                "check the numbers of orbitals and of vectors R in its head",
            )


def read_hr(path: Path) -> WannierText:
    """``seedname_hr.dat``: rows of R, m, n, Re, Im."""
    lines = _Lines(path)
    N, n = _sizes(lines)
    degeneracies = _degeneracies(lines, n)
    rows = lines.take(n * N * N, f"H(R), {n} vectors R times {N} x {N} elements")
    table = lines.numbers(rows, 7, "R, two orbitals, real and imaginary part")
    lines.end(f"{n} vectors R times {N} x {N} elements")
    labels = lines.whole(table[:, :5], rows, "R and two orbitals")
    R = labels[:, :3].reshape(n, N * N, 3)
    torn = np.flatnonzero((R != R[:, :1]).any(axis=(1, 2)))
    if torn.size:
        raise InputError(
            f"{path.name} has several vectors R among the {N * N} rows from line "
            f"{rows[torn[0] * N * N][0]} on",
            f"{N} x {N} rows for each R",
            "check the number of orbitals in its head, or write the file again",
        )
    elements = _placed(lines, rows, labels[:, 3:], table[:, 5:], N)
    return WannierText(lines.header, degeneracies, _distinct(lines, R[:, 0]), elements)


def read_tb(path: Path) -> WannierText:
    """``seedname_tb.dat``: the cell, then H(R) and the position operator in blocks of one R."""
    lines = _Lines(path)
    cell = lines.numbers(lines.take(3, "lattice vectors"), 3, "a lattice vector in angstrom")
    N, n = _sizes(lines)
    degeneracies = _degeneracies(lines, n)
    R, rows, labels, values = _blocks(lines, n, N, 2, "H(R)")
    elements = _placed(lines, rows, labels, values, N)
    again, rows, labels, values = _blocks(lines, n, N, 6, "the position operator")
    lines.end(f"{n} vectors R of the position operator")
    home = np.flatnonzero((again == 0).all(axis=1))
    if not home.size:
        raise InputError(
            f"{path.name} has no position operator at R = (0, 0, 0)",
            "the centres of the orbitals there",
            "write the file again",
        )
    position = [_placed(lines, rows, labels, values[:, 2 * i : 2 * i + 2], N) for i in range(3)]
    centres = np.array([np.diagonal(p[home[0]]).real for p in position]).T
    return WannierText(
        lines.header, degeneracies, _distinct(lines, R), elements, cell=cell, centres=centres
    )


def read_shifts(path: Path) -> Integers:
    """``seedname_wsvec.dat``: over which equivalent cells each element is spread.

    One row for each shift: R, the two orbitals counted from zero, the lattice vector to add to R,
    and how many shifts that element has; shape (n, 9).
    """
    lines = _Lines(path)
    try:
        numbers = [int(word) for _, line in lines.lines for word in line.split()]
    except ValueError as error:
        raise InputError(
            f"{path.name} holds something that is no whole number ({error})",
            "R, two orbitals, a number of shifts and the shifts, for each element",
            "write the file again",
        ) from None
    rows: list[list[int]] = []
    at = 0
    while at < len(numbers):
        count = numbers[at + 5] if at + 5 < len(numbers) else 0
        end = at + 6 + 3 * count
        if count < 1 or end > len(numbers):
            raise InputError(
                f"{path.name} ends within the shifts of an element, or has none for one",
                "R, two orbitals, a number of shifts and the shifts, for each element",
                "copy or write the file again: it was cut short",
            )
        a, b, c, m, n = numbers[at : at + 5]
        rows += [[a, b, c, m - 1, n - 1, *numbers[i : i + 3], count] for i in range(at + 6, end, 3)]
        at = end
    return np.array(rows, dtype=np.int64).reshape(-1, 9)


def read_centres(path: Path, N: int) -> tuple[Array, tuple[str, ...], Array]:
    """``seedname_centres.xyz``: centres of the N orbitals, then atoms; Cartesian, angstrom."""
    lines = _Lines(path)
    lines.used = 1 if lines.lines and lines.lines[0][0] == 2 else 0  # a comment, blank or not
    total = int(lines.header) if lines.header.isdigit() else 0
    rows = lines.take(total, "centres and atoms")
    words = [line.split(maxsplit=1) for _, line in rows]
    where = lines.numbers(
        [(i, w[-1]) for (i, _), w in zip(rows, words, strict=True)], 3, "x, y, z after a symbol"
    )
    named = tuple(w[0] for w in words)
    if named[:N] != ("X",) * N or "X" in named[N:]:
        raise InputError(
            f"{path.name} has {named.count('X')} centres X",
            f"{N}, before the atoms, as the Hamiltonian beside it",
            "write both files in one run",
        )
    return where[:N], named[N:], where[N:]


def _sizes(lines: _Lines) -> tuple[int, int]:
    N = lines.count("the number of orbitals")
    n = lines.count("the number of vectors R")
    if N < 1 or n < 1:
        raise InputError(
            f"{lines.name} has {N} orbitals and {n} vectors R in its head",
            "at least one of each",
            "write the file again",
        )
    return N, n


def _degeneracies(lines: _Lines, n: int) -> Integers:
    """Whole numbers, fifteen a line, until there are n."""
    found: list[int] = []
    while len(found) < n:
        number, line = lines.take(1, "degeneracies")[0]
        words = line.split()
        if not all(w.isdigit() and int(w) > 0 for w in words) or len(found) + len(words) > n:
            raise InputError(
                f"line {number} of {lines.name} is {line.strip()!r}, after {len(found)} "
                "degeneracies",
                f"{n} degeneracies, one for each R",
                "check the number of vectors R in its head, or write the file again",
            )
        found += map(int, words)
    return np.array(found)


def _blocks(
    lines: _Lines, n: int, N: int, columns: int, what: str
) -> tuple[Integers, list[tuple[int, str]], Integers, Array]:
    """Blocks of a line with R and N x N rows: all R, the rows, their orbitals and numbers."""
    step = 1 + N * N
    block = lines.take(n * step, f"{what}, {n} vectors R with {N} x {N} elements each")
    heads = block[::step]
    rows = [row for i, row in enumerate(block) if i % step]
    R = lines.whole(lines.numbers(heads, 3, "a vector R"), heads, "a vector R")
    table = lines.numbers(rows, 2 + columns, f"two orbitals and {what}")
    return R, rows, lines.whole(table[:, :2], rows, "two orbitals"), table[:, 2:]


def _placed(
    lines: _Lines, rows: list[tuple[int, str]], labels: Integers, parts: Array, N: int
) -> Complex:
    """Elements at their orbitals, shape (n, N, N)."""
    flat = (labels[:, 0] - 1) * N + labels[:, 1] - 1
    inside = ((labels >= 1) & (labels <= N)).all(axis=1)
    each = flat.reshape(-1, N * N)
    if not inside.all() or (np.sort(each, axis=1) != np.arange(N * N)).any():
        wrong = ~inside.reshape(each.shape) | (np.sort(each, axis=1) != np.arange(N * N))
        number, _ = rows[int(np.argmax(wrong.any(axis=1))) * N * N]
        raise InputError(
            f"{lines.name} names a pair of orbitals twice, or one beyond {N}, in the "
            f"{N * N} rows from line {number} on",
            f"each of the {N} x {N} pairs once",
            "check the number of orbitals in its head, or write the file again",
        )
    elements = np.empty(each.shape, dtype=complex)
    values = (parts[:, 0] + 1j * parts[:, 1]).reshape(each.shape)
    np.put_along_axis(elements, each, values, axis=1)
    return elements.reshape(-1, N, N)


def _distinct(lines: _Lines, R: Integers) -> Integers:
    found, count = np.unique(R, axis=0, return_counts=True)
    if (count > 1).any():
        raise InputError(
            f"{lines.name} has R = {tuple(found[np.argmax(count)].tolist())} {count.max()} times",
            "each R once",
            "write the file again",
        )
    return R


def _are_numbers(words: list[str], count: int) -> bool:
    try:
        return len([float(word) for word in words]) == count
    except ValueError:
        return False
