"""``atlas``: what texts say of critical fields beyond the Pauli limit, and a sample among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from ..core import Axis, Curve, Quantity, Result, Sample, Source, sha256
from ..materials import Record, material_file
from ..report import Report, check_output, write
from ._atlas_numbers import checks, quantities
from ._atlas_records import REFERENCE, Ratio, best, shipped_records, with_own_names
from ._atlas_sample import Placed, read_samples
from ._atlas_table import read_entries
from .claims import read_claims

_RATIO = Axis("pauli_ratio", "")
_PICTURES = (
    ("year", "Against the year", "a year"),
    ("layers", "Against the number of layers", "a number of layers"),
    ("overlayer", "Against the overlayer or cation", "an overlayer or cation"),
)
_MORE = "'supra2d atlas add' takes what others have measured"


def atlas(
    out: Path | str | None = None,
    *,
    sample: Iterable[Path | str] | Path | str = (),
    tables: Iterable[Path | str] | Path | str = (),
    force: bool = False,
) -> Report:
    """Literature values of critical temperature and field, ratios in one convention, a sample.

    Parameters
    ----------
    out
        Folder for ``results.json``, ``report.html``, ``figures/`` and ``tables/``.
    sample
        Reports of ours, or tables of critical fields, whose samples are placed among the others.
    tables
        Files of further entries, see `read_entries`.
    force
        Replace ``out`` even if it is not one of ours.

    Returns
    -------
    Report
        Limits that a text gives in place of a value are refused in it, with the limit told.

    Raises
    ------
    InputError, NameUnknownError, UnitError
        For a table with an entry that is not complete, and for a sample without a ratio.
    OutputError
        When ``out`` cannot be written.

    Examples
    --------
    >>> found = atlas().results[0].get("pauli_ratio", channel="CaZrO3/KTaO3(001)")
    >>> round(found.value, 2)
    2.75
    """
    asked, further = _paths(sample), _paths(tables)
    if out is not None:
        check_output(Path(out), force=force, inputs=[*asked, *further])
    added = {path: read_entries(path) for path in further}
    placed = [one for path in asked for one in read_samples(path)]
    records = with_own_names([*shipped_records(), *(r for rows in added.values() for r in rows)])
    sources = [
        *_shipped_sources(),
        *(_source(str(path), path, "atlas", len(rows)) for path, rows in added.items()),
        *dict.fromkeys(one.source for one in placed),
    ]
    bound = Report(
        title="Atlas of critical fields",
        sample=Sample(name=", ".join(one.name for one in placed)),
        sources=tuple(sources),
        results=tuple(atlas_results(records, placed)),
        options={"with": ", ".join(map(str, further))} if further else {},
    )
    if out is not None:
        write(bound, Path(out), force=force)
    return bound


def atlas_results(records: Sequence[Record], placed: Sequence[Placed] = ()) -> list[Result]:
    """All numbers of some records, and one Result for each picture.

    Parameters
    ----------
    records
        With names that differ.
    placed
        Samples to mark among them.
    """
    shown = [(record, ratio) for record in records if (ratio := best(record)) is not None]
    shown.sort(key=lambda pair: pair[1].value)
    rows = [row for record in records for row in quantities(record)]
    result = Result(
        "atlas",
        "Critical field over the Pauli limit",
        quantities=(*rows, *map(_sample_row, placed)),
        checks=tuple(check for record in records for check in checks(record)),
        curves=tuple(_curves(shown, placed, None)),
        x_axis=Axis("record", ""),
        y_axis=_RATIO,
        text=tuple(_told(records, shown, placed)),
    )
    return [result, *_pictures(shown, placed)]


def _pictures(shown: Sequence[tuple[Record, Ratio]], placed: Sequence[Placed]) -> Iterator[Result]:
    """The same points against what is known of them; nothing where nothing is known."""
    for key, title, _ in _PICTURES:
        known = [(record, ratio) for record, ratio in shown if getattr(record, key)]
        if known:
            yield Result(
                "atlas",
                title,
                curves=tuple(_curves(known, placed, key)),
                x_axis=Axis(key, ""),
                y_axis=_RATIO,
            )


def _curves(
    shown: Sequence[tuple[Record, Ratio]], placed: Sequence[Placed], key: str | None
) -> Iterator[Curve]:
    """One point each; the place on the axis counts where the axis is one of names."""
    axes = Axis(key or "record", ""), _RATIO
    point = partial(_point, axes=axes)
    for i, (record, ratio) in enumerate(shown):
        numeric = key in ("year", "layers")
        x = float(getattr(record, str(key))) if numeric else float(i)
        where = {"channel": record.name, "method": ratio.method, "limit": ratio.limit}
        where |= {"overlayer": record.overlayer} if key == "overlayer" else {}
        role = "literature" if record.row is None else "added"
        yield point(role, x, ratio.value, ratio.total, where=where)
    for i, one in enumerate(placed):
        where = {"channel": one.name, "method": one.method, "limit": ""}
        yield point("sample", float(len(shown) + i), one.value, one.total, where=where)


def _point(
    role: str,
    x: float,
    value: float,
    total: tuple[float, float],
    *,
    where: dict[str, str],
    axes: tuple[Axis, Axis],
) -> Curve:
    low, high = total
    return Curve(
        role,
        np.array([x]),
        np.array([value]),
        low=np.array([low]),
        high=np.array([high]),
        label=where["channel"],
        where={name: text for name, text in where.items() if text},
        axes=axes,
    )


def _sample_row(one: Placed) -> Quantity:
    at = {} if one.temperature is None else {"temperature": one.temperature}
    return Quantity(
        "pauli_ratio",
        "1",
        one.value,
        one.total,
        method=one.method,
        convention=f"prefactor {REFERENCE}, g = 2",
        where={"channel": f"sample: {one.name}", **at},
        source=one.source.path,
        cites=("clogston1962", "chandrasekhar1962"),
    )


def _told(
    records: Sequence[Record], shown: Sequence[tuple[Record, Ratio]], placed: Sequence[Placed]
) -> Iterator[str]:
    """What is there, what is not, and where the samples stand."""
    for one in placed:
        yield _standing(one, shown)
    values = [ratio for _, ratio in shown if not ratio.limit]
    yield (
        f"{len(records)} records of {len({r.compound for r in records})} compounds from "
        f"{len({r.source for r in records})} sources. {len(values)} give a ratio of the critical "
        f"field in the plane to the Pauli limit and {len(shown) - len(values)} a limit of it; all "
        f"are brought to the Pauli limit of BCS theory with g = 2."
    )
    for key, _, words in _PICTURES:
        with_it = [record for record, _ in shown if getattr(record, key)]
        if not with_it:
            yield f"No text gives a ratio together with {words}; {_MORE}."
        elif key != "year" and len(with_it) < len(shown):
            yield (
                f"{len(with_it)} of {len(shown)} ratios come with {words}; the texts do not say "
                f"it of the others, and {_MORE}."
            )
    if without := [r.name for r in records if not r.values]:
        yield f"Named without any number: {'; '.join(without)}."
    if lone := [r.name for r in records if r.row is None and r.values and best(r) is None]:
        yield f"With numbers but no ratio: {'; '.join(lone)}."
    yield from _errata(records)


def _standing(one: Placed, shown: Sequence[tuple[Record, Ratio]]) -> str:
    """A sample among the values of others; limits are left out."""
    others = [(record.name, ratio) for record, ratio in shown if not ratio.limit]
    low, high = one.total
    below = [name for name, ratio in others if ratio.total[1] < low]
    above = [name for name, ratio in others if ratio.total[0] > high]
    alike = [name for name, _ in others if name not in below and name not in above]
    at = "" if one.temperature is None else f" at {one.temperature:.3g} K"
    told = (
        f"{one.name}: {one.value:.3g} ({low:.3g} to {high:.3g}) times the Pauli limit{at} "
        f"({one.method}), above {len(below)} and below {len(above)} of {len(others)} others"
    )
    if alike:
        told += f"; within the intervals it cannot be told from {', '.join(alike)}"
    return f"{told}."


def _errata(records: Sequence[Record]) -> Iterator[str]:
    """What the claims files remark on the numbers that stand here."""
    wanted = {(r.paper, erratum) for r in records for erratum in r.errata.values()}
    for paper, erratum in sorted(wanted, key=lambda pair: (pair[0], int(pair[1][1:]))):
        rows = [claim for claim in read_claims(paper).claims if claim.erratum == erratum]
        notes = [claim.note for claim in rows if claim.note]
        bare = [f"'{claim.says}'" for claim in rows if not claim.note]
        if bare:
            notes.append(f"For {' and '.join(bare)} see 'supra2d check {paper}'.")
        yield f"{paper}, {erratum}: {' '.join(dict.fromkeys(notes))}"


def _shipped_sources() -> Iterator[Source]:
    """Files of compounds and of claims, without the folder that they are installed in."""
    records = shipped_records()
    for name in dict.fromkeys(record.file for record in records):
        count = sum(record.file == name for record in records)
        yield _source(f"supra2d/materials/{name}", material_file(name), "supra2d", count)
    for paper in sorted({record.paper for record in records if record.paper}):
        found = read_claims(paper)
        yield Source(
            f"supra2d/study/claims/{found.path}", found.sha256, "claims", len(found.numbers), 0
        )


def _source(told: str, path: Path, reader: str, rows: int) -> Source:
    return Source(told, sha256(path), reader, rows, 0)


def _paths(given: Iterable[Path | str] | Path | str) -> list[Path]:
    return [Path(given)] if isinstance(given, (str, Path)) else [Path(path) for path in given]
