"""Diffraction scans -> one Result each: the lattice constant across the layers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import xarray as xr

from ..core import (
    Axis,
    InputError,
    Quantity,
    Result,
    Sample,
    header_of,
    refused,
    row_ranges,
    with_preferred,
)
from ..measure import (
    Diffraction,
    LatticeSpacing,
    Radiation,
    lattice_mismatch,
    measure_diffraction,
)
from ._diffraction_checks import diffraction_checks
from ._diffraction_curves import diffraction_curves

_LAYER = (4.5e-10, 8.5e-10)  # m, of one layer of a chalcogenide with its gap
_ALIKE = 0.15  # of two spacings, up to which their mismatch means something
_CITES = ("nelson1945",)


def diffraction_results(logs: Sequence[xr.Dataset], sample: Sample | None = None) -> list[Result]:
    """Everything that diffraction scans say of the lattice.

    Parameters
    ----------
    logs
        From ``supra2d.read``: ``two_theta`` and ``intensity``.
    sample
        Its material, with the polytype in front (``2H-NbS2``), tells how many layers a cell has.

    Returns
    -------
    list of Result
        Of kind ``diffraction``, one for each scan; empty where no log is one.
    """
    scans = [log for log in logs if "two_theta" in log and "intensity" in log]
    names = [Path(str(log.attrs["source"])).stem for log in scans]
    if len(set(names)) < len(names):
        names = [str(i) for i in range(1, len(names) + 1)]
    return [
        _result(log, name if len(scans) > 1 else "", sample or Sample())
        for log, name in zip(scans, names, strict=True)
    ]


def layers_of(material: str) -> int | None:
    """Layers in the cell of a polytype, from its name: two of ``2H-NbS2``, three of ``3R-MoS2``.

    Parameters
    ----------
    material
        A formula with the polytype in front; None comes back where there is none.

    Examples
    --------
    >>> layers_of("4Hb-TaS2"), layers_of("NbS2")
    (4, None)
    """
    found = re.match(r"\s*(\d{1,2})\s*(?:H|R|T|O|M|Td)[abc']?\s*[- ]\s*[A-Z(]", material)
    return int(found[1]) if found else None


def _result(log: xr.Dataset, name: str, sample: Sample) -> Result:
    title = "Diffraction" + (f" ({name})" if name else "")
    where = {"channel": name} if name else {}
    origin = {"source": str(log.attrs["source"]), "rows": row_ranges(log["row"].values)}
    two_theta, counts = log["two_theta"].values, log["intensity"].values
    header = header_of(log)
    try:
        found = measure_diffraction(two_theta, counts, radiation_of(log))
    except InputError as error:
        why = f"{error.got[0].upper()}{error.got[1:]}; {error.remedy}."
        row = refused("lattice_c", "m", why, where=where, **origin)
        curves = tuple(diffraction_curves(two_theta, counts, None, {}, []))
        return Result("diffraction", title, with_preferred([row], ""), curves=curves,
                      x_axis=_X, y_axis=_Y)  # fmt: skip
    material = sample.material or str(header.get("title", ""))
    places = _places(found, where)
    cells = [_cell(one, material) for one in found.spacings]
    numbers = [
        row
        for one, place, cell in zip(found.spacings, places, cells, strict=True)
        for row in _numbers(one, place, cell, _told(found, material, cell), origin)
    ]
    labels = [indices(one, cell[0]) for one, cell in zip(found.spacings, cells, strict=True)]
    numbers += _mismatches(found, places, origin)
    return Result(
        "diffraction",
        title,
        quantities=with_preferred(numbers, ""),
        checks=tuple(diffraction_checks(found, header)),
        curves=tuple(diffraction_curves(two_theta, counts, found, where, labels)),
        x_axis=_X,
        y_axis=_Y,
        text=(_text(found),),
        cites=(*_CITES, *(() if found.radiation.stated else ("hoelzer1997",))),
    )


_X, _Y = Axis("two_theta", "deg"), Axis("intensity", "counts")


def radiation_of(log: xr.Dataset) -> Radiation:
    """Wavelengths that the header of a scan states, else those of copper.

    Parameters
    ----------
    log
        A scan; a second wavelength that is the first is none.
    """
    header = header_of(log)
    first, second = header.get("wavelength"), header.get("wavelength_2")
    if not first:
        return Radiation()
    ratio = float(header.get("wavelength_ratio", 0.5))
    if not second or abs(second / first - 1.0) < 1e-6 or not 0.0 < ratio < 1.0:
        return Radiation(float(first), None, stated=True)
    return Radiation(float(first), float(second), ratio, stated=True)


def _places(found: Diffraction, where: dict[str, str]) -> list[dict[str, str]]:
    """Where each number holds; series are numbered where there are several."""
    if len(found.spacings) == 1:
        return [where]
    scan = where.get("channel", "")
    names = [f"{scan} series {k}".strip() for k in range(1, len(found.spacings) + 1)]
    return [{"channel": name} for name in names]


def _cell(one: LatticeSpacing, material: str) -> tuple[int, int]:
    """Spacings in the lattice constant, and layers in it; 1 and 0 where the polytype is unknown."""
    layers = layers_of(material)
    if layers is None:
        return 1, 0
    for times in dict.fromkeys((layers, 1)):
        if _LAYER[0] < times * one.value / layers < _LAYER[1]:
            return times, layers
    return 1, 0


def _told(found: Diffraction, material: str, cell: tuple[int, int]) -> str:
    """What the choice of the cell rests on."""
    times, layers = cell
    if layers:
        word = "layer" if layers == 1 else "layers"
        cells = f"{times} spacings" if times > 1 else "the spacing"
        return f"c is {cells} of the series: {layers} {word} in the cell of {material}."
    return (
        "c is the spacing of the series: the shortest cell that the lines allow. Orders that are "
        'always absent hide a longer one; give the polytype, as in material = "2H-NbS2" under '
        "[sample] in supra2d.toml."
    )


def _numbers(
    one: LatticeSpacing,
    where: dict[str, str],
    cell: tuple[int, int],
    told: str,
    origin: dict[str, str],
) -> list[Quantity]:
    """c, c with the other function, the thickness of a layer."""
    times, layers = cell
    rest = {"cites": _CITES, **origin}
    orders = ", ".join(indices(one, times))

    def scaled(name: str, factor: float, message: str) -> Quantity:
        ends = [(low * factor, high * factor) for low, high in (one.interval, one.systematic)]
        return Quantity(name, "m", one.value * factor, *ends, where=where, method="Nelson-Riley",
                        message=message, **rest)  # fmt: skip

    shift = (one.displaced - one.value) * times
    half = tuple(end * times + shift for end in one.interval)
    found = [
        scaled("lattice_c", times, f"From {orders}. {told}"),
        Quantity(
            "lattice_c", "m", one.displaced * times, half,
            tuple(end * times + shift for end in one.systematic), method="cos^2/sin",
            where={**where, "method": "cos^2/sin"},
            message="Extrapolated as for a flat sample beside the axis.", **rest,
        ),
    ]  # fmt: skip
    if layers:
        found.append(scaled("layer_spacing", times / layers, f"c over {layers}."))
    return found


def indices(one: LatticeSpacing, times: int) -> list[str]:
    """Orders of c as they are written, ``002`` and ``00 10``.

    Parameters
    ----------
    one
        A series.
    times
        Spacings in the lattice constant.
    """
    numbers = (times * order for order in one.series.orders)
    return [f"00{n}" if n < 10 else f"00 {n}" for n in numbers]


def _mismatches(
    found: Diffraction, places: Sequence[dict[str, str]], origin: dict[str, str]
) -> list[Quantity]:
    """Between the first series and each other one of about the same spacing."""
    rows = []
    for k, other in enumerate(found.spacings[1:], start=1):
        if abs(found.spacings[0].value / other.value - 1.0) > _ALIKE:
            continue
        value, interval, systematic = lattice_mismatch(found, 0, k)
        name = f"{places[0]['channel']} over {places[k]['channel']}"
        rows.append(
            Quantity("lattice_mismatch", "1", value, interval, systematic, where={"channel": name},
                     method="Nelson-Riley", cites=_CITES, **origin)
        )  # fmt: skip
    return rows


def _text(found: Diffraction) -> str:
    lines = {
        "doublet": "The profiles hold both emission lines, and angles are those of the first.",
        "single": "The profiles are those of one emission line.",
        "undecided": "The profiles do not tell whether they hold one emission line or two; two "
        "were fitted, and the difference is part of the systematic error.",
    }
    return (
        f"{len(found.lines)} lines were found. {lines[found.emission]} Spacings are extrapolated "
        "to 2\u03b8 = 180\N{DEGREE SIGN} with the function of Nelson and Riley, with one slope for "
        "all series of a scan and a zero of 2\u03b8 that is known to 0.01\N{DEGREE SIGN}."
    )
