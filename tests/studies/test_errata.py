"""Errata of the printed numbers: raised as printed, silent once the numbers are consistent."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

import supra2d

# paper, erratum, how often it shows, what would be consistent: (number, line to change, new line)
ERRATA = [
    ("P2", "E18", 2, {"T_BKT_R": ("value = 0.178", "value = 0.138")}),
    (
        "P2",
        "E20",
        2,
        {
            "mobility_plus": ("value = 166", "value = 257"),
            "mobility_minus": ("value = 126", "value = 182"),
        },
    ),
    ("P3", "E24", 1, {"Bc2_par": ("value = 28", "value = 36.3")}),
    (
        "P0",
        "E5",
        1,
        {
            "H_star": (
                'missing = "no value of H* is reported beside beta, gamma and delta"',
                "value = 14",
            )
        },
    ),
]


def shown(source: str | Path, erratum: str) -> list[str]:
    """Statements that an erratum belongs to and that do not simply hold."""
    return [
        c.message
        for c in supra2d.check(source).checks
        if c.name.endswith(f"_{erratum}") and c.status != "ok"
    ]


@pytest.mark.parametrize(("paper", "erratum", "count", "changes"), ERRATA)
def test_raised_as_printed_and_silent_when_consistent(
    paper: str,
    erratum: str,
    count: int,
    changes: dict[str, tuple[str, str]],
    tmp_path: Path,
) -> None:
    assert len(shown(paper, erratum)) == count
    text = (files("supra2d.study.claims") / f"{paper}.toml").read_text(encoding="utf-8")
    for number, (old, new) in changes.items():
        head, name, rest = text.partition(f'name = "{number}"\n')
        assert name
        assert old in rest.partition("[[")[0]
        text = head + name + rest.replace(old, new, 1)
    changed = tmp_path / f"{paper}.toml"
    changed.write_text(text, encoding="utf-8")
    assert shown(changed, erratum) == []
