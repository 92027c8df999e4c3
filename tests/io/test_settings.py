"""``supra2d.toml`` beside the data."""

from __future__ import annotations

from pathlib import Path

import pytest

from supra2d.core import InputError, NameUnknownError, Sample, SupraError
from supra2d.io import Settings, read, settings_beside

TEXT = """\
[sample]
name = "A"
material = "NbSe2"
thickness = "6.1 nm"
width = "10 um"
length = "50 um"
contacts = "hall-bar"
direction = "perpendicular"
angle_zero = "12 deg"
mobility = "1200 cm^2/(V s)"
cooldown = 3
inversion = true

[files]
"film_par*.dat" = { sample = "A", direction = "parallel", cooldown = 2 }
"film_par_7.dat" = { cooldown = 7 }

[columns]
temperature = "Temp A [K]"
resistance = "lockin_3_ResX [ohm]"
"""


def test_sample_in_canonical_units() -> None:
    sample = Settings.parse(TEXT).sample()
    assert sample == Sample(
        name="A",
        material="NbSe2",
        thickness=6.1e-9,
        width=1e-5,
        length=5e-5,
        contacts="hall-bar",
        direction="perpendicular",
        angle_zero=12.0,
        mobility=pytest.approx(0.12, rel=1e-15),
        cooldown="3",
        inversion=True,
    )


def test_an_empty_file_is_an_empty_sample() -> None:
    assert Settings.parse("").sample() == Sample()


def test_file_entries() -> None:
    settings = Settings.parse(TEXT)
    assert settings.file_entry("film_par_1.dat") == {
        "sample": "A",
        "direction": "parallel",
        "cooldown": "2",
    }
    assert settings.file_entry("film_par_7.dat") == {"cooldown": "7"}
    assert settings.file_entry("film_perp.dat") == {}


def test_columns_and_text() -> None:
    settings = Settings.parse(TEXT)
    assert settings.column_strings() == [
        "temperature=Temp A [K]",
        "resistance=lockin_3_ResX [ohm]",
    ]
    assert settings.text == TEXT


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[sample]\nthicknes = '6 nm'", "unknown key in \\[sample\\].*did you mean thickness"),
        ("[samples]\nname = 'A'", "unknown section of supra2d.toml 'samples'.*sample"),
        ("[files]\n'a*' = { direktion = 'parallel' }", "unknown key in \\[files\\].*direction"),
        ("[columns]\nfeild = 'B [T]'", "unknown channel 'feild'.*did you mean field"),
        ("[sample]\nthickness = 6.1", 'thickness is 6.1; expected text in quotes, such as "6.1'),
        ("[sample]\nthickness = '6.1 K'", "'6.1 K' is in K; expected a unit of m"),
        ("[sample]\nmobility = '12'", "cannot read the mobility '12'"),
        ("[sample]\ndirection = 'up'", "direction is 'up'; expected '', 'perpendicular' or"),
        ("sample = 3", "\\[sample\\] is 3"),
        ("[sample", "is not TOML"),
        ("[join]\non = 'time'", "\\[join\\] of supra2d.toml has no files.*add a line like files ="),
        ("[join]\nfiles = ['a', 'b']\nmaxgap = '5 s'", "unknown key in \\[join\\].*mean max_gap"),
        (
            "[join]\nfiles = ['a', 'b']\nlag = '3 sek'",
            "supra2d.toml: unknown unit 'sek' in '3 sek'; expected a unit of s; write it like",
        ),
        ("[join]\nfiles = ['a', 'b']\nlag = '3 K'", "'3 K' is in K; expected a unit of s"),
        (
            "[join]\nfiles = ['a', 'b']\noffsets = { c = '1 s' }",
            "unknown file in \\[join\\] offsets",
        ),
        ("[lockin]\ny = 'Y'", "\\[lockin\\] of supra2d.toml has no x"),
        ("[lockin]\nx = 'X'\ncurent = '5 nA'", "unknown key in \\[lockin\\].*mean current"),
        ("[lockin]\nx = 'X'\ncurrent = '5 mK'", "'5 mK' is in K; expected a unit of A"),
        ("[lockin]\nx = 'X'", '\\[lockin\\] without a current.*current = "5 nA"'),
        ("[lockin]\nx = 'X'\ncurrent = '5 nA'\ngain = 0", "gain is 0"),
        ("[lockin]\nx = 'X'\ngain = 'two'", "\\[lockin\\] gain is 'two'"),
        ("[reversal]\nvoltage = 'V'", "\\[reversal\\] of supra2d.toml has no current"),
        ("[calibration]\ntemperature = { column = 'R' }", "has no file.*X1234.340"),
        ("[expressions]\nresistence = 'X / 2'", "unknown channel.*did you mean resistance"),
        ("[expressions]\nresistance = 'open(1)'", "holds 'open\\(1\\)'; expected arithmetic"),
        ("[expressions]\nresistance = 'voltage / b'\nvoltage = 'resistance'", "need each other"),
    ],
)
def test_wrong_settings(text: str, sentence: str) -> None:
    with pytest.raises(SupraError, match=sentence):
        Settings.parse(text)


def test_beside(tmp_path: Path) -> None:
    assert settings_beside(tmp_path / "data.dat") is None
    (tmp_path / "supra2d.toml").write_text(TEXT)
    found = settings_beside(tmp_path / "data.dat")
    assert found is not None and found.sample().name == "A"
    assert settings_beside(tmp_path) == found


def test_beside_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "supra2d.toml").write_bytes(b"[sample]\nname = '\xb5'")
    with pytest.raises(InputError, match="save it again as UTF-8"):
        settings_beside(tmp_path)


def test_settings_give_columns_and_the_command_line_wins(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Temp A,lockin_3_ResX,lockin_4_ResX\n2,10,1\n3,11,2\n")
    settings = Settings.parse(TEXT)
    log = read(path, settings=settings)
    assert list(log.temperature.values) == [2, 3]
    assert list(log.resistance.values) == [10, 11]
    log = read(path, columns=["resistance=lockin_4_ResX [ohm]"], settings=settings)
    assert list(log.temperature.values) == [2, 3]
    assert list(log.resistance.values) == [1, 2]


def test_unknown_name_is_the_right_error() -> None:
    with pytest.raises(NameUnknownError):
        Settings.parse("[sample]\nname2 = 'A'")
