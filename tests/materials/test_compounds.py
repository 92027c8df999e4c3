"""Files of compounds: complete, readable, and refused where something is missing."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from supra2d.core import InputError, NameUnknownError, SupraError
from supra2d.materials import (
    KINDS,
    QUANTITIES,
    Material,
    Value,
    material_path,
    materials,
    parse_convention,
    read_material,
)

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
    assert material.forms or material.records
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
        ("[[form]]", "[form]", "without tables of form"),
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


LITERATURE = (
    WHOLE
    + """
[[literature]]
name = "NbSe2, thin"
paper = "P4"
source = "zhang2021"
year = 2021
layers = 2
temperature = "0.3 K"
convention = "1.84, 50%"
Tc = "Tc_NbSe2"
Bc2_parallel = { value = 30, unit = "T", uncertainty = 0.5, basis = "digits", limit = "lower" }
errata = { Tc = "E31" }
"""
)


@pytest.mark.parametrize("material", materials(), ids=lambda material: material.formula)
def test_every_record_has_a_source_and_every_number_its_unit(material: Material) -> None:
    bibliography = Path(str(files("supra2d.materials") / "references.bib")).read_text("utf-8")
    names = [record.name for record in material.records]
    assert len(set(names)) == len(names)
    for record in material.records:
        assert f"{{{record.source}," in bibliography
        assert record.values or record.remark
        for key, value in record.values.items():
            assert key in QUANTITIES
            assert isinstance(value, Value) or record.paper


def test_a_record_is_read(file: Path) -> None:
    (record,) = read(file, LITERATURE).records
    assert (record.compound, record.layers, record.year) == ("NbSe2", 2, 2021)
    assert (record.prefactor, record.criterion) == ("1.84", "50%")
    assert record.values["Tc"] == "Tc_NbSe2"
    field = record.values["Bc2_parallel"]
    assert isinstance(field, Value) and (field.value, field.limit) == (30.0, "lower")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('source = "zhang2021"\n', "", "without source"),
        ('convention = "1.84, 50%"\n', "", "without convention"),
        ('"1.84, 50%"', '"1.85"', "unknown convention '1.85'"),
        ('paper = "P4"\n', "", "the name of a number"),
        ("value = 30, ", "", "without value"),
        ('unit = "T", ', "", "without unit"),
        ('unit = "T"', 'unit = "K"', "a unit of T"),
        ("uncertainty = 0.5, ", "", "without uncertainty"),
        ('"lower"', '"least"', "limit"),
        ("layers = 2", "layers = 0", "a whole number"),
        ('"0.3 K"', '"0.3 T"', "K"),
        ('"0.3 K"', '"cold day"', "cannot read"),
        ('{ Tc = "E31" }', '{ xi_GL = "E31" }', "xi_GL"),
        ('{ Tc = "E31" }', '["E31"]', "errata"),
        ("year = 2021", "yaer = 2021", "did you mean year"),
    ],
)
def test_what_is_wrong_in_a_record_is_named(file: Path, old: str, new: str, says: str) -> None:
    assert old in LITERATURE
    with pytest.raises(SupraError, match=re.escape(says)):
        read(file, LITERATURE.replace(old, new, 1))


def test_a_compound_may_be_literature_alone_but_not_nothing(file: Path) -> None:
    assert not read(file, 'formula = "NbSe2"\n' + LITERATURE.removeprefix(WHOLE)).forms
    with pytest.raises(InputError, match="without forms and literature"):
        read(file, 'formula = "NbSe2"\n')


def test_conventions() -> None:
    assert parse_convention("prefactor BCS, g = 2") == ("BCS", "")
    assert parse_convention("10 %; 1.76/sqrt2") == ("1.76/sqrt2", "10%")
