"""The main job: read, measure, fit, check, bind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import xarray as xr

from ..core import InputError, Result, Sample, header_of
from ..io import discover
from ..measure import critical_field_table, zero_bias_map
from ..report import Report, check_output
from ._angular import angular_results, tilt_from
from ._azimuth import one_azimuth
from ._bind import bind
from ._boundary import boundary_result
from ._boundary_fit import Tables
from ._diffraction import diffraction_results
from ._files import Inputs, gather
from ._gates_family import at_gate, together
from ._groups import Group, by_gate, measured_groups
from ._images import image_results
from ._inplane import inplane_results, rotation_results
from ._magnetisation import magnetisation_results
from ._mechanism import mechanism_results
from ._options import Options
from ._rates import only_rates
from ._tables import tables_of
from ._transitions import transition_result
from ._transport import transport_results
from ._tunnelling import tunnelling_results


def report(
    inputs: Iterable[Path | str] | Path | str,
    out: Path | str | None = None,
    *,
    force: bool = False,
    options: Options | None = None,
) -> Report:
    """Analyse the files of one sample and, with ``out``, write the report.

    Parameters
    ----------
    inputs
        Files or folders, all of one sample.
    out
        Folder for ``results.json``, ``report.html``, ``figures/`` and ``tables/``.
    force
        Replace ``out`` even if it is not one of ours.
    options
        See `Options`.

    Returns
    -------
    Report
        Results in reading order, sources, sample, settings.

    Raises
    ------
    InputError
        When no input holds a sweep or a table.
    OutputError
        When ``out`` cannot be written.
    """
    options = options or Options()
    paths = [inputs] if isinstance(inputs, (str, Path)) else list(inputs)
    files = discover(paths)
    if out is not None:
        check_output(Path(out), force=force, inputs=files)
    found = gather(files, options)
    results = analyse(found.logs, tables=found.tables, sample=found.sample, options=options)
    maps = [m for m in map(zero_bias_map, found.logs) if m is not None]
    results += image_results([*found.images, *maps])
    if not results:
        raise only_rates(_title(found)) if found.rates else _no_sweep(found)
    return bind(_title(found), found, results, options, out, force=force)


def _title(found: Inputs) -> str:
    """The sample's name, else the instrument's title, else the file."""
    names = [Path(s.path).name for s in found.sources if s.rows]
    titles = {str(header_of(log).get("title", "") or "") for log in found.logs} - {""}
    title = titles.pop() if len(titles) == 1 else ""
    files = ", ".join(names) if len(names) <= 3 else f"{len(names)} files"
    return found.sample.name or title or files


def analyse(
    logs: Sequence[xr.Dataset],
    *,
    tables: Sequence[xr.Dataset] = (),
    sample: Sample | None = None,
    options: Options | None = None,
) -> list[Result]:
    """Everything that the logs and tables of one sample allow, in reading order.

    Parameters
    ----------
    logs
        From ``supra2d.read``; the attributes ``direction`` and ``cooldown`` of each are used.
    tables
        Logs that hold tables of critical fields.
    sample, options
        What is known of the sample, and what was chosen.

    Returns
    -------
    list of Result
        Empty when there is neither a sweep nor a table.
    """
    sample, options = sample or Sample(), options or Options()
    groups = measured_groups(logs, options)
    plain = [g for g in groups if g.family.kind in ("R(T)", "R(B)")]
    results = together(plain, [transition_result(g, options) for g in plain])
    angular: list[Result] = []
    for gate, members in by_gate(groups):
        given = tables if gate is None else ()
        turned = angular_results(members, given, options)
        angular += [at_gate(r, gate) for r in turned]
        angular += [at_gate(r, gate) for r in inplane_results(members, given, options)]
        for found in [*_boundaries(members, options), *tables_of(given, options)]:
            boundary = one_azimuth(found, options.criterion)
            result = boundary_result(boundary, sample, options)
            if result is not None:
                results.append(at_gate(result, gate))
                mechanisms = mechanism_results(boundary, sample, options, tilt_from(turned))
                results += [at_gate(r, gate) for r in mechanisms]
    results += angular
    results += rotation_results(groups, logs, tables, options)
    results += transport_results(groups, logs, sample, options, results)
    results += magnetisation_results(logs, sample, options)
    results += tunnelling_results(logs)
    return results + diffraction_results(logs, sample)


def _no_sweep(found: Inputs) -> InputError:
    rows = sum(s.rows for s in found.sources)
    seen = sorted({str(v.attrs.get("quantity", n)) for log in found.logs
                   for n, v in log.data_vars.items()})  # fmt: skip
    return InputError(
        f"{rows} rows with {', '.join(seen) or 'no known column'} but no sweep in them",
        "a resistance that was measured while temperature, field or angle ran over 8 or more "
        "values, a voltage while the current ran, or a conductance while the bias ran",
        "run 'supra2d read' to see what was understood, and map columns with --columns",
    )


def _boundaries(groups: Sequence[Group], options: Options) -> list[Tables]:
    """Tables of each channel; channels named differently per direction are joined if unique."""
    usable = [
        g
        for g in groups
        if not g.family.refusal and "angle" not in g.where and g.family.kind in ("R(T)", "R(B)")
    ]
    known = [g for g in usable if g.direction]
    labels = {d: {g.channel for g in known if g.direction == d} for d in _directions(known)}
    joined = len(labels) > 1 and all(len(channels) == 1 for channels in labels.values())
    sets: dict[tuple[str, bool], list[Group]] = {}
    for group in usable:
        channel = "" if joined and group.direction else group.channel
        sets.setdefault((channel, bool(group.direction)), []).append(group)
    boundaries = []
    for (channel, _), members in sets.items():
        by = {c: _tables(members, c) for c in options.criteria}
        if any(t.sizes["point"] >= 2 for tables in by.values() for t in tables.values()):
            boundaries.append(Tables(channel, {c: t for c, t in by.items() if t}))
    return boundaries


def _tables(groups: Sequence[Group], criterion: str) -> dict[str, xr.Dataset]:
    """One table per direction, perpendicular first."""
    found = {}
    for direction in ("perpendicular", "parallel", ""):
        families = [g.family for g in groups if g.direction == direction]
        table = critical_field_table(families, criterion, direction=direction)
        if table is not None:
            found[direction] = table
    return found


def _directions(groups: Sequence[Group]) -> list[str]:
    return list(dict.fromkeys(g.direction for g in groups))
