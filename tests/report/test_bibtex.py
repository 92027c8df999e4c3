"""References are read from the bibliography, whatever its style."""

from __future__ import annotations

import pytest

from supra2d.report import _bibtex

TEXT = r"""
% a comment with @ in it
@article{werthamer1966,
  author = {Werthamer, N. R. and Helfand, E. and Hohenberg, P. C.},
  title  = "Temperature and Purity Dependence of the {$H_{c2}$}",
  journal = {Phys. Rev.}, volume = 147, pages = {295--302}, year = 1966,
  doi = {10.1103/PhysRev.147.295}
}
@book{tinkham1996, author={Michael Tinkham}, title={Introduction to Superconductivity},
  publisher={McGraw-Hill}, year={1996}}
@article{many2020, author = {A, B and C, D and E, F and G, H and I, J and K, L and M, N},
  title = {M{\"u}ller's {\'e}tude}, year = {2020}}
@article{letters2020, author = {Mortensen, Jens J{\o}rgen and \O yen, \AA ge}, year = {2020}}
@article{broken, title = {never closed
"""


def test_entries_are_formatted() -> None:
    entries = _bibtex.parse(TEXT)
    assert _bibtex.format_entry(entries["werthamer1966"]) == (
        "N. R. Werthamer, E. Helfand and P. C. Hohenberg, Temperature and Purity Dependence of the "
        "H_c2, Phys. Rev. 147, 295–302 (1966), doi:10.1103/PhysRev.147.295."
    )
    assert _bibtex.format_entry(entries["tinkham1996"]) == (
        "Michael Tinkham, Introduction to Superconductivity, McGraw-Hill (1996)."
    )
    assert _bibtex.format_entry(entries["letters2020"]).startswith(
        "Jens Jørgen Mortensen and Åge Øyen"
    )
    assert _bibtex.format_entry(entries["many2020"]).startswith("B A et al, Müller's étude")


def test_missing_entry_shows_its_key() -> None:
    assert _bibtex.references(["never_heard_of"]) == [("never_heard_of", "never_heard_of")]


@pytest.mark.parametrize("cut", range(0, len(TEXT), 7))
def test_any_damage_is_survived(cut: int) -> None:
    for entry in _bibtex.parse(TEXT[:cut]).values():
        assert isinstance(_bibtex.format_entry(entry), str)
