"""A screening as a table of text, and back."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from ..core import InputError
from ._screening import DoubletPair, Screened

_CM2 = 1e4  # per m^2

_PAIR = (
    "compound",
    "orbitals",
    "splitting_meV",
    "splitting_error_meV",
    "splitting_other_meV",
    "energy_lower_meV",
    "energy_upper_meV",
    "carriers_lower_cm-2",
    "carriers_upper_cm-2",
    "carriers_error_lower_cm-2",
    "carriers_error_upper_cm-2",
    "carriers_other_lower_cm-2",
    "carriers_other_upper_cm-2",
    "locking",
)
_COMPOUND = ("gap_meV", "twofold", "message")


def write_screening(path: Path | str, found: Sequence[Screened]) -> None:
    """Write a screening as tab-separated text: one line per pair of doublets.

    Energies in meV, carriers per cm2 (electrons positive, holes negative), and the settings; a
    compound without doublets has a line with its reason.

    Parameters
    ----------
    path
        File to write.
    found
        Answer of :func:`screen`.
    """
    settings = list(dict.fromkeys(key for one in found for key in one.origin))
    with Path(path).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, dialect="excel-tab", lineterminator="\n")
        writer.writerow([*_PAIR, *_COMPOUND, *settings])
        for one in found:
            rest = [f"{one.gap:.5g}", str(one.twofold).lower(), one.message]
            rest += [one.origin.get(key, "") for key in settings]
            for cells in map(_cells, one.doublets) if one.doublets else [[""] * 13]:
                writer.writerow([one.compound, *cells, *rest])


def read_screening(path: Path | str) -> list[Screened]:
    """Read what :func:`write_screening` has written.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    InputError
        For a file that is missing or is no such table.

    Examples
    --------
    >>> from supra2d.materials import screening_path
    >>> "stanene" in [one.compound for one in read_screening(screening_path())]
    True
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"there is no file {path}", "a table of a screening", "check the name")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, dialect="excel-tab"))
    known = (*_PAIR, *_COMPOUND)
    if not rows or any(key not in row or row[key] is None for row in rows for key in known):
        raise InputError(
            f"{path.name} is no table of a screening",
            "the columns " + ", ".join(known),
            "write it with write_screening",
        )
    found: dict[str, Screened] = {}
    for row in rows:
        name = row["compound"]
        before = found[name].doublets if name in found else ()
        pairs = (_pair(row),) if row["orbitals"] else ()
        found[name] = Screened(
            compound=name,
            doublets=(*before, *pairs),
            gap=float(row["gap_meV"]),
            twofold=row["twofold"] == "true",
            message=row["message"],
            origin={key: value for key, value in row.items() if key not in known},
        )
    return list(found.values())


def _cells(pair: DoubletPair) -> list[str]:
    other = "" if pair.splitting_other is None else f"{pair.splitting_other:.6g}"
    theirs = ("", "") if pair.carriers_other is None else _per_cm2(pair.carriers_other)
    return [
        pair.character,
        f"{pair.splitting:.6g}",
        f"{pair.splitting_error:.2g}",
        other,
        *(f"{energy:.7g}" for energy in pair.energies),
        *_per_cm2(pair.carriers),
        *(f"{error / _CM2:.2g}" for error in pair.carriers_error),
        *theirs,
        f"{pair.locking:.3f}",
    ]


def _per_cm2(values: tuple[float, float]) -> tuple[str, str]:
    return f"{values[0] / _CM2:.5g}", f"{values[1] / _CM2:.5g}"


def _pair(row: dict[str, str]) -> DoubletPair:
    def two(name: str, factor: float) -> tuple[float, float]:
        low, high = (row[name.format(end)] for end in ("lower", "upper"))
        return factor * float(low), factor * float(high)

    other = row["splitting_other_meV"]
    return DoubletPair(
        character=row["orbitals"],
        energies=two("energy_{}_meV", 1.0),
        carriers=two("carriers_{}_cm-2", _CM2),
        locking=float(row["locking"]),
        splitting_error=float(row["splitting_error_meV"]),
        carriers_error=two("carriers_error_{}_cm-2", _CM2),
        splitting_other=float(other) if other else None,
        carriers_other=two("carriers_other_{}_cm-2", _CM2) if other else None,
    )
