"""XRDML: one XML document with scans of counts against angles, and the tube that made them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import xarray as xr

from supra2d.core import Array, InputError, parse_quantity

from .._assemble import Parsed, assemble
from .._columns import Binding, ReadRequest, unmet
from .._text import number

_MARK = b"xrdMeasurements"
_ANGLE, _COUNTS = "2Theta", "counts"
_UNITS = {"angstrom": "angstrom", "nm": "nm", "mm": "mm"}


@dataclass(frozen=True, slots=True)
class _Scan:
    """Angles in deg, intensities, and the counting time in s where it is one for all points."""

    angle: Array
    counts: Array
    seconds: float | None


class _Builder(ElementTree.TreeBuilder):
    """A tree without declarations of its own: an entity could hold anything."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise InputError(
            f"the document declares the type {name!r}",
            "an XRDML file without a declaration of types or entities",
            "export the scan again from the instrument's own software",
        )


def matches(head: bytes) -> bool:
    """Whether a file starts with the root of such a document."""
    return _MARK in head and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read all scans along 2Theta as one log."""
    root = _root(path)
    notes = unmet(request, [])
    scans, skipped = [], 0
    for element in root.iter("scan"):
        scan = _scan(element, path.name)
        if scan is None:
            skipped += 1
        else:
            scans.append(scan)
    if not scans:
        raise InputError(
            f"{path.name} holds {skipped} scans and in none of them 2Theta moves",
            "a scan of counts against 2Theta",
            "give the 2Theta-Omega scan; a rocking curve does not tell a lattice constant",
        )
    if skipped:
        notes.append(f"{skipped} scans at one 2Theta left alone")
    if len({scan.seconds for scan in scans}) > 1:
        notes.append("the scans have different counting times; their counts were not scaled")
    angle = np.concatenate([scan.angle for scan in scans])
    counts = np.concatenate([scan.counts for scan in scans])
    return assemble(
        [
            Parsed(Binding(0, "two_theta", "deg", _ANGLE), angle),
            Parsed(Binding(1, "intensity", "counts", _COUNTS), counts, ~np.isfinite(counts)),
        ],
        lines=np.arange(1, angle.size + 1, dtype=np.int64),
        path=path,
        reader="xrdml",
        notes=notes,
        header=_header(root),
    )


def _root(path: Path) -> ElementTree.Element:
    """The document; the names of its elements without the version of the schema."""
    parser = ElementTree.XMLParser(target=_Builder())
    try:
        parser.feed(path.read_bytes())
        root: ElementTree.Element = parser.close()
    except (ElementTree.ParseError, AssertionError, LookupError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{path.name} is an XRDML file that is cut or damaged ({error})",
            "a whole document, because the step of the angle follows from the number of points",
            "copy or export it again",
        ) from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _scan(scan: ElementTree.Element, file: str) -> _Scan | None:
    """One scan; None where 2Theta stands still."""
    points = scan.find("dataPoints")
    if points is None:
        return None
    places = [p for p in points.iter("positions") if p.get("axis") == _ANGLE]
    if not places or places[0].find("commonPosition") is not None:
        return None
    counts, intensities = points.find("counts"), points.find("intensities")
    values = _numbers(counts if counts is not None else intensities)
    if values.size < 2:
        return None
    factors = _numbers(points.find("beamAttenuationFactors"))
    if counts is not None and factors.size:
        _same(factors.size, values.size, "factors of the attenuator", file)
        values = values * factors
    seconds = _numbers(points.find("commonCountingTime"))
    return _Scan(_angles(places[0], values.size, file), values, float(seconds[0])
                 if seconds.size else None)  # fmt: skip


def _angles(place: ElementTree.Element, size: int, file: str) -> Array:
    listed = _numbers(place.find("listPositions"))
    if listed.size:
        _same(listed.size, size, "angles", file)
        return listed
    ends = [_numbers(place.find(name)) for name in ("startPosition", "endPosition")]
    if any(end.size != 1 or not np.isfinite(end[0]) for end in ends):
        raise InputError(
            f"{file} has a scan without the ends of 2Theta",
            "startPosition and endPosition, or listPositions",
            "export the scan again",
        )
    return np.linspace(ends[0][0], ends[1][0], size)


def _same(found: int, expected: int, what: str, file: str) -> None:
    if found != expected:
        raise InputError(
            f"{file} has a scan of {expected} counts and {found} {what}",
            "as many as counts",
            "export the scan again",
        )


def _numbers(element: ElementTree.Element | None) -> Array:
    """Numbers of an element, NaN for what is none; empty where there is no element."""
    words = (element.text or "").split() if element is not None else []
    found = (number(word) for word in words)
    return np.array([np.nan if value is None else value for value in found], dtype=np.float64)


def _header(root: ElementTree.Element) -> dict[str, Any]:
    """Name of the sample; wavelengths and radius in m, ratio of the second line to the first."""
    facts: dict[str, Any] = dict(_lengths(root))
    for path in ("sample/name", "sample/id"):
        name = (root.findtext(path) or "").strip()
        if name and "title" not in facts:
            facts["title"] = name
    ratio = _numbers(root.find(".//usedWavelength/ratioKAlpha2KAlpha1"))
    if ratio.size == 1 and np.isfinite(ratio[0]):
        facts["wavelength_ratio"] = float(ratio[0])
    return facts


def _lengths(root: ElementTree.Element) -> Iterator[tuple[str, float]]:
    for key, path, unit in (
        ("wavelength", ".//usedWavelength/kAlpha1", "angstrom"),
        ("wavelength_2", ".//usedWavelength/kAlpha2", "angstrom"),
        ("radius", ".//incidentBeamPath/radius", "mm"),
    ):
        element = root.find(path)
        value = _numbers(element)
        if element is None or value.size != 1 or not value[0] > 0.0:
            continue
        stated = _UNITS.get(element.get("unit", unit).lower(), unit)
        yield key, parse_quantity(f"{float(value[0])!r} {stated}", "m")
