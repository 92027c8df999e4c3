"""What is loaded when: heavy packages only when their work is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("xarray", "pandas", "scipy", "numba", "matplotlib", "iminuit", "panel", "numpy")

STARTS = {
    "import supra2d": "import supra2d; dir(supra2d)",
    "supra2d --help": "import sys; sys.argv = ['supra2d', '--help']\n"
    "from supra2d.cli import main\n"
    "try: main()\n"
    "except SystemExit as end: assert not end.code, end.code",
}


@pytest.mark.parametrize("start", STARTS)
def test_starting_loads_nothing_heavy(start: str) -> None:
    report = f"import sys; print('LOADED', *[m for m in {HEAVY!r} if m in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", f"{STARTS[start]}\n{report}"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines()[-1].split() == ["LOADED"]


def test_names_of_the_top_level_stay_functions_when_their_rooms_are_opened() -> None:
    code = (
        "import supra2d, supra2d.fit, supra2d.simulate\n"
        "assert all(callable(getattr(supra2d, n)) for n in supra2d.__all__ if n[0] != '_')\n"
        "try: supra2d.reprot\n"
        "except AttributeError as error: assert 'reprot' in str(error)\n"
        "else: raise AssertionError"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60
    )
    assert answer.returncode == 0, answer.stderr
