"""Nanonis files, told apart by how they start: a scan, a grid of spectra, a spectrum at a point."""

from __future__ import annotations

import re
from pathlib import Path

import xarray as xr

from .._columns import ReadRequest
from ._grid import read_grid
from ._point import read_point
from ._scan import read_scan

_SCAN = re.compile(rb":NANONIS_VERSION:")
_GRID = re.compile(rb'Grid dim="?[ \d]')
_POINT = re.compile(rb"Experiment\t[^\t\r\n]*\t*\r?\n(Saved )?Date\t")


def matches(head: bytes) -> bool:
    """Whether a file starts as one of the three kinds does."""
    return any(mark.match(_start(head)) for mark in (_SCAN, _GRID, _POINT))


def read(path: Path, request: ReadRequest) -> xr.Dataset:
    """Read a scan as an image, a spectrum or a grid of spectra as a log."""
    with path.open("rb") as stream:
        start = _start(stream.read(200))
    if _SCAN.match(start):
        return read_scan(path, request)
    return (read_grid if _GRID.match(start) else read_point)(path, request)


def _start(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()
