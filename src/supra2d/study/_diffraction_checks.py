"""Checks of a diffraction scan: wavelength, orders, lines of nothing known, alignment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..core import Check
from ..measure import Diffraction

_STRANGE = 0.05  # of the strongest line: from here a line of no series is worth a warning
_ROUGH = 0.05  # deg, of lines about the extrapolation
_FEW = 3  # lines of a series below which nothing tests the extrapolation


def diffraction_checks(found: Diffraction, header: Mapping[str, Any]) -> Iterator[Check]:
    """All checks of one scan."""
    yield _wavelength(found)
    yield from _orders(found)
    yield from _strange(found)
    yield from _displaced(found, header)
    yield _scatter(found)


def _wavelength(found: Diffraction) -> Check:
    radiation = found.radiation
    angstrom = 1e10 * radiation.first
    said = f"{angstrom:.6f} \N{ANGSTROM SIGN}"
    if radiation.stated:
        text = f"The file states the wavelength {said}."
    else:
        text = f"The file states no wavelength; {said}, K\u03b11 of copper, was used by convention."
    if found.emission == "undecided" and radiation.second is not None:
        mean = (angstrom + radiation.ratio * 1e10 * radiation.second) / (1.0 + radiation.ratio)
        text += (
            " Whether K\u03b12 is part of the lines cannot be seen; their mean would be "
            f"{mean:.4f} \N{ANGSTROM SIGN}. Lines at larger angles would tell."
        )
    return Check("wavelength", "ok", text, radiation.first)


def _orders(found: Diffraction) -> Iterator[Check]:
    """What is there and what is absent, in orders of the spacing."""
    for k, one in enumerate(found.spacings, start=1):
        name = f"Series {k}" if len(found.spacings) > 1 else "The series"
        orders = ", ".join(map(str, one.series.orders))
        text = f"{name} of {1e10 * one.value:.4g} \N{ANGSTROM SIGN} has the orders {orders}"
        if one.missing:
            text += "; without a line within the scan: " + ", ".join(map(str, one.missing))
        if len(one.series.orders) < _FEW and len(found.spacings) == 1:
            yield Check(
                "orders", "warning", f"{text}. Two lines give a spacing and its slope, and nothing "
                "tests them; scan to larger angles."
            )  # fmt: skip
        else:
            yield Check("orders", "ok", f"{text}.")


def _strange(found: Diffraction) -> Iterator[Check]:
    """Lines of no series: images of strong lines, and others."""
    images = {i: name for i, name in found.strange.items() if name}
    if images:
        told = ", ".join(f"{found.lines[i].two_theta:.2f}\N{DEGREE SIGN} ({name})"
                         for i, name in images.items())  # fmt: skip
        yield Check("tube_lines", "ok", f"Faint images of strong lines by the tube: {told}.")
    others = [found.lines[i] for i, name in found.strange.items() if not name]
    if not others:
        return
    strongest = max(line.height for line in found.lines)
    told = ", ".join(f"{line.two_theta:.2f}\N{DEGREE SIGN}" for line in others[:10])
    told += ", ..." if len(others) > 10 else ""
    loud = any(line.height > _STRANGE * strongest for line in others)
    yield Check(
        "other_lines",
        "warning" if loud else "ok",
        f"{len(others)} of {len(found.lines)} lines belong to no (00l) series: {told}. They were "
        "left out: another phase, the substrate, or planes that are not parallel to the layers.",
        float(len(others)),
    )


def _displaced(found: Diffraction, header: Mapping[str, Any]) -> Iterator[Check]:
    """Height of the sample, where the radius of the goniometer is known."""
    value, error = found.displacement
    radius = header.get("radius")
    if not radius:
        at = found.shift
        text = f"The slope of the extrapolation is {at[0]:.2g} +- {at[1]:.1g}."
        yield Check("misalignment", "ok", text, at[0])
        return
    side = "below" if value > 0.0 else "above"
    yield Check(
        "misalignment",
        "ok",
        f"Lines move as if the sample were {1e3 * abs(value) * radius:.3f} +- "
        f"{1e3 * error * radius:.3f} mm {side} the axis of the goniometer "
        f"(radius {1e3 * radius:g} mm); the extrapolation takes it out.",
        value * radius,
    )


def _scatter(found: Diffraction) -> Check:
    rough = found.scatter > _ROUGH
    text = "Lines lie on the extrapolation within the errors of counts and encoder."
    if found.scatter > 0.0:
        text = (
            f"Lines lie {found.scatter:.4f}\N{DEGREE SIGN} beside the extrapolation, beyond what "
            "counts and encoder explain; the interval holds it."
        )
    if rough:
        text += " That is more than an aligned crystal shows; look at the profiles for twins."
    return Check("line_scatter", "warning" if rough else "ok", text, found.scatter)
