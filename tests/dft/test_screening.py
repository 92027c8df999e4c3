"""Carriers from bands with a known answer, and the record of a screening."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from supra2d.bands import Crystal
from supra2d.core import InputError, NameUnknownError
from supra2d.core.constants import HBAR, M_E, MEV
from supra2d.dft import (
    GammaStates,
    Screened,
    ZoneLevels,
    _gpaw,
    _screening,
    carriers,
    read_screening,
    screen,
    write_screening,
)

A = 4e-10
VECTORS = A * np.array([[1.0, 0.0, 0.0], [-0.5, np.sqrt(0.75), 0.0]])
MASS = 0.3 * M_E
SPLITTING = 120.0  # meV


def holes(points: int, gap: float = 1000.0, splitting: float = SPLITTING) -> ZoneLevels:
    """Two doublets with parabolic bands below 0, and two flat empty bands above a gap."""
    n = np.arange(points)
    k = np.stack(np.meshgrid(n, n, indexing="ij"), axis=-1)[..., None, :] / points
    images = np.array([(i, j) for i in (0, -1) for j in (0, -1)])
    reciprocal = 2.0 * np.pi * np.linalg.pinv(VECTORS).T
    length = np.linalg.norm((k + images) @ reciprocal, axis=-1).min(axis=-1)
    parabola = -((HBAR * length) ** 2) / (2.0 * MASS) / MEV
    bands = [parabola - splitting] * 2 + [parabola] * 2 + [np.full_like(parabola, gap)] * 2
    scalar = np.array([-0.5 * splitting, -0.5 * splitting, gap])
    vectors = np.zeros((6, 3, 2), dtype=complex)
    for i, (spin, moment) in enumerate([(0, 1), (1, -1), (0, -1), (1, 1)]):
        vectors[i, :2, spin] = np.array([1.0, 1j * moment]) / np.sqrt(2.0)
    vectors[4, 2, 0] = vectors[5, 2, 1] = 1.0
    spinor = np.array([-splitting, -splitting, 0.0, 0.0, gap, gap])
    weights = {"Sn px, py": np.array([1.0] * 4 + [0.0] * 2)}
    gamma = GammaStates(scalar, spinor, vectors, weights)
    return ZoneLevels(VECTORS, np.sort(np.stack(bands, axis=-1), axis=-1), 4, gamma)


def test_holes_of_a_parabola() -> None:
    exact = -MASS * SPLITTING * MEV / (np.pi * HBAR**2)  # both spins of the upper doublet
    found = carriers(holes(120), np.array([-SPLITTING, 0.0]))
    # linear triangles err by the square of the step over that of the Fermi wave number
    assert found[0] == pytest.approx(exact, rel=0.01)
    assert found[1] == 0.0
    coarse = carriers(holes(60), np.array([-SPLITTING]))[0]
    assert abs(found[0] - exact) < 0.5 * abs(coarse - exact)


def test_both_doublets_below_the_lower_one() -> None:
    deeper = 80.0
    exact = -MASS * (2.0 * deeper + SPLITTING) * MEV / (np.pi * HBAR**2)
    found = carriers(holes(120), np.array([-SPLITTING - deeper]))[0]
    assert found == pytest.approx(exact, rel=0.01)  # as above


def judged(splitting_other: float = SPLITTING, **changed: float) -> Screened:
    fine, coarse = holes(48, **changed), holes(32, **changed)
    return _screening.judged("made up", fine, coarse, holes(32, splitting=splitting_other))


def test_a_compound_is_judged_with_its_errors() -> None:
    found = judged(splitting_other=100.0)
    assert found.gap == pytest.approx(1000.0)
    assert found.twofold
    (pair,) = found.doublets
    assert pair.splitting == pytest.approx(SPLITTING)
    assert pair.energies == pytest.approx((-620.0, -500.0))  # from the middle of the gap
    assert pair.splitting_error == pytest.approx(0.0, abs=1e-9)
    assert pair.splitting_other == pytest.approx(100.0)
    exact = -MASS * SPLITTING * MEV / (np.pi * HBAR**2)
    assert abs(pair.carriers[0] - exact) < 2.0 * pair.carriers_error[0]
    assert pair.carriers[1] == 0.0


def test_what_is_out_of_reach_is_said() -> None:
    found = judged(gap=6000.0)  # the doublets lie 3 eV below the middle of the gap
    assert found.doublets == ()
    assert "within 2 eV" in _screening._reached(found).message
    far = judged(splitting=900.0)
    (pair,) = _screening._reached(far).doublets  # no carriers at all lead to one of them
    beyond = replace(far, doublets=(replace(pair, carriers=(-3e19, -2e19)),))
    told = _screening._reached(beyond)
    assert told.doublets == ()
    assert "1e15 carriers per cm2" in told.message


def test_bands_without_inversion_are_noticed() -> None:
    fine = holes(24)
    split = fine.energies.copy()
    split[5, 7, 0] -= 20.0
    found = _screening.judged("x", replace(fine, energies=split), fine, fine)
    assert not found.twofold


def test_the_level_of_a_semimetal_holds_all_electrons() -> None:
    levels = holes(48, gap=-30.0)  # the empty bands reach below the top of the filled ones
    zero = _screening.fermi_level(levels)
    assert -40.0 < zero < 0.0
    # flat bands take any number of electrons at one energy
    below, above = carriers(levels, np.array([zero - 0.01, zero + 0.01]))
    assert below <= 0.0 <= above


def test_a_table_comes_back_to_its_digits(tmp_path: Path) -> None:
    found = replace(judged(100.0), origin={"engine": "none", "mesh": "48x48"})
    nothing = Screened("empty", message="no fourfold level", origin=found.origin)
    path = tmp_path / "screening.tsv"
    write_screening(path, [found, nothing])
    back, empty = read_screening(path)
    assert empty == nothing
    assert back.origin == found.origin
    (one,), (other,) = back.doublets, found.doublets
    # five digits of carriers and more of energies are written
    assert one.carriers == pytest.approx(other.carriers, rel=1e-4)
    assert one.energies == pytest.approx(other.energies, rel=1e-6)
    assert one.splitting_other == pytest.approx(other.splitting_other)
    assert one.character == other.character


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.tsv"
    path.write_text("a\tb\n1\t2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no table of a screening"):
        read_screening(path)
    with pytest.raises(InputError, match="there is no file"):
        read_screening(tmp_path / "missing.tsv")


def test_names_come_before_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_gpaw, "find_spec", lambda name: None)
    with pytest.raises(NameUnknownError, match="did you mean stanene"):
        screen(["stanen"])
    with pytest.raises(InputError, match=r"pip install 'supra2d\[dft\]'"):
        screen(["stanene"])


@pytest.mark.parametrize(("name", "kmesh", "says"), [("NbSe2-2H-bulk", 24, "bulk crystal"),
                                                      ("stanene", 3, "6 or more")])  # fmt: skip
def test_what_cannot_be_screened_is_refused(name: str, kmesh: int, says: str) -> None:
    with pytest.raises(InputError, match=says):
        screen([name], kmesh=kmesh)


def test_what_the_engine_refuses_is_an_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import supra2d.dft._gpaw_levels as levels

    def fails(*_: object) -> ZoneLevels:
        raise InputError("no density", "one", "take a finer mesh")

    monkeypatch.setattr(_gpaw, "find_spec", lambda name: True)
    monkeypatch.setattr(_gpaw, "version", lambda: "an engine")
    monkeypatch.setattr(levels, "zone_levels", fails)
    (found,) = screen(["stanene"], store=tmp_path, progress=False)
    assert found.doublets == ()
    assert "take a finer mesh" in found.message
    assert found.origin["mesh"] == "18x18"


def test_an_interrupted_screening_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import supra2d.dft._gpaw_levels as levels

    done: list[str] = []

    def once(crystal: Crystal, *_: object) -> ZoneLevels:
        done.append(crystal.name)
        if "1T-PdTe2" in done:
            raise KeyboardInterrupt
        return holes(24)

    monkeypatch.setattr(_gpaw, "find_spec", lambda name: True)
    monkeypatch.setattr(_gpaw, "version", lambda: "an engine")
    monkeypatch.setattr(levels, "zone_levels", once)
    with pytest.raises(KeyboardInterrupt):
        screen(["stanene", "1T-PdTe2"], store=tmp_path, progress=False)
    assert done == ["stanene"] * 3 + ["1T-PdTe2"]
    monkeypatch.setattr(levels, "zone_levels", lambda crystal, *_: done.append("") or holes(24))
    found = screen(["stanene", "1T-PdTe2"], store=tmp_path, progress=False)
    assert [one.compound for one in found] == ["stanene", "1T-PdTe2"]
    assert done[4:] == [""] * 3  # stanene was kept
