"""Geometries by name, from the files of the compounds, or from a file of the user's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..bands import Crystal, distorted_monolayer, monolayer, polytype
from ..core import Array, NameUnknownError
from ..materials import Form, Material, materials
from ._structure_files import is_file_name, read_layer

_ANGSTROM = 1e-10
_VACUUM = 15.0 * _ANGSTROM  # between the outermost atoms of a layer and its image


def structure(compound: str | Path) -> Crystal:
    """Geometry of a compound by its name, such as ``NbSe2`` or ``stanene``, or from a file.

    A bare formula is one layer of trigonal prisms (1H).

    Parameters
    ----------
    compound
        A name of :func:`structures`, or a layer in a file that ASE reads: ``.cif``, ``.xyz``,
        ``.vasp``, ``POSCAR``, ``CONTCAR``.

    Raises
    ------
    NameUnknownError
        For a compound that is not listed, with near matches.
    InputError
        For a file that is missing, cannot be read or holds no layer, and without ASE.

    Examples
    --------
    >>> structure("NbSe2").species
    ('Nb', 'Se', 'Se')
    """
    if is_file_name(compound):
        return read_layer(Path(compound))
    name = str(compound).replace("\u2032", "'").replace("\u2019", "'")
    known = {form.name: (material, form) for material in materials() for form in material.forms}
    if name not in known:
        raise NameUnknownError.of("compound", name, known)
    material, form = known[name]
    return _BUILDERS[form.kind](material, form)


def structures() -> tuple[str, ...]:
    """Names that :func:`structure` knows."""
    return tuple(form.name for material in materials() for form in material.forms)


def _layer(material: Material, form: Form) -> Crystal:
    """Prisms or octahedra."""
    made = monolayer(
        material.formula,
        form.kind,
        a=form.number("a") * _ANGSTROM,
        height=form.number("height") * _ANGSTROM,
        vacuum=_VACUUM,
    )
    return replace(made, name=form.name, source=_told(form, "height"))


def _told(form: Form, inside: str) -> str:
    a = form.values["a"]
    return f"a = {form.number('a'):g} angstrom, {a.source}; {form.values[inside].source}"


def _buckled(material: Material, form: Form) -> Crystal:
    """One element on two sites of a honeycomb, one of them raised."""
    (element,) = material.elements
    a, buckling = form.number("a") * _ANGSTROM, form.number("buckling") * _ANGSTROM
    c = buckling + _VACUUM
    up = 0.5 * buckling / c
    return Crystal(
        cell=np.array([[a, 0.0, 0.0], [-a / 2.0, np.sqrt(0.75) * a, 0.0], [0.0, 0.0, c]]),
        species=(element, element),
        positions=np.array([[1 / 3, 2 / 3, 0.5 - up], [2 / 3, 1 / 3, 0.5 + up]]),
        name=form.name,
        source=_told(form, "buckling"),
    )


def _bulk(material: Material, form: Form) -> Crystal:
    layer, spacing = material.form("1H"), form.number("spacing")
    made = polytype(
        material.formula,
        "2H",
        a=layer.number("a") * _ANGSTROM,
        c=2.0 * spacing * _ANGSTROM,
        height=layer.number("height") * _ANGSTROM,
    )
    # half a plane up, so that no atom lies on the border of the cell
    raised = np.mod(made.positions + np.array([0.0, 0.0, 0.25]), 1.0)
    source = (
        f"layers of the monolayer ({_told(layer, 'height')}), metal planes {spacing:g} angstrom "
        f"apart, {form.values['spacing'].source}"
    )
    return replace(made, positions=raised, name=form.name, source=source)


def _bilayer(material: Material, form: Form) -> Crystal:
    """The two layers of the bulk cell with vacuum around them."""
    bulk = _bulk(material, form)
    c = bulk.cell[2, 2]
    z = (bulk.positions[:, 2] - 0.5) * c
    height = float(np.ptp(z)) + _VACUUM
    places = bulk.positions.copy()
    places[:, 2] = 0.5 + z / height
    return replace(
        bulk,
        cell=np.vstack([bulk.cell[:2], [0.0, 0.0, height]]),
        positions=places,
        periodic=(True, True, False),
    )


def _distorted(material: Material, form: Form) -> Crystal:
    rows = form.rows("places")
    height = 2.0 * max(up for _, _, up in rows) + _VACUUM / _ANGSTROM
    lengths = [form.number("along"), form.number("across"), height]
    made = distorted_monolayer(
        material.formula,
        [x * _ANGSTROM for x in lengths],
        np.mod(_pairs(rows, height) + np.array([0.25, 0.25, 0.5]), 1.0),
        _told_of_places(form),
    )
    return replace(made, name=form.name)


def _distorted_bulk(material: Material, form: Form) -> Crystal:
    """One layer in a primitive cell; the next one lies half of a + b further.

    Layers may lean along their second edge either way; PBE favours this one by 0.13 eV per cell.
    """
    along, across, long = (form.number(name) for name in ("along", "across", "long"))
    beta = np.deg2rad(form.number("angle"))
    cell = np.diag([along, across, 0.5 * long * np.sin(beta)])
    cell[2, :2] = 0.5 * along, 0.5 * long * np.cos(beta)
    flat = _pairs(form.rows("places"), 1.0) * np.array([along, across, 1.0])
    metal, chalcogen = material.elements
    return Crystal(
        cell * _ANGSTROM,
        (metal,) * 2 + (chalcogen,) * 4,
        np.mod(flat @ np.linalg.inv(cell) + np.array([0.25, 0.25, 0.5]), 1.0),
        periodic=(True, True, True),
        name=form.name,
        source=_told_of_places(form),
    )


def _told_of_places(form: Form) -> str:
    """Edges and angle with their sources, each source once."""
    told = [f"a layer of {form.number('along'):g} x {form.number('across'):g} angstrom"]
    told.append(form.values["along"].source)
    if "long" in form.values:
        told.append(f"long edge {form.number('long'):g} angstrom at {form.number('angle'):g} deg")
        told.append(form.values["long"].source)
    return ", ".join([*told, form.values["places"].source])


def _pairs(half: tuple[tuple[float, ...], ...], height: float) -> Array:
    """Atoms and their images under inversion, one after the other, the normal over ``height``."""
    found = [sign * np.array(row) for row in half for sign in (1.0, -1.0)]
    return np.asarray(np.array(found) / np.array([1.0, 1.0, height]))


_BUILDERS: dict[str, Callable[[Material, Form], Crystal]] = {
    "1H": _layer,
    "1T": _layer,
    "2H-bilayer": _bilayer,
    "2H-bulk": _bulk,
    "1T'": _distorted,
    "1T'-bulk": _distorted_bulk,
    "buckled honeycomb": _buckled,
}
