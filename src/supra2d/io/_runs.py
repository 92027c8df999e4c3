"""``FILE.db#3``: one of the runs that a database holds."""

from __future__ import annotations

import re
from pathlib import Path

from supra2d.core import InputError

_MOST = 1000


def split_run(path: Path) -> tuple[Path, int | None]:
    """The file of ``FILE.db#3`` and the number of the run, None where none is named.

    A file whose own name ends like that is itself.

    Examples
    --------
    >>> split_run(Path("film.db#3"))[1]
    3
    """
    match = re.fullmatch(r"(.+)#([0-9]+)", path.name)
    if match is None or path.exists():
        return path, None
    return path.with_name(match[1]), int(match[2])


def each_run(path: Path) -> list[Path]:
    """``FILE.db#3-5,9`` as one path per run, any other path as it is.

    Raises
    ------
    InputError
        When a range is empty or absurdly long.
    """
    match = re.fullmatch(r"(.+)#([0-9]+(?:-[0-9]+)?(?:,[0-9]+(?:-[0-9]+)?)*)", path.name)
    if match is None or path.exists():
        return [path]
    numbers: list[int] = []
    for part in match[2].split(","):
        first, _, last = part.partition("-")
        numbers += range(int(first), min(int(last or first), int(first) + _MOST) + 1)
    if not 0 < len(numbers) <= _MOST:
        raise InputError(
            f"{path.name} names {len(numbers) or 'no'} runs",
            f"1 to {_MOST} runs, the lower number first",
            f"write it like {match[1]}#3-7",
        )
    return [path.with_name(f"{match[1]}#{n}") for n in dict.fromkeys(numbers)]
