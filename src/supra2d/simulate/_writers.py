"""Raw files as instruments and plotting programs write them, marked as simulated.

Quantum Design layout: a ``[Header]`` of comma-separated records, then ``[Data]`` with one line
of column names with units in parentheses; the channels of a bridge take turns row by row
(seen in the files of PPMS options ACTRANSPORT and ETO). Origin layout: tabs, and three header
lines with long names, units and comments.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xarray as xr

from ..core import RESISTIVE, InputError, OutputError, header_of, signals

# variable of the log -> (column name, canonical unit in units of the column)
_CONTROLS_ACT = {
    "time": ("Time Stamp (sec)", 1.0),
    "temperature": ("Temperature (K)", 1.0),
    "field": ("Magnetic Field (Oe)", 1e4),
    "position": ("Sample Position (deg)", 1.0),
    "current": ("Excitation (mA)", 1e3),
}
_CONTROLS_ETO = {
    "time": ("Time Stamp (s)", 1.0),
    "temperature": ("Temperature (K)", 1.0),
    "field": ("Field (Oe)", 1e4),
    "position": ("Sample Position (deg)", 1.0),
    "current": ("AC Current Ch1 (mA)", 1e3),
}
_ORIGIN_NAMES = {
    "time": ("Time", "s"),
    "temperature": ("Temperature", "K"),
    "field": ("Field", "T"),
    "angle": ("Angle", "deg"),
    "position": ("Position", "deg"),
    "resistance": ("Resistance", "ohm"),
    "sheet_resistance": ("Sheet resistance", "ohm/sq"),
    "resistivity": ("Resistivity", "ohm m"),
}


def write_quantum_design(log: xr.Dataset, path: Path) -> Path:
    """Write a log as a Quantum Design MultiVu file.

    A resistivity becomes an AC-transport file with the geometry in its header, a resistance
    one of the Electrical Transport Option.

    Parameters
    ----------
    log
        From `run`, with instrument channels ``ch1`` and, if there are two, ``ch2``.
    path
        The file to write.

    Raises
    ------
    InputError
        When the log holds an angle: these instruments record a rotator position.
    OutputError
        When the place cannot be written.
    """
    if "angle" in log:
        raise InputError(
            "a log with the angle from the film normal",
            "a rotator position, which is all that a Quantum Design file holds",
            "set rotator_zero in the protocol",
        )
    names = signals(log, RESISTIVE)
    channels = {str(log[name].attrs["where"]): name for name in names}
    if not set(channels) <= {"ch1", "ch2"} or log[names[0]].attrs["quantity"][:6] != "resist":
        raise InputError(
            f"a log with {', '.join(names)}",
            "resistance or resistivity on ch1 and ch2",
            "set channels and quantity in the protocol",
        )
    if log[names[0]].attrs["quantity"] == "resistivity":
        return _write_act(log, path, channels)
    return _write_eto(log, path, channels)


def _write_act(log: xr.Dataset, path: Path, channels: Mapping[str, str]) -> Path:
    header = header_of(log)
    records = [
        "; AC Transport Data File (default extension .dat)",
        "; SIMULATED by supra2d: these are not measured data",
        "TITLE,SIMULATED by supra2d",
        "FILEOPENTIME,0.00,,1/1/2000 00:00:00",
        "BYAPP,ACTRANSPORT,2.0,1.1",
        "INFO,SIMULATED by supra2d,APPNAME",
    ]
    for channel in channels:
        number, geometry = channel[-1], header[channel]
        records += [
            f"INFO,{header['material']},SAMPLE{number}_MATERIAL",
            f"INFO,SIMULATED by supra2d,SAMPLE{number}_COMMENT",
            f"INFO,{geometry['lead_separation'] * 1e2:.9g},SAMPLE{number}_LEAD_SEPARATION",
            f"INFO,{geometry['cross_section'] * 1e4:.9g},SAMPLE{number}_CROSS_SECTION",
        ]
    columns = _controls(log, _CONTROLS_ACT)
    for channel in ("ch1", "ch2"):
        columns[f"Res. {channel} (ohm-cm)"] = _cells(log, channels.get(channel), 1e2)
    return _write_multivu(path, records, columns, status=("Status (code)", "4369"))


def _write_eto(log: xr.Dataset, path: Path, channels: Mapping[str, str]) -> Path:
    header = header_of(log)
    records = [
        "; SIMULATED by supra2d: these are not measured data",
        "FILEOPENTIME, 0.0, ,1/1/2000 00:00:00",
        "BYAPP, Electrical Transport Option, SIMULATED by supra2d",
        "TITLE, SIMULATED by supra2d",
        *(f"INFO,{header['material']},SAMPLE{channel[-1]}_MATERIAL" for channel in channels),
    ]
    columns = _controls(log, _CONTROLS_ETO)
    for channel in ("ch1", "ch2"):
        columns[f"Resistance {channel.title()} (Ohms)"] = _cells(log, channels.get(channel), 1.0)
    return _write_multivu(path, records, columns, status=("ETO Status Code", "123509632"))


def _controls(
    log: xr.Dataset, columns: Mapping[str, tuple[str, float]]
) -> dict[str, npt.NDArray[np.str_]]:
    return {
        column: _cells(log, name if name in log else None, factor)
        for name, (column, factor) in columns.items()
    }


def _cells(log: xr.Dataset, name: str | None, factor: float) -> npt.NDArray[np.str_]:
    """The cells of a column, blank where the log has no number."""
    if name is None:
        return np.full(log.sizes["row"], "")
    return np.array(["" if v != v else f"{v:.10g}" for v in (log[name].values * factor).tolist()])


def _write_multivu(
    path: Path,
    records: list[str],
    columns: Mapping[str, npt.NDArray[np.str_]],
    *,
    status: tuple[str, str],
) -> Path:
    names = ["Comment", *columns, status[0]]
    rows = [",".join(("", *cells, status[1])) for cells in zip(*columns.values(), strict=True)]
    lines = ["[Header]", *records, "DATATYPE,COMMENT,1", "[Data]", ",".join(names), *rows]
    # these instruments run on Windows
    return _save(path, "\r\n".join(lines) + "\r\n")


def write_origin_text(log: xr.Dataset, path: Path) -> Path:
    """Write a log as tab-separated text with Origin's three header lines.

    Parameters
    ----------
    log
        From `run`; the excitation current is left out.
    path
        The file to write.

    Raises
    ------
    OutputError
        When the place cannot be written.
    """
    names = [str(name) for name in log.data_vars if log[name].attrs["quantity"] in _ORIGIN_NAMES]
    labels = [_ORIGIN_NAMES[log[name].attrs["quantity"]] for name in names]
    where = [str(log[name].attrs["where"]) for name in names]
    header = [
        "\t".join(f"{label} {at}".strip() for (label, _), at in zip(labels, where, strict=True)),
        "\t".join(unit for _, unit in labels),
        "\t".join("SIMULATED by supra2d" for _ in names),
    ]
    columns = [_cells(log, name, 1.0) for name in names]
    rows = ["\t".join(cells) for cells in zip(*columns, strict=True)]
    return _save(path, "\n".join(header + rows) + "\n")


def _save(path: Path, text: str) -> Path:
    try:
        path.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror}", "a writable place", "choose another folder"
        ) from None
    return path
