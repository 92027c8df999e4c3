"""``screen``: candidates for type-II Ising pairing, from their doublets at Gamma."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..core import Axis, Check, Curve, Interval, Quantity, Result, Sample, Source, refused, sha256
from ..dft import DoubletPair, Screened, structure
from ..dft import screen as computed
from ..materials import material_path
from ..report import Report, check_output, write
from ._bands_numbers import METHODS, ROUNDING
from ._bands_published import SPLITTING_SPREAD

_AXES = (Axis("n_sheet", "m^-2"), Axis("soc_splitting_Gamma", "meV"))
_ENGINE = ("mortensen2024", "perdew1996")
_TYPE_TWO = ("wang2019", "falson2020")
_PER_CM2 = 1e-4
_TIED = 0.8  # of complete: below this spins flip between the doublets
_ENDS = ("Fermi level at the lower doublet", "Fermi level at the upper doublet")


def screen(
    compounds: Sequence[str | Path],
    out: Path | str | None = None,
    *,
    force: bool = False,
    kmesh: int = 18,
    cutoff: float = 400.0,
    relax: bool = False,
    store: Path | str | None = None,
    workers: int | None = 1,
    progress: bool = False,
) -> Report:
    """Splitting at Gamma and the carriers that reach it, of some layers, as a report.

    Parameters
    ----------
    compounds
        Names such as ``stanene``, or files with a layer that ASE reads.
    out
        Folder for ``results.json``, ``report.html``, ``figures/`` and ``tables/``.
    force
        Replace ``out`` even if it is not one of ours.
    kmesh
        Points along each reciprocal vector; the error comes from two thirds of them.
    cutoff
        Of the plane waves, eV.
    relax
        Let the atoms come to rest in the cell first.
    store
        Folder in which an interrupted run finds what is done; default: ``OUT.work``.
    workers
        Processes.
    progress
        Show how far it is.

    Returns
    -------
    Report
        What is not found in a compound is refused in it with the reason.

    Raises
    ------
    NameUnknownError
        For a compound that is not listed, with near matches.
    InputError
        For a file that holds no layer, a bulk, a mesh that makes no sense, and without the
        engine, with the line to type.
    OutputError
        When ``out`` cannot be written.
    """
    asked = list(dict.fromkeys(map(str, compounds)))
    sources = tuple(_source(name) for name in asked)
    if out is not None:
        check_output(Path(out), force=force, inputs=[s.path for s in sources])
        store = store or Path(out).with_name(f"{Path(out).name}.work")
    found = computed(
        asked,
        kmesh=kmesh,
        cutoff=cutoff,
        relax=relax,
        store=store,
        workers=workers,
        progress=progress,
    )
    bound = Report(
        title="Doublets at Gamma",
        sample=Sample(name=", ".join(one.compound for one in found)),
        sources=sources,
        results=(screening_result(found, [s.path for s in sources]),),
        options={"kmesh": f"{kmesh}", "cutoff": f"{cutoff:g} eV", "relax": f"{relax}".lower()},
    )
    if out is not None:
        write(bound, Path(out), force=force)
    return bound


def screening_result(found: Sequence[Screened], sources: Sequence[str] = ()) -> Result:
    """A screening as rows, sentences, and points of a figure.

    Parameters
    ----------
    found
        What was computed, or read from a table.
    sources
        The file behind each compound; none are named by default.
    """
    rows: list[Quantity] = []
    for one, source in zip(found, sources or [""] * len(found), strict=True):
        rows += _rows(one, source)
    settings = dict.fromkeys(_settings(one) for one in found if one.origin)
    return Result(
        "screening",
        "Splitting at Gamma",
        quantities=tuple(rows),
        checks=tuple(check for one in found for check in _checks(one)),
        curves=tuple(_curve(one, pair) for one in found for pair in one.doublets),
        x_axis=_AXES[0],
        y_axis=_AXES[1],
        text=(*(text for one in found for text in _sentences(one)), *settings),
        cites=_TYPE_TWO,
    )


def _source(name: str) -> Source:
    """The file with the geometry; one that is shipped without the folder it is installed in."""
    crystal = structure(name)
    shipped = material_path(crystal.name)
    path = Path(name) if shipped is None else shipped
    told = name if shipped is None else f"supra2d/materials/{path.name}"
    return Source(
        told, sha256(path), "ase" if shipped is None else "supra2d", len(crystal.species), 0
    )


def _rows(one: Screened, source: str) -> list[Quantity]:
    if not one.doublets:
        return [
            refused(
                "soc_splitting_Gamma", "meV", one.message, source=source,
                where={"channel": one.compound},
            )
        ]  # fmt: skip
    rows = []
    for label, pair in zip(_labels(one), one.doublets, strict=True):
        rows.append(_splitting(pair, label, source))
        rows += [_carriers(pair, end, label, source) for end in (0, 1)]
    return rows


def _labels(one: Screened) -> list[str]:
    """``stanene, Sn px, py``; with their energy where several pairs are made of the same."""
    kinds = [pair.character for pair in one.doublets]
    return [
        f"{one.compound}, {pair.character}"
        + (f" at {sum(pair.energies) / 2e3:.2f} eV" if kinds.count(pair.character) > 1 else "")
        for pair in one.doublets
    ]


def _splitting(pair: DoubletPair, label: str, source: str) -> Quantity:
    value, error = pair.splitting, max(pair.splitting_error, ROUNDING)
    others = [value * factor for factor in SPLITTING_SPREAD]
    others += [] if pair.splitting_other is None else [pair.splitting_other]
    return Quantity(
        "soc_splitting_Gamma",
        "meV",
        value,
        (max(0.0, value - error), value + error),
        (min(value, *others), max(value, *others)),
        method="levels with spin-orbit coupling",
        convention="twice lambda, between the two doublets; statistical: change from the coarser "
        "mesh; systematic: another functional, and what other engines give for a splitting at K",
        where={"channel": label},
        source=source,
        cites=_ENGINE,
    )


def _carriers(pair: DoubletPair, end: int, label: str, source: str) -> Quantity:
    value, error = pair.carriers[end], pair.carriers_error[end]
    systematic: Interval | None = None
    if pair.carriers_other is not None:
        other = pair.carriers_other[end]
        systematic = min(value, other), max(value, other)
    return Quantity(
        "n_sheet",
        "m^-2",
        value,
        (value - error, value + error),
        systematic,
        method="linear triangles, rigid bands",
        convention="carriers to add until the Fermi level is at the doublet, electrons positive, "
        "holes negative; statistical: change from the coarser mesh; systematic: another functional",
        where={"channel": f"{label}, {_ENDS[end]}"},
        source=source,
        cites=(*_ENGINE, METHODS),
    )


def _checks(one: Screened) -> list[Check]:
    if not one.doublets:
        return []
    checks = []
    if not one.twofold:
        text = (
            f"{one.compound} has no centre of inversion: its bands split away from Gamma, so that "
            "pairing would be of type I as well."
        )
        checks.append(Check("inversion", "warning", text))
    for label, pair in zip(_labels(one), one.doublets, strict=True):
        text = f"{label}: spins and orbital moments are tied to {pair.locking:.2f} of complete"
        if pair.locking < _TIED:
            text += "; spin flips mix the doublets with other levels"
        status = "ok" if pair.locking >= _TIED else "warning"
        checks.append(Check("spin_orbit_locking", status, f"{text}.", pair.locking))
    return checks


def _curve(one: Screened, pair: DoubletPair) -> Curve:
    """Both doublets as two points of one height."""
    return Curve(
        "doublets",
        np.array(pair.carriers),
        np.full(2, pair.splitting),
        x_error=np.array(pair.carriers_error),
        y_error=np.full(2, pair.splitting_error),
        label=one.compound,
        where={"compound": one.compound, "orbitals": pair.character},
        axes=_AXES,
    )


def _sentences(one: Screened) -> list[str]:
    if not one.doublets:
        return [f"{one.compound}: {one.message}"]
    return [
        f"{label}: doublets {pair.splitting:.3g} meV apart at Gamma; with "
        f"{_told(pair.carriers[0])} the Fermi level is at the lower one, with "
        f"{_told(pair.carriers[1])} at the upper one."
        for label, pair in zip(_labels(one), one.doublets, strict=True)
    ]


def _told(carriers: float) -> str:
    if carriers == 0.0:
        return "no carriers added"
    kind = "electrons" if carriers > 0.0 else "holes"
    return f"{abs(carriers) * _PER_CM2:.2g} {kind} per cm2".replace("e+", "e")


def _settings(one: Screened) -> str:
    told = [f"{key}: {value}" for key, value in one.origin.items() if key != "geometry"]
    return "; ".join(told) + "."
