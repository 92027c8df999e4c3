"""Images of vortices -> Results: their spacing, density and direction, and the length of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import xarray as xr

from ..core import (
    Array,
    Axis,
    Check,
    Curve,
    Interval,
    Quantity,
    Result,
    header_of,
    refused,
    with_preferred,
)
from ..core.constants import PHI_0
from ..measure import (
    Picture,
    VortexLattice,
    VortexProfile,
    Vortices,
    measure_vortices,
    picture,
    triangular_spacing,
)

_KINDS = {"conductance": "tunnelling", "current": "tunnelling"}
_METHODS = {
    "sites": "one lattice through all vortices",
    "triangles": "triangles between neighbours",
    "spectrum": "ring of the power spectrum",
}
_CITES = ("tinkham1996",)
_PROFILES = {
    "tunnelling": ("eskildsen2002", "core: 1 - tanh(r / (sqrt(2) xi)), xi being the length"),
    "magnetic": (
        "carneiro2000",
        "(1 + r^2/l^2)^(-3/2), l being height of the probe plus penetration depth",
    ),
}
_DENSE = (
    6.0  # spacings over lengths, below which cores overlap; at 4.7 the length is 0.7 of the true
)
_OVERLAP = (
    "Vortices are only {:.1f} lengths apart, and the fit adds cores where order parameters "
    "multiply: the length is too small, by up to a third; measure in a lower field."
)
_LEAST_SIDE = 16  # pixels
_SMALL = "The image has {x} x {y} pixels and 16 x 16 are needed: scan more lines."
_DISORDER = 0.2  # of the spacing, from which spots may have been missed
_PIXELS = 256  # along a side of the image of a figure
_SIDE = 64  # wave vectors to either side of zero in the spectrum of a figure
_RINGS = 2.2  # of the first ring, up to which a spectrum is shown


def image_results(images: Sequence[xr.Dataset]) -> list[Result]:
    """Vortices in every signal of some images, forward and backward taken together.

    Parameters
    ----------
    images
        From ``supra2d.read``; topography is left alone.

    Returns
    -------
    list of Result
        Of kind ``vortices``, one per image and signal.
    """
    results = []
    for image in images:
        quantities: dict[str, list[str]] = {}
        for name, variable in image.data_vars.items():
            if variable.attrs["quantity"] != "height":
                quantities.setdefault(str(variable.attrs["column"]), []).append(str(name))
        results += [_result(image, channel, names) for channel, names in quantities.items()]
    return results


def _result(image: xr.Dataset, channel: str, names: Sequence[str]) -> Result:
    variable = image[names[0]]
    kind = _KINDS.get(str(variable.attrs["quantity"]), "magnetic")
    common = {
        "where": {"channel": channel},
        "source": str(image.attrs["source"]),
        "rows": f"1-{image.sizes['y']}",
    }
    if min(image.sizes.values()) < _LEAST_SIDE:
        found = None
        quantities = [
            refused(
                "vortex_spacing",
                "m",
                _SMALL.format(x=image.sizes["x"], y=image.sizes["y"]),
                **common,
            )
        ]
    else:
        found = measure_vortices(picture(image, *names), kind)
        quantities = list(_numbers(found, kind, common))
    return Result(
        "vortices",
        f"Vortices ({channel})",
        quantities=with_preferred(quantities, ""),
        checks=() if found is None else tuple(_checks(found, image, channel)),
        curves=() if found is None else tuple(_curves(found, channel, kind)),
        x_axis=Axis("x", "m"),
        y_axis=Axis("y", "m"),
    )


def _numbers(found: Vortices, kind: str, common: dict[str, Any]) -> Iterator[Quantity]:
    lattice = found.lattice
    if lattice is None or found.systematic is None:
        yield refused("vortex_spacing", "m", found.refusal, **common)
        return
    by_sites = bool(np.isfinite(lattice.scatter))
    told = {**common, "method": _METHODS["triangles"], "cites": _CITES}
    apart = {**told, "method": _METHODS["sites" if by_sites else "triangles"]}
    warned = {}
    if lattice.disorder > _DISORDER * lattice.spacing:
        warned = {
            "status": "warning",
            "message": "Spots are far from the middle of their neighbours: some may be missed.",
        }
    yield Quantity(
        "vortex_spacing", "m", lattice.spacing, lattice.interval, found.systematic,
        **{**apart, **warned},
    )  # fmt: skip
    if found.ring is not None:
        where = {**common["where"], "method": _METHODS["spectrum"]}
        yield Quantity(
            "vortex_spacing", "m", *found.ring,
            **{**told, "where": where, "method": _METHODS["spectrum"]},
        )  # fmt: skip
    for name, unit, factor in (("vortex_density", "m^-2", 1.0), ("vortex_field", "T", PHI_0)):
        value, interval, systematic = (
            _density(s, factor)
            for s in ((lattice.spacing,) * 2, lattice.interval, found.systematic)
        )
        yield Quantity(name, unit, value[0], interval, systematic, **{**apart, **warned})
    yield from _order(lattice, common, told)
    yield from _of_one(found.profile, found.profile_refusal, kind, lattice.spacing, common)


def _density(spacing: Interval, factor: float) -> Interval:
    """Density of a triangular lattice between two spacings, times a factor."""
    low, high = (factor * 2.0 / (np.sqrt(3.0) * a**2) for a in reversed(spacing))
    return float(low), float(high)


def _order(
    lattice: VortexLattice, common: dict[str, Any], told: dict[str, Any]
) -> Iterator[Quantity]:
    """Direction of the rows, and longest over shortest spacing."""
    if lattice.ordered:
        theta, error = lattice.orientation, lattice.orientation_error
        yield Quantity("vortex_orientation", "deg", theta, (theta - error, theta + error), **told)
    else:
        why = "The neighbours show no common direction: scan a larger area, or cool in the field."
        yield refused("vortex_orientation", "deg", why, **common)
    ratio, interval = lattice.axial_ratio
    yield Quantity("vortex_anisotropy", "", ratio, interval, **told)


def _of_one(
    profile: VortexProfile | None, why: str, kind: str, spacing: float, common: dict[str, Any]
) -> Iterator[Quantity]:
    """Length and axial ratio of one vortex."""
    key, convention = _PROFILES[kind]
    if profile is None:
        yield refused("vortex_length", "m", why[:1].upper() + why[1:], **common)
        return
    told = {**common, "method": "one profile at all vortices", "cites": (key,)}
    crowded: dict[str, Any] = {}
    if kind == "tunnelling" and spacing < _DENSE * profile.length:
        message = _OVERLAP.format(spacing / profile.length)
        crowded = {"status": "warning", "message": message}
    yield Quantity("vortex_length", "m", profile.length, profile.interval, profile.systematic,
                   convention=convention, **told, **crowded)  # fmt: skip
    yield Quantity("core_anisotropy", "", *profile.axial_ratio, **told)


def _checks(found: Vortices, image: xr.Dataset, channel: str) -> Iterator[Check]:
    """Sign of the spots, agreement of the spectrum, and of the field where it is stated."""
    spots, lattice = found.spots, found.lattice
    sign = "bright" if spots.polarity > 0 else "dark"
    if lattice is None or found.systematic is None:
        yield Check("vortices", "warning", f"{channel}: {found.refusal}", float(spots.x.size))
        return
    yield Check(
        "vortices",
        "ok",
        f"{channel}: {spots.x.size} {sign} spots; the image is skew by {spots.certainty:.1f} times "
        "what a pattern without a sign is.",
        float(spots.x.size),
    )
    off = lattice.disorder / lattice.spacing
    yield Check(
        "vortex_disorder",
        "ok" if off <= _DISORDER else "warning",
        f"{channel}: a vortex is {100 * off:.0f} % of the spacing from the middle of its "
        "neighbours, per axis.",
        off,
    )
    field = header_of(image).get("field")
    if field:
        expected = triangular_spacing(float(field))
        ratio = lattice.spacing / expected
        low, high = (min(lattice.interval[0], found.systematic[0]) / expected,
                     max(lattice.interval[1], found.systematic[1]) / expected)  # fmt: skip
        agrees = low - 0.05 <= 1.0 <= high + 0.05  # a scanner is seldom calibrated to better
        yield Check(
            "vortex_spacing",
            "ok" if agrees else "warning",
            f"{channel}: {ratio:.3g} times the spacing of one flux quantum each in {field:.3g} T.",
            ratio,
        )


def _curves(found: Vortices, channel: str, kind: str) -> Iterator[Curve]:
    where = {"channel": channel}
    yield from _map("image", *_coarse(found.image), where, (Axis("x", "m"), Axis("y", "m")))
    spots, lattice = found.spots, found.lattice
    shown = found.spectrum
    if lattice is not None:
        error = spots.error
        yield Curve("spot", spots.x, spots.y, x_error=error, y_error=error, where=where)
        for pair in lattice.edges:
            yield Curve("edge", spots.x[pair], spots.y[pair], where=where)
        ring = 4.0 * np.pi / (np.sqrt(3.0) * lattice.spacing)
    else:
        q, power = shown.radial()
        half = np.cumsum(q * power)
        ring = float(q[np.searchsorted(half, 0.5 * half[-1])])
    near_x, near_y = (
        np.abs(q) < min(_RINGS * ring, _SIDE * (q[1] - q[0])) for q in (shown.qx, shown.qy)
    )
    if near_x.sum() > 4 and near_y.sum() > 4:
        axes = (Axis("qx", "1/m"), Axis("qy", "1/m"))
        power = shown.power[np.ix_(near_y, near_x)]
        yield from _map("spectrum", shown.qx[near_x], shown.qy[near_y], power, where, axes)
    profile = found.profile
    if profile is not None:
        axes = (Axis("r", "m"), Axis("signal", ""))
        over = profile.height
        said = {**where, "profile": kind}
        yield Curve("profile", profile.r, profile.mean / over, y_error=profile.error / over,
                    where=said, axes=axes)  # fmt: skip
        yield Curve("profile_fit", profile.r, profile.line / over, where=said, axes=axes)


def _map(
    role: str, x: Array, y: Array, z: Array, where: dict[str, str], axes: tuple[Axis, Axis]
) -> Iterator[Curve]:
    """A map as its places and its values."""
    px, py = np.meshgrid(x, y)
    yield Curve(role, px.ravel(), py.ravel(), where=where, axes=axes)
    index = np.arange(z.size, dtype=float)
    yield Curve(f"{role}_value", index, z.ravel(), where=where,
                axes=(Axis("pixel", ""), Axis("value", "")))  # fmt: skip


def _coarse(given: Picture) -> tuple[Array, Array, Array]:
    """An image of at most 256 pixels along a side, by averaging."""
    by = max(1, -(-max(given.values.shape) // _PIXELS))
    ny, nx = (n // by * by for n in given.values.shape)
    z = given.values[:ny, :nx].reshape(ny // by, by, nx // by, by).mean(axis=(1, 3))
    return given.x[:nx].reshape(-1, by).mean(1), given.y[:ny].reshape(-1, by).mean(1), z
