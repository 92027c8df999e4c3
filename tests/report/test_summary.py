"""The first paragraph and the list of warnings."""

from __future__ import annotations

import re
from collections.abc import Callable

from supra2d.core import Quantity, Result, Source, refused
from supra2d.report import Report
from supra2d.report._notices import notices
from supra2d.report._summary import cards, headline, sentences


def _plain(report: Report) -> str:
    return re.sub(r"<[^>]+>", "", " ".join(sentences(report))).replace("\N{NO-BREAK SPACE}", " ")


def _report(*quantities: Quantity) -> Report:
    return Report("x", results=(Result("k", "", quantities=quantities),))


def test_sentences(example: Report) -> None:
    text = _plain(example)
    assert text.startswith("The numbers below come from 2 of 3 files with 7,235 rows.")
    assert "The superconducting thickness is dsc = 3.240(90) nm." in text
    assert "Bc2(0) = 3.400(60) T (perpendicular) and Bc2(0) = 11.00(30) T (parallel)" in text


def test_headline_takes_zero_field_and_zero_temperature(example: Report) -> None:
    found = headline(example)
    assert [q.where["field"] for q in found if q.name == "Tc"] == [0.0]
    assert {q.where["temperature"] for q in found if q.name == "Bc2"} == {0.0}


def test_many_of_one_name_are_a_range(make_quantity: Callable[..., Quantity]) -> None:
    rows = [
        make_quantity("Tc", "K", 1.0 + 0.25 * i, 0.01, criterion="50%", where={"gate": float(i)})
        for i in range(9)
    ]
    assert "goes from 1 to 3 K" in re.sub("&nbsp;", " ", _plain(_report(*rows)))


def test_three_of_one_name_stand_side_by_side(make_quantity: Callable[..., Quantity]) -> None:
    def shown(count: int) -> int:
        rows = [
            make_quantity("Tc", "K", 1.0 + i, 0.01, criterion="50%", where={"gate": float(i)})
            for i in range(count)
        ]
        return len(cards(_report(*rows)))

    assert [shown(n) for n in (1, 3, 4)] == [1, 3, 0]


def test_channels_are_told_apart(make_quantity: Callable[..., Quantity]) -> None:
    rows = [
        make_quantity("Tc", "K", 3.0, 0.01, criterion="50%", where={"channel": channel})
        for channel in ("ch1", "ch2")
    ]
    assert "(ch1, from the fit of Bc2(T), criterion 50 %) and Tc = 3.000(10) K (ch2" in _plain(
        _report(*rows)
    )


def test_a_map_of_gaps_opens_with_the_coldest(make_quantity: Callable[..., Quantity]) -> None:
    rows = [make_quantity("Delta", "meV", 1.0 - 0.1 * T, 0.01, where={"temperature": T})
            for T in (0.5, 0.0)]  # fmt: skip
    rows.append(make_quantity("Tc", "K", 6.0, 0.01, criterion="not stated",
                              convention="Tc: where the gap closes"))  # fmt: skip
    told = re.sub("&nbsp;", " ", _plain(_report(*rows)))
    assert "The gap is Δ = 1.000(10) meV." in told and "0.95" not in told
    assert "(where the gap closes)" in told and "Bc2" not in told


def test_singular_and_none() -> None:
    source = Source("a.dat", "0" * 64, "quantum_design", 10, 0)
    assert "come from 1 file with 10 rows" in _plain(Report("x", sources=(source,)))
    assert "No number could be given" in _plain(Report("x"))
    assert "1 of 1 numbers were refused" in _plain(_report(refused("Tc", "K", "why; do")))


def test_one_reason_is_read_once(example: Report) -> None:
    found = notices(example)
    # a refusal beside a usable row of the same number comes last
    assert [n.status for n in found] == ["failed", "refused", *["warning"] * 3, "refused"]
    fields = next(n for n in found if n.message.startswith("the sweep ends"))
    assert "at T = 2, 2.2 K · ch2" in fields.about


def test_reasons_that_differ_in_numbers_are_one(make_quantity: Callable[..., Quantity]) -> None:
    rows = [
        refused(
            "Bc2",
            "T",
            f"The sweep ends at {level} % of the normal state; sweep further.",
            criterion="90%",
            where={"temperature": temperature},
        )
        for temperature, level in ((2.0, 80), (2.2, 85.5), (2.4, 85.5))
    ]
    (notice,) = notices(_report(*rows))
    assert notice.message.startswith("The sweep ends at 80 % of the normal state; sweep further.")
    assert "The sweep ends at 85.5 % of the normal state; sweep further." in notice.message
    assert notice.message.count("85.5") == 1  # said by two of the three, told once
    assert "at T = 2, 2.2, 2.4 K" in notice.about
