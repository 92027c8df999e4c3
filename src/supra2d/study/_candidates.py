"""Which laws a table of critical fields can be compared by, each as the instrument sees it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import xarray as xr

from ..core import Model, Parameter
from ..fit import Instrument, tabulated, with_instrument
from ..models import model, names
from ._facts import Facts

_HALF_NORMAL = 0.674  # median of the magnitude of a normal number
_SPREAD = 1.5  # of the logarithm: 1.1 of that magnitude, and 1 of a slope around 1 T/K

Part = tuple[Model, xr.Dataset]


@dataclass(frozen=True)
class Candidate:
    """A law and what it has to explain: pairs of a law with its priors and a table."""

    law: Model
    parts: tuple[Part, ...]


def candidates(
    tables: Mapping[str, xr.Dataset],
    facts: Facts,
    instrument: Instrument,
    asked: Sequence[str] = (),
) -> tuple[list[Candidate], dict[str, str]]:
    """Laws whose inputs the tables and the sample hold, and why the others are left out.

    Parameters
    ----------
    tables
        By direction; the empty direction stands alone.
    facts, instrument
        What is known; how far the instrument may be off.
    asked
        Names of laws; empty: all.
    """
    found: list[Candidate] = []
    skipped: dict[str, str] = {}
    for name in asked or _field_laws():
        law = model(name)
        why = _missing(law, tables, facts, named=bool(asked))
        if why:
            skipped[name] = why
        else:
            found.append(Candidate(law, tuple(_parts(law, tables, facts, instrument))))
    return found, skipped


def possible(directions: Collection[str], facts: Facts) -> list[str]:
    """Names of all laws that can be compared on fields in these directions.

    Parameters
    ----------
    directions
        Of the tables.
    facts
        What is known.
    """
    return [n for n in _field_laws() if not _missing(model(n), directions, facts, named=False)]


def _field_laws() -> list[str]:
    laws = [model(name) for family in ("criticalfield", "pairbreaking") for name in names(family)]
    return [law.name for law in laws if _of_temperature(law)]


def _of_temperature(law: Model) -> bool:
    return [v.name for v in law.variables] == ["temperature"] and law.result.name == "field"


def _missing(law: Model, directions: Collection[str], facts: Facts, *, named: bool) -> str:
    """Why the law cannot be compared here; empty when it can."""
    if not _of_temperature(law):
        return "a law of another variable: see 'supra2d fit'"
    wanted = law.direction
    if wanted and wanted not in directions and "" not in directions:
        return f"needs {wanted} fields; the table has {' and '.join(directions)} ones"
    if wanted == "perpendicular" and "parallel" in directions:
        return f"a law of the perpendicular field, which {facts.across.name} describes here"
    if "mobility" in law.requires and not facts.mobility:
        return "needs the mobility of the sample; state it in supra2d.toml"
    return _of_other_symmetry(law, facts.inversion, named=named)


def _of_other_symmetry(law: Model, inversion: bool | None, *, named: bool) -> str:
    """Why the law is not one of this crystal.

    Splitting by inversion and its counterpart with inversion give the same curves: what is not
    stated is taken to be the more common crystal without a centre.
    """
    if "inversion:present" in law.requires and inversion is not True:
        if named and inversion is None:
            return ""
        return (
            "its curves are those of another law, in a crystal with a centre of inversion: state "
            "inversion = true in supra2d.toml to have it in place of that"
        )
    if "inversion:absent" in law.requires and inversion:
        return "needs a crystal without a centre of inversion; supra2d.toml states one"
    return ""


def _parts(
    law: Model, tables: Mapping[str, xr.Dataset], facts: Facts, instrument: Instrument
) -> list[Part]:
    def ready(law: Model) -> Model:
        return tabulated(facts.informed(law), 0.9 * facts.coldest, facts.highest)

    wanted = law.direction
    table = tables[wanted] if wanted in tables else tables[""]
    if wanted == "perpendicular":
        return [(with_instrument(ready(law), replace(instrument, tilt=0.0)), table)]
    across = ready(facts.across)
    seen = with_instrument(ready(law), instrument, across)
    if instrument.tilt and "perpendicular" not in tables and not instrument.tilted:
        seen = _lumped(seen, instrument.tilt)
    parts = [(seen, table)]
    if "perpendicular" in tables:
        straight = replace(instrument, tilt=0.0)
        parts.insert(0, (with_instrument(across, straight), tables["perpendicular"]))
    return parts


def _lumped(law: Model, tilt: float) -> Model:
    """The law with misalignment and perpendicular slope as one parameter.

    Parallel fields feel the tilt only through its sine over the perpendicular field: without
    perpendicular points the slope is held at 1 T/K, and the tilt stands for both.
    """

    def lumped(p: Parameter) -> Parameter:
        match p.name:
            case "slope":
                return replace(p, prior=(), default=1.0, low=0.5, high=2.0, free=False)
            case "tilt":
                text = "misalignment over the slope of the perpendicular field in T/K"
                prior = ("log_normal", _HALF_NORMAL * tilt, _SPREAD)
                return replace(p, low=1e-4, default=0.2, prior=prior, description=text)
        return p

    return replace(law, parameters=tuple(lumped(p) for p in law.parameters))
