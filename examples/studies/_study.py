"""What the studies share: raw files written, reports made, printed and recovered numbers compared.

A study writes the raw files of a laboratory from the numbers that a paper prints, hands the folders
to ``supra2d.report`` and to nothing else, and compares what comes back with what is printed.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import supra2d
from supra2d.core import Array, Column, Quantity, Result, make_log, run_tasks
from supra2d.plot import draw, save, style
from supra2d.report import Report
from supra2d.simulate import write_quantum_design
from supra2d.study.claims import read_claims

#: In the place of a printed number, where there is none and a choice was simulated.
CHOSEN = "not printed"

#: A printed number counts as recovered inside this multiple of ``total``: of twenty numbers with
#: 68 % intervals six lie outside of once the interval, one outside of twice.
MULTIPLE = 2.0

Reports = Mapping[str, Report]


@dataclass(frozen=True)
class Row:
    """A number of the paper, what went into the files, and what came back.

    ``verdict`` begins with ``recovered`` or ``not recovered``.
    """

    name: str
    unit: str
    printed: str
    simulated: str
    recovered: str
    interval: str
    verdict: str


@dataclass(frozen=True)
class Raised:
    """An erratum: what ``supra2d check`` says of the printed text, and the report of the files."""

    erratum: str
    status: str
    says: str


@dataclass(frozen=True)
class Study:
    """A paper to rebuild.

    ``write`` makes one folder of raw files for each sample; ``rows``, ``raised`` and ``figures``
    are drawn from the reports of these folders, by their names.
    """

    name: str
    title: str
    write: Callable[[Path, int], None]
    rows: Callable[[Reports], list[Row]]
    raised: Callable[[Reports], list[Raised]]
    figures: Callable[[Reports], dict[str, Axes]]


@dataclass(frozen=True)
class Printed:
    """Numbers of one of the claims files that come with the package."""

    paper: str

    def row(
        self,
        number: str,
        found: Quantity | None,
        *,
        name: str = "",
        unit: str,
        factor: float = 1.0,
        simulated: float | None = None,
        erratum: str = "",
    ) -> Row:
        """The row of a number of the claims file; ``factor`` from canonical to printed unit."""
        known = read_claims(self.paper).numbers[number]
        ends = (known.low * factor, known.high * factor)
        places = max(0, round(-float(np.log10(known.digit * factor))))
        told = f"{known.value * factor:.{places}f}"
        if known.error:
            told += f" ± {0.5 * (ends[1] - ends[0]):.5g}"
        return compared(
            name or number, unit, known.value * factor, found, told=told, factor=factor, ends=ends,
            simulated=simulated, erratum=erratum,
        )  # fmt: skip


def compared(
    name: str,
    unit: str,
    printed: float,
    found: Quantity | None,
    *,
    told: str = "",
    factor: float = 1.0,
    ends: tuple[float, float] | None = None,
    simulated: float | None = None,
    erratum: str = "",
) -> Row:
    """A printed number, in the printed unit, against a quantity of the report.

    ``told`` is how it is printed and ``ends`` what its digits or its error leave open. ``erratum``
    says what in the paper keeps the number from being recovered.
    """
    told = told or f"{printed:.4g}"
    put = f"{printed if simulated is None else simulated:.4g}"
    if found is None or found.value is None or found.total is None:
        why = found.message if found is not None else "the report has no such number."
        return Row(name, unit, told, put, "–", "–", f"not recovered: {why}")
    value = found.value * factor
    low, high = sorted(end * factor for end in found.total)
    first, last = ends or rounding(printed)
    reach = (value - MULTIPLE * (value - low), value + MULTIPLE * (high - value))
    inside = reach[0] <= last and first <= reach[1]
    kept = simulated is None or reach[0] <= simulated <= reach[1]
    if inside:
        verdict = "recovered" + (", with a warning" if found.status == "warning" else "")
        verdict += "" if kept else "; what was simulated is not"
    else:
        verdict = f"not recovered: {erratum or 'outside of twice the interval'}"
        verdict += "; what was simulated is" if erratum and kept else ""
    width = high - low
    interval = f"{shown(low, width)} to {shown(high, width)}"
    return Row(name, unit, told, put, shown(value, width), interval, verdict)


def scaled(q: Quantity | None, name: str, unit: str, factor: float) -> Quantity | None:
    """A number that is another one times a constant."""
    if q is None or q.value is None or q.total is None:
        return q
    low, high = sorted(end * factor for end in q.total)
    return Quantity(name, unit, q.value * factor, (low, high))


def ratio(over: Quantity | None, under: Quantity | None) -> Quantity | None:
    """The ratio of two numbers whose errors are independent."""
    if over is None or under is None or over.value is None or under.value is None:
        return over
    value = over.value / under.value
    error = value * float(np.hypot(over.error / over.value, under.error / under.value))
    return Quantity("ratio", "1", value, (value - error, value + error))


def stated(name: str, printed: str, recovered: str, holds: bool) -> Row:
    """A statement without a number."""
    return Row(name, "", printed, printed, recovered, "–", "recovered" if holds else
               "not recovered: the report says otherwise")  # fmt: skip


def rounding(printed: float) -> tuple[float, float]:
    """What the last digit of a number leaves open."""
    digit = 10.0 ** Decimal(repr(printed)).normalize().as_tuple().exponent
    return printed - 0.5 * digit, printed + 0.5 * digit


def shown(value: float, width: float) -> str:
    """A number with the digits that an interval of this width gives it."""
    if 0.0 < abs(value) < 1e-3:
        power = int(np.floor(np.log10(abs(value))))
        return f"{shown(value / 10.0**power, width / 10.0**power)}e{power}"
    places = 1 - int(np.floor(np.log10(max(width, 1e-12 * abs(value), 1e-300))))
    return f"{value:.{min(max(places, 0), 8)}f}"


def find(report: Report | None, name: str, **where: object) -> Quantity | None:
    """The quantity of a report whose place holds ``where``, the preferred one if there is one.

    ``criterion``, ``method`` and ``source`` (part of the name of a file) may be among it; None
    where there is no report.
    """
    rows = report.quantities if report is not None else ()
    found = [q for q in rows if q.name == name and _fits(q, where)]
    return next((q for q in found if q.preferred), found[0] if found else None)


def _fits(q: Quantity, where: Mapping[str, object]) -> bool:
    own = {"criterion": q.criterion, "method": q.method, **q.where}
    return all(
        str(wanted) in q.source if key == "source" else _same(own.get(key), wanted)
        for key, wanted in where.items()
    )


def _same(value: object, wanted: object) -> bool:
    """Equal, for numbers to the digits of a set point."""
    if isinstance(wanted, float) and isinstance(value, (int, float)):
        return abs(value - wanted) <= 1e-3 * abs(wanted) + 1e-9
    return value == wanted


def result(report: Report, kind: str, **where: object) -> Result:
    """The first Result of a kind whose curves are at ``where``."""
    for one in report.results:
        places = [c.where for c in one.curves]
        if one.kind == kind and all(any(p.get(k) == v for p in places) for k, v in where.items()):
            return one
    raise SystemExit(f"the report has no {kind} at {where}")


def grid(rows: int, columns: int) -> list[Axes]:
    """Empty panels of print size, two to a page."""
    with style():
        figure = Figure(figsize=(178 / 25.4, rows * 72 / 25.4), layout="constrained")
        # rows of their own: a wide label in one does not move the panels of the other
        parts = figure.subfigures(rows, 1, squeeze=False)[:, 0]
        return [ax for part in parts for ax in part.subplots(1, columns, squeeze=False)[0]]


def panel(name: str, found: Result, ax: Axes, label: str) -> None:
    """One figure of the package as a panel."""
    draw(name, found, ax=ax)
    with style():
        ax.text(-0.15, 1.02, label, transform=ax.transAxes, fontweight="bold", ha="right")


def printed_errata(paper: str, *errata: str) -> list[Raised]:
    """What ``supra2d check`` says of the statements that an erratum belongs to."""
    checks = supra2d.check(paper).checks
    return [
        Raised(erratum, c.status, f"check {paper}: {c.message}")
        for erratum in errata
        for c in checks
        if c.name.endswith(f"_{erratum}") and c.status != "ok"
    ]


def reported(report: Report | None, erratum: str, *names: str) -> list[Raised]:
    """Warnings of a report that an erratum shows up in."""
    checks = report.checks if report is not None else ()
    return [
        Raised(erratum, c.status, f"report, {c.name}: {c.message}")
        for c in checks
        if c.name in names and c.status != "ok"
    ]


def write_columns(path: Path, columns: Mapping[str, Array | float], digits: int = 9) -> None:
    """Columns under their names with units, separated by tabs; a number stands in every row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = np.broadcast_arrays(*(np.asarray(c, float) for c in columns.values()))
    lines = ["\t".join(f"{v:.{digits}g}" for v in row) for row in zip(*rows, strict=True)]
    path.write_text("\n".join(["\t".join(columns), *lines]) + "\n", encoding="utf-8")


