"""``supra2d.toml`` beside the data: what the files themselves do not say."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from supra2d.core import InputError, NameUnknownError, Sample, channel, parse_quantity

SETTINGS_FILE = "supra2d.toml"

#: Sections that interface.md keeps for a later version.
_LATER = ("join", "lockin", "expressions")

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


class Settings(BaseModel):
    """What ``supra2d.toml`` says: sections ``[sample]``, ``[files]`` and ``[columns]``.

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
        for section in _LATER:
            if section in document:
                raise InputError(
                    f"{name} has a section [{section}]",
                    "[sample], [files] and [columns], which are all that this version supports",
                    f"remove [{section}] and give one file that holds all columns",
                )
        try:
            settings = cls.model_validate(document)
        except ValidationError as error:
            raise _sentence(error, name) from None
        for quantity in settings.columns:
            channel(quantity)
        settings._text = text
        settings.sample()
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

    def file_entry(self, filename: str) -> dict[str, str]:
        """What ``[files]`` says of a file: ``sample``, ``direction``, ``cooldown``, ``gate``.

        A pattern equal to the name wins, then the first pattern that matches.
        """
        matching = [pattern for pattern in self.files if fnmatchcase(filename, pattern)]
        if filename in self.files:
            matching.insert(0, filename)
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


def _sentence(error: ValidationError, name: str) -> InputError | NameUnknownError:
    first = error.errors()[0]
    *sections, key = (str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = {
            "sample": _SampleSection.model_fields,
            "files": _FileEntry.model_fields,
        }.get(sections[0] if sections else "", {"sample": 0, "files": 0, "columns": 0})
        place = f"key in [{sections[0]}]" if sections else "section"
        return NameUnknownError.of(f"{place} of {name}", key, known)
    place = " ".join([f"[{sections[0]}]", *sections[1:], key]) if sections else f"[{key}]"
    expected = first["msg"].removeprefix("Input should be ")
    example = 'text in quotes, such as "6.1 nm"' if "string" in expected else expected
    return InputError(f"{name}: {place} is {first['input']!r}", example, "correct that line")


def _quantity(text: str, unit: str) -> float | None:
    return parse_quantity(text, unit) if text else None


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
