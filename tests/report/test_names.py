"""Names of the interface in words: a reader never meets an identifier."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import supra2d
from supra2d.core import Quantity, Result
from supra2d.report import Report
from supra2d.report._names import _WORDS, check_words, heading, symbol
from supra2d.report._notices import notices

SOURCE = Path(supra2d.__file__).parent
MAKERS = ("Quantity", "refused", "quantity_of", "_scaled")

#: Names that are put together where they are made.
TOGETHER = (
    "n_sheet_1", "n_sheet_2", "mobility_1", "mobility_2", "dome_Tc", "dome_gate", "dome_Ic",
    "dome_gate_Ic", "Ic_width", "Ic_skewness", "I_retrap", "Jc", "alpha_low", "alpha_high",
    "B_cross", "B_star", "kFl", "mean_free_path", "mobility", "n_volume", "lambda_clean",
    "diffusion_constant", "azimuth_max", "xi_GL", "d_sc", "B_pauli", "pauli_ratio", "anisotropy",
)  # fmt: skip


def written() -> set[str]:
    """First words of the calls that make a quantity."""
    found = set()
    for path in (SOURCE / "study").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
                names = [t for t in texts if isinstance(t, str)]
                if node.func.id in MAKERS and len(names) > 1 and names[0] != "m":
                    found.add(names[0])
    return found


@pytest.mark.parametrize("name", sorted({*TOGETHER, *written()}))
def test_every_quantity_has_words(name: str) -> None:
    assert name in _WORDS
    assert "_" not in heading(name).replace("<sub>", "")


def test_a_warning_says_what_it_is_about() -> None:
    row = Quantity("eta_diode", "1", 0.1, (0.0, 0.2), status="warning", message="Heated.")
    found = notices(Report("x", results=(Result("k", "", quantities=(row,)),)))
    assert found[0].about.startswith("diode efficiency")


def test_a_symbol_or_else_words() -> None:
    assert symbol("Tc") == "T<sub>c</sub>"
    assert symbol("vortex_core") == "core energy of a vortex"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("T_BKT_below_half", "T_BKT below half"),
        ("rows_above_tc", "rows above Tc"),
        ("iv_offset", "current–voltage offset"),
        ("two_steps", "two steps"),
    ],
)
def test_checks_in_words(name: str, text: str) -> None:
    assert check_words(name) == text
