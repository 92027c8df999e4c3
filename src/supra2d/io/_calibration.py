"""Calibration curves of thermometers: Lake Shore ``.340`` files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from supra2d.core import Array, InputError

from ._text import decode, number, split_lines

#: Data formats of a ``.340`` file: factor from canonical units to the file's, and whether the
#: sensor, and the temperature, stand as decimal logarithms.
_FORMATS = {
    "1": ("V", 1e3, (False, False)),
    "2": ("V", 1.0, (False, False)),
    "3": ("ohm", 1.0, (False, False)),
    "4": ("ohm", 1.0, (True, False)),
    "5": ("ohm", 1.0, (True, True)),
}


@dataclass(frozen=True, slots=True)
class Curve:
    """Breakpoints of a sensor, ``sensor`` rising, both as they stand in the file.

    ``unit`` is the canonical unit of a reading, ``factor`` takes it to that of the file, and
    ``logarithmic`` says whether sensor and temperature stand as decimal logarithms.
    """

    name: str
    unit: str
    factor: float
    logarithmic: tuple[bool, bool]
    sensor: Array
    temperature: Array

    def kelvin(self, reading: Array) -> Array:
        """Temperature of readings in ohm or V, straight between breakpoints as instruments do.

        NaN outside of the calibrated range.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            x = np.log10(reading) if self.logarithmic[0] else reading * self.factor
        found: Array = np.interp(x, self.sensor, self.temperature, left=np.nan, right=np.nan)
        return 10.0**found if self.logarithmic[1] else found


def read_curve(path: Path) -> Curve:
    """Read a Lake Shore ``.340`` file.

    Raises
    ------
    InputError
        When it is none, or its breakpoints are not in order.
    """
    if not path.is_file():
        raise InputError(
            f"the calibration curve {path} does not exist",
            "a Lake Shore .340 file beside the data",
            "copy it there, or correct [calibration]",
        )
    lines = split_lines(decode(path.read_bytes()))
    facts = {
        key.strip().lower(): value.strip()
        for key, colon, value in (line.partition(":") for line in lines)
        if colon
    }
    kind = facts.get("data format", "")[:1]
    rows = [tuple(map(number, line.split()[1:3])) for line in lines if _is_breakpoint(line)]
    points = np.array(rows, dtype=float)
    if kind not in _FORMATS or points.shape[0] < 2:
        raise InputError(
            f"{path.name} is no calibration curve that we know",
            "a Lake Shore .340 file with a data format from 1 to 5 and its breakpoints",
            "export the curve from the instrument again",
        )
    unit, factor, logarithmic = _FORMATS[kind]
    sensor, kelvin = points[np.argsort(points[:, 0])].T
    if (np.diff(sensor) <= 0).any() or not _is_monotonic(kelvin):
        raise InputError(
            f"the breakpoints of {path.name} are not in order",
            "a temperature that only rises or only falls along the sensor's values",
            "export the curve from the instrument again",
        )
    return Curve(path.name, unit, factor, logarithmic, sensor, kelvin)


def _is_breakpoint(line: str) -> bool:
    cells = line.split()
    return (
        len(cells) >= 3
        and re.fullmatch(r"[0-9]+", cells[0]) is not None
        and all(number(cell) is not None for cell in cells[1:3])
    )


def _is_monotonic(values: Array) -> bool:
    steps = np.diff(values)
    return bool((steps > 0).all() or (steps < 0).all())
