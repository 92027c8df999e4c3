"""Writing a report: built beside its place under a temporary name, then renamed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from ..core import OutputError
from ._figures import Drawn, draw_figures
from ._html import page
from ._json import SCHEMA, to_dict
from ._report import Report
from ._tables import tables


def write(report: Report, out: Path, *, force: bool = False) -> Path:
    """Write ``results.json``, ``report.html``, ``figures/`` and ``tables/`` to the folder ``out``.

    Parameters
    ----------
    report
        What to write.
    out
        Folder. An existing one is replaced when it is empty or a report of ours.
    force
        Replace any other folder as well; never one that holds an input or the working folder.

    Returns
    -------
    Path
        ``out``.

    Raises
    ------
    OutputError
        When ``out`` may not be replaced or cannot be written; nothing is left behind.
    """
    out = Path(out)
    check_output(out, force=force, inputs=[s.path for s in report.sources])
    target = out.resolve()
    part = target.with_name(f".{target.name}.part-{os.getpid()}")
    made = _missing_parents(target)
    try:
        part.mkdir(parents=True)
        _fill(report, part)
        _replace(part, target)
    except OSError as error:
        _clean(part, made)
        reason = error.strerror or str(error)
        raise OutputError(
            f"cannot write {out} ({reason})",
            "a folder in a place that can be written",
            "choose another output with -o",
        ) from error
    except BaseException:
        _clean(part, made)
        raise
    return out


def check_output(out: Path, *, force: bool = False, inputs: Iterable[str | Path] = ()) -> None:
    """Raise OutputError when a report may not be written to ``out``; touches nothing.

    Called before long work, so that a wrong ``-o`` is known at once.

    Parameters
    ----------
    out, force
        As for `write`.
    inputs
        Files that must survive: a folder that holds one of them is never replaced.

    Raises
    ------
    OutputError
        With the reason and what to do.
    """
    out = Path(out)
    if out.exists() and not out.is_dir():
        raise OutputError(f"output {out} is a file", "a folder", "choose another output with -o")
    if not out.is_dir():
        _check_parent(out)
        return
    target = out.resolve()
    precious = [Path.cwd(), *(Path(p).resolve() for p in inputs)]
    for path in precious:
        if path == target or target in path.parents:
            raise OutputError(
                f"output {out} holds {path.name or path}, which a report must not replace",
                "a folder of its own",
                "choose another output with -o",
            )
    if force or not any(out.iterdir()) or _is_ours(out):
        _check_parent(out)
        return
    raise OutputError(
        f"output {out} exists and is no supra2d report",
        "a new or empty folder, or an earlier report",
        "choose another output with -o, or replace it with --force",
    )


def _check_parent(out: Path) -> None:
    parent = next(p for p in out.resolve().parents if p.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(
            f"cannot write {out} ({parent} is not a folder that can be written)",
            "a folder in a place that can be written",
            "choose another output with -o",
        )


def _is_ours(out: Path) -> bool:
    try:
        found = json.loads((out / "results.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("schema") == SCHEMA


def _fill(report: Report, folder: Path) -> None:
    drawn = draw_figures(report, folder / "figures")
    names = _write_tables(report, folder / "tables")
    data = json.dumps(to_dict(report), indent=1, ensure_ascii=False, allow_nan=False)
    (folder / "results.json").write_text(data + "\n", encoding="utf-8")
    _write_page(report, drawn, names, folder)


def _write_tables(report: Report, folder: Path) -> list[str]:
    folder.mkdir()
    found = tables(report)
    for name, text in found.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return list(found)


def _write_page(report: Report, drawn: list[Drawn], names: list[str], folder: Path) -> None:
    (folder / "report.html").write_text(page(report, drawn, names), encoding="utf-8")


def _replace(part: Path, target: Path) -> None:
    if not target.exists():
        part.rename(target)
        return
    old = target.with_name(f".{target.name}.old-{os.getpid()}")
    target.rename(old)
    try:
        part.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _missing_parents(target: Path) -> list[Path]:
    """Parents that have to be made, deepest first."""
    return [p for p in target.parents if not p.exists()]


def _clean(part: Path, made: list[Path]) -> None:
    shutil.rmtree(part, ignore_errors=True)
    for folder in made:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
