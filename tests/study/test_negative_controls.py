"""Measured files of what is no superconductor: no number may come out of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from supra2d.core import InputError, SupraError
from supra2d.report import Report
from supra2d.study import report

FILES = [
    "janberges-nbs2cdw/Figure_1b.txt",
    "janberges-nbs2cdw/Figure_2h.txt",
    "janberges-nbs2cdw/Figure_3b.txt",
    "janberges-nbs2cdw/Figure_3c.txt",
    "janberges-nbs2cdw",
    "IKZ-lakeshore-hall/22-127-G_20K-320K_TT-Halter_WDH_060722.txt",
    "IKZ-lakeshore-hall/22-211-G_Hall_23K-320K_TT-Halter.txt",
    "IKZ-lakeshore-hall/23-026-AG_Hall_RT.txt",
    "IKZ-lakeshore-hall",
    "FAIRmat-AreaA-ETO/testPPMS.dat",
]
SUPERCONDUCTING = {"Tc", "Bc2", "xi_GL", "d_sc", "B_pauli", "anisotropy"}


def reported(path: Path) -> Report | SupraError:
    try:
        return report(path)
    except InputError as error:
        return error


@pytest.mark.parametrize("name", FILES)
def test_no_superconductor_no_number(data_dir: Path, name: str) -> None:
    made = reported(data_dir / name)
    if isinstance(made, SupraError):
        assert made.got and made.expected and made.remedy
        return
    found = [q for q in made.quantities if q.name in SUPERCONDUCTING]
    assert [q.status for q in found] == ["refused"] * len(found)
    assert all(q.message for q in found)


def test_hall_files_are_read_and_refused_rather_than_rejected(data_dir: Path) -> None:
    made = report(data_dir / "IKZ-lakeshore-hall/22-127-G_20K-320K_TT-Halter_WDH_060722.txt")
    refusals = [q for q in made.quantities if q.name == "Tc"]
    assert refusals
    assert all(q.message.endswith(".") for q in refusals)
    assert made.sources[0].rows > 50
