"""Files of compounds: complete, readable, and refused where something is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from supra2d.core import InputError, NameUnknownError, SupraError
from supra2d.materials import KINDS, Material, material_path, materials, read_material

WHOLE = """formula = "NbSe2"

[[form]]
name = "NbSe2"
kind = "1H"

[form.a]
value = 3.47
unit = "angstrom"
uncertainty = 0.005
basis = "quoted precision"
source = "a source"

[form.height]
value = 1.6755
unit = "angstrom"
uncertainty = 0.001
basis = "forces"
source = "another source"
"""
PLACES = """
[form.places]
value = [[0.25, 0.2, 0.1]]
unit = ["along", "across", "angstrom"]
uncertainty = 0.001
basis = "forces"
source = "a source"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "NbSe2.toml"


def read(file: Path, text: str) -> Material:
    file.write_text(text, encoding="utf-8")
    return read_material(file)


@pytest.mark.parametrize("material", materials(), ids=lambda material: material.formula)
def test_every_value_has_unit_uncertainty_and_source(material: Material) -> None:
    assert material.forms
    for form in material.forms:
        assert set(form.values) == set(KINDS[form.kind])
        for value in form.values.values():
            assert value.unit and value.basis.strip() and len(value.source) > 10
            assert value.uncertainty > 0.0


def test_names_are_unique_and_lead_to_their_file() -> None:
    names = [form.name for material in materials() for form in material.forms]
    assert len(set(names)) == len(names)
    for material in materials():
        for form in material.forms:
            path = material_path(form.name)
            assert path is not None and path.stem == material.formula
    assert material_path("NbSe3") is None


def test_a_whole_file_is_read(file: Path) -> None:
    found = read(file, WHOLE)
    assert found.formula == "NbSe2"
    assert found.elements == ("Nb", "Se")
    assert found.form("1H").number("a") == 3.47
    with pytest.raises(NameUnknownError, match="1H"):
        found.form("1T")


@pytest.mark.parametrize("key", ["value", "unit", "uncertainty", "basis", "source"])
def test_a_gap_is_refused_with_its_place(file: Path, key: str) -> None:
    gap = re.sub(rf"{key} = .*\n", "", WHOLE, count=1)
    with pytest.raises(InputError, match=f"NbSe2.toml: NbSe2: a without {key}"):
        read(file, gap)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("3.47", '"3.47"', "a number"),
        ("3.47", "nan", "a number"),
        ("0.005", "0", "a positive number"),
        ("0.005", "-0.1", "a positive number"),
        ('"angstrom"', '"furlong"', "a length"),
        ('"angstrom"', '"K"', "a length"),
        ('"a source"', '" "', "without source"),
        ('kind = "1H"', 'kind = "1h"', "did you mean 1H"),
        ('kind = "1H"', 'kind = "1H"\ncolour = "red"', "colour"),
        ('kind = "1H"', 'kind = "1H"\nspacing = 3', "spacing"),
        ("[form.height]", "[form.heigth]", "without height"),
        ('formula = "NbSe2"', 'formula = "NbS2"', "rename the file"),
        ('formula = "NbSe2"', 'formula = "NbSe2"\ntc = 7', "tc"),
        ("[[form]]", "[form]", "without tables of forms"),
        ('formula = "NbSe2"', "formula = ", "is no TOML"),
    ],
)
def test_what_is_wrong_is_named(file: Path, old: str, new: str, says: str) -> None:
    assert old in WHOLE
    with pytest.raises(SupraError, match=re.escape(says)):
        read(file, WHOLE.replace(old, new, 1))


@pytest.mark.parametrize("rows", ["[[0.25, 0.2]]", "0.25", '[["a", 0.2, 0.1]]'])
def test_places_are_rows_of_three_numbers(file: Path, rows: str) -> None:
    text = WHOLE.replace('kind = "1H"', 'kind = "1T\'"').replace("form.a]", "form.along]")
    text = text.replace("form.height]", "form.across]") + PLACES
    assert read(file, text).form("1T'").rows("places") == ((0.25, 0.2, 0.1),)
    with pytest.raises(InputError, match="no list of places"):
        read(file, text.replace("[[0.25, 0.2, 0.1]]", rows))