def write_ppms(path: Path, material: str, **columns: Array | float) -> None:
    """A file of the Electrical Transport Option: temperature, field, current, resistance."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = np.broadcast_arrays(*(np.asarray(c, float) for c in columns.values()))
    made = [
        Column(name, values.astype(float), name, "ch1" if name == "resistance" else "")
        for name, values in zip(columns, rows, strict=True)
    ]
    time = 2.0 * np.arange(rows[0].size)
    log = make_log(
        [Column("time", time, "time"), *made],
        lines=np.arange(1, rows[0].size + 1),
        source="simulated",
        sha256="0" * 64,
        reader="simulate",
        header={"material": material, "ch1": {}},
    )
    write_quantum_design(log, path)


def stacked(parts: Sequence[Mapping[str, Array | float]]) -> dict[str, Array]:
    """Sweeps one after the other."""
    names = list(parts[0])
    filled = [np.broadcast_arrays(*(np.asarray(p[n], float) for n in names)) for p in parts]
    return {n: np.concatenate([f[i] for f in filled]) for i, n in enumerate(names)}


HEAD = ("quantity", "unit", "printed", "simulated", "recovered", "interval", "verdict")


def text_of(rows: Sequence[Row], raised: Sequence[Raised]) -> str:
    """The tables as Markdown."""
    cells = [HEAD, *(astuple(r) for r in rows)]
    widths = [max(len(c[i]) for c in cells) for i in range(len(HEAD) - 1)] + [0]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |"
             for row in cells]  # fmt: skip
    rule = "|" + "|".join("-" * (w + 2) for w in widths[:-1]) + "|---|"
    found = sum(r.verdict.startswith("recovered") for r in rows)
    told = [f"{found} of {len(rows)} numbers recovered.", ""]
    told += [f"- {r.erratum} ({r.status}): {r.says}" for r in raised]
    return "\n".join([lines[0], rule, *lines[1:], "", *told]) + "\n"


def tsv_of(rows: Sequence[Row]) -> str:
    """The table for a spreadsheet."""
    return "\n".join("\t".join(r) for r in (HEAD, *(astuple(r) for r in rows)))


@dataclass(frozen=True)
class Rebuilt:
    """A study that was run."""

    reports: Reports
    rows: list[Row]
    raised: list[Raised]


@dataclass(frozen=True)
class _Job:
    """One folder of raw files and where its report goes."""

    folder: str
    out: str | None


def _report(job: _Job) -> Report:
    return supra2d.report(job.folder, job.out)


def rebuild(
    study: Study,
    out: Path,
    *,
    seed: int = 2,
    only: Sequence[str] = (),
    pages: bool = False,
    workers: int | None = 1,
) -> Rebuilt:
    """Write the raw files under ``out``, report each folder, compare.

    ``only``: these folders and no others. ``pages``: with the pages, figures and tables of every
    report, else the numbers alone.
    """
    raw = out / "raw"
    shutil.rmtree(raw, ignore_errors=True)
    study.write(raw, seed)
    folders = sorted(p for p in raw.iterdir() if p.is_dir() and p.name in (only or [p.name]))
    jobs = [_Job(str(p), str(out / "reports" / p.name) if pages else None) for p in folders]
    found = run_tasks(_report, jobs, workers=workers)
    reports = {p.name: report for p, report in zip(folders, found, strict=True)}
    return Rebuilt(reports, study.rows(reports), study.raised(reports))


def main(study: Study) -> None:
    """The command line of a study: ``python SCRIPT [OUT]``."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else f"study-reports/{study.name}")
    start = perf_counter()
    found = rebuild(study, out, pages=True, workers=None)
    text = f"# {study.title}\n\n{text_of(found.rows, found.raised)}"
    (out / "table.md").write_text(text, encoding="utf-8")
    (out / "table.tsv").write_text(tsv_of(found.rows) + "\n", encoding="utf-8")
    for name, ax in study.figures(found.reports).items():
        for suffix in ("png", "pdf"):
            save(ax, out / f"{name}.{suffix}")
    print(text)
    print(f"{perf_counter() - start:.0f} s; raw files, reports, tables and figures are in {out}")
