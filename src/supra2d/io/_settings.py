"""``supra2d.toml`` beside the data: what the files themselves do not say."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from supra2d.core import (
    InputError,
    NameUnknownError,
    Sample,
    UnitError,
    channel,
    parse_quantity,
)

from ._join import Join
from ._recipe import Calibration, Lockin, Recipe, Reversal, read_constant, read_expressions

SETTINGS_FILE = "supra2d.toml"

_MOBILITY_UNITS = {"m^2/(vs)": 1.0, "m^2/vs": 1.0, "cm^2/(vs)": 1e-4, "cm^2/vs": 1e-4}

_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True)
Direction = Literal["", "perpendicular", "parallel"]


class _SampleSection(BaseModel):
    model_config = _STRICT

    name: str = ""
    material: str = ""
    thickness: str = ""
    width: str = ""
    length: str = ""
    contacts: Literal["", "hall-bar", "van-der-pauw", "two-point"] = ""
    direction: Direction = ""
    angle_zero: str = ""
    mobility: str = ""
    cooldown: str | int = ""
    inversion: bool | None = None


class _FileEntry(BaseModel):
    model_config = _STRICT

    sample: str = ""
    direction: Direction = ""
    cooldown: str | int = ""
    gate: str = ""


class _JoinSection(BaseModel):
    model_config = _STRICT

    files: list[str] = Field(min_length=2)
    on: str = "time"
    max_gap: str = ""
    lag: str = ""
    offsets: dict[str, str] = Field(default_factory=dict)


class _LockinSection(BaseModel):
    model_config = _STRICT

    x: str
    y: str = ""
    current: str = ""
    gain: float | int = 1
    phase: str | float | int = "auto"


class _ReversalSection(BaseModel):
    model_config = _STRICT

    voltage: str
    current: str


class _Curve(BaseModel):
    model_config = _STRICT

    column: str
    file: str


class _CalibrationSection(BaseModel):
    model_config = _STRICT

    temperature: _Curve


class _TunnellingSection(BaseModel):
    model_config = _STRICT

    series_resistance: str = ""
    transparent: bool = False


class Settings(BaseModel):
    """What ``supra2d.toml`` says.

    ``[sample]``, ``[files]`` and ``[columns]`` of the sample and its files; ``[join]``,
    ``[lockin]``, ``[reversal]``, ``[calibration]`` and ``[expressions]`` of raw logs;
    ``[tunnelling]`` of the circuit and the contact behind spectra.

    Examples
    --------
    >>> settings = Settings.parse('[sample]\\nthickness = "6.1 nm"')
    >>> settings.sample().thickness
    6.1e-09
    """

    model_config = _STRICT

    section: _SampleSection = Field(default_factory=_SampleSection, alias="sample")
    files: dict[str, _FileEntry] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)
    join: _JoinSection | None = None
    lockin: _LockinSection | None = None
    reversal: _ReversalSection | None = None
    calibration: _CalibrationSection | None = None
    tunnelling: _TunnellingSection = Field(default_factory=_TunnellingSection)
    expressions: dict[str, str | float | int] = Field(default_factory=dict)
    _text: str = PrivateAttr(default="")

    @classmethod
    def parse(cls, text: str, name: str = SETTINGS_FILE) -> Settings:
        """Settings from the text of the file called ``name``.

        Raises
        ------
        InputError
            When it is not TOML or a value is not what it should be.
        NameUnknownError
            When a key is unknown, with near matches.
        """
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InputError(
                f"{name} is not TOML: {error}", "sections such as [sample]", "correct that line"
            ) from None
        try:
            settings = cls.model_validate(document)
        except ValidationError as error:
            raise _sentence(error, name) from None
        for quantity in settings.columns:
            channel(quantity)
        settings._text = text
        settings.sample()
        settings.recipe()
        settings.contact()
        for entry in settings.files.values():
            _quantity(entry.gate, "V")
        return settings

    @property
    def text(self) -> str:
        """The file as it stands, so that a report can quote it."""
        return self._text

    def sample(self) -> Sample:
        """The ``[sample]`` section as a Sample in canonical units."""
        section = self.section
        return Sample(
            name=section.name,
            material=section.material,
            thickness=_quantity(section.thickness, "m"),
            width=_quantity(section.width, "m"),
            length=_quantity(section.length, "m"),
            contacts=section.contacts,
            direction=section.direction,
            angle_zero=_quantity(section.angle_zero, "deg"),
            mobility=_mobility(section.mobility),
            cooldown=str(section.cooldown),
            inversion=section.inversion,
        )

    def recipe(self) -> Recipe | None:
        """How raw logs become channels, None where nothing is said of it."""
        if not (self.join or self.lockin or self.reversal or self.calibration or self.expressions):
            return None
        constants, formulas = read_expressions(self.expressions)
        if self.lockin and not self.lockin.current and not formulas:
            raise InputError(
                "[lockin] without a current",
                "the current through the film, or a formula that makes its resistance",
                'add a line like current = "5 nA", or the name of a column of currents',
            )
        return Recipe(
            join=_join(self.join) if self.join else None,
            lockin=_lockin(self.lockin) if self.lockin else None,
            reversal=Reversal(**self.reversal.model_dump()) if self.reversal else None,
            calibration=Calibration(**self.calibration.temperature.model_dump())
            if self.calibration
            else None,
            constants=constants,
            expressions=formulas,
        )

    def contact(self) -> dict[str, float | bool]:
        """What ``[tunnelling]`` states: ``series_resistance`` in ohm, ``transparent``."""
        ohms = _quantity(self.tunnelling.series_resistance, "ohm")
        if ohms is not None and ohms <= 0.0:
            raise InputError(
                f"[tunnelling] series_resistance is {self.tunnelling.series_resistance!r}",
                "a positive resistance of leads and filters",
                "correct that line, or leave it out",
            )
        stated = {"series_resistance": ohms, "transparent": self.tunnelling.transparent}
        return {key: value for key, value in stated.items() if value}

    def file_entry(self, *names: str) -> dict[str, str]:
        """What ``[files]`` says of a file: ``sample``, ``direction``, ``cooldown``, ``gate``.

        A pattern equal to the name wins, then the first pattern that matches. The file of a join
        has two names: that under which it was given, and that of the log with the signal.
        """
        exact = [name for name in names if name in self.files]
        matching = exact + [p for n in names for p in self.files if fnmatchcase(n, p)]
        if not matching:
            return {}
        entry = self.files[matching[0]].model_dump()
        return {key: str(value) for key, value in entry.items() if value != ""}

    def column_strings(self) -> list[str]:
        """``[columns]`` in the form of ``--columns``."""
        return [f"{quantity}={column}" for quantity, column in self.columns.items()]


def settings_beside(path: Path | str) -> Settings | None:
    """Settings from the ``supra2d.toml`` in a file's folder, None where there is none.

    A folder may be given instead of a file in it.
    """
    path = Path(path)
    file = (path if path.is_dir() else path.parent) / SETTINGS_FILE
    if not file.is_file():
        return None
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{file} cannot be read ({error})", "a text file in UTF-8", "save it again as UTF-8"
        ) from None
    return Settings.parse(text, str(file))


_SECTIONS: dict[str, type[BaseModel]] = {
    "sample": _SampleSection,
    "files": _FileEntry,
    "join": _JoinSection,
    "lockin": _LockinSection,
    "reversal": _ReversalSection,
    "calibration": _CalibrationSection,
    "tunnelling": _TunnellingSection,
}


def _sentence(error: ValidationError, name: str) -> InputError | NameUnknownError:
    first = error.errors()[0]
    # a value that fits none of several types is reported once for each of them
    loc = [str(part) for part in first["loc"] if part not in ("str", "float", "int")]
    *sections, key = loc
    section = sections[0] if sections else ""
    if first["type"] == "extra_forbidden":
        known = _SECTIONS[section].model_fields if section else _sections()
        if section == "calibration" and len(sections) > 1:
            known = _Curve.model_fields
        place = f"key in [{section}]" if section else "section"
        return NameUnknownError.of(f"{place} of {name}", key, known)
    if first["type"] == "missing":
        return InputError(
            f"[{section}] of {name} has no {key}",
            "every key that this section needs",
            f"add a line like {_EXAMPLES.get((section, key), key + ' = ...')}",
        )
    place = " ".join([f"[{section}]", *sections[1:], key]) if sections else f"[{key}]"
    expected = first["msg"].removeprefix("Input should be ")
    example = 'text in quotes, such as "6.1 nm"' if "string" in expected else expected
    return InputError(f"{name}: {place} is {first['input']!r}", example, "correct that line")


#: What a line that is missing would look like.
_EXAMPLES = {
    ("join", "files"): 'files = ["thermometer.csv", "lockin.csv", "magnet.csv"]',
    ("lockin", "x"): 'x = "X [V]"',
    ("reversal", "voltage"): 'voltage = "V [V]"',
    ("reversal", "current"): 'current = "I [A]"',
    ("calibration", "temperature"): 'temperature = { column = "R [ohm]", file = "X1234.340" }',
    ("calibration", "column"): 'temperature = { column = "R [ohm]", file = "X1234.340" }',
    ("calibration", "file"): 'temperature = { column = "R [ohm]", file = "X1234.340" }',
}


def _sections() -> list[str]:
    return [f.alias or name for name, f in Settings.model_fields.items()]


def _join(section: _JoinSection) -> Join:
    for file in section.offsets:
        if file not in section.files:
            raise NameUnknownError.of("file in [join] offsets", file, section.files)
    return Join(
        files=tuple(dict.fromkeys(section.files)),
        on=section.on,
        max_gap=_quantity(section.max_gap, "s"),
        lag=None if section.lag == "auto" else _quantity(section.lag, "s") or 0.0,
        offsets={file: _stated(text, "s") for file, text in section.offsets.items()},
    )


def _lockin(section: _LockinSection) -> Lockin:
    number = read_constant(section.current) if section.current else None
    if number is not None:
        number = _stated(section.current, "A")
    if section.gain == 0:
        raise InputError("[lockin] gain is 0", "a gain that is not zero", "correct that line")
    if section.phase == "auto":
        # without the second output there is nothing to rotate
        phase = None if section.y else 0.0
    elif isinstance(section.phase, str):
        phase = _stated(section.phase, "deg")
    else:
        phase = float(section.phase)
    return Lockin(
        x=section.x,
        y=section.y,
        current=number if number is not None else section.current or None,
        gain=float(section.gain),
        phase=phase,
    )


def _quantity(text: str, unit: str) -> float | None:
    return _stated(text, unit) if text else None


def _stated(text: str, unit: str) -> float:
    try:
        return parse_quantity(text, unit)
    except UnitError as error:
        got = error.got if text in error.got else f"{error.got} in {text!r}"
        raise UnitError(
            f"{SETTINGS_FILE}: {got}", f"a unit of {unit}", f"write it like '1.5 {unit}'"
        ) from None


def _mobility(text: str) -> float | None:
    if not text:
        return None
    match = re.fullmatch(r"\s*([0-9.eE+-]+)\s*(\S.*)", text)
    unit = re.sub(r"\s", "", match[2]).replace("\u00b2", "^2").lower() if match else ""
    if match is None or unit not in _MOBILITY_UNITS:
        raise InputError(
            f"cannot read the mobility {text!r}",
            "a number and m^2/(V s) or cm^2/(V s)",
            "write it like '1200 cm^2/(V s)'",
        )
    return float(match[1]) * _MOBILITY_UNITS[unit]
