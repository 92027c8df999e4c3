"""Tasks: in order, over processes, from the store, on after an interruption."""

from __future__ import annotations

from pathlib import Path

import pytest

from supra2d.core import content_key, run_tasks, sha256


def square(x: int) -> int:
    return x * x


class Fragile:
    """Counts its calls and fails at one item, once."""

    def __init__(self, fails_at: int) -> None:
        self.fails_at: int | None = fails_at
        self.calls: list[int] = []
        self.__qualname__ = "Fragile"

    def __call__(self, x: int) -> int:
        self.calls.append(x)
        if x == self.fails_at:
            self.fails_at = None
            raise KeyboardInterrupt
        return square(x)


def test_answers_come_in_the_order_of_the_items() -> None:
    assert run_tasks(square, [3, 1, 2], workers=1) == [9, 1, 4]
    assert run_tasks(square, [], workers=1) == []


def test_processes_give_the_same_answers(tmp_path: Path) -> None:
    items = list(range(6))
    assert run_tasks(content_key, items, workers=2, store=tmp_path) == list(map(content_key, items))
    assert len(list(tmp_path.iterdir())) == 6


def test_an_error_in_a_process_reaches_the_caller() -> None:
    with pytest.raises(TypeError):
        run_tasks(abs, ["text", "more"], workers=2)


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    work = Fragile(fails_at=2)
    with pytest.raises(KeyboardInterrupt):
        run_tasks(work, [0, 1, 2, 3], workers=1, store=tmp_path)
    assert run_tasks(work, [0, 1, 2, 3], workers=1, store=tmp_path) == [0, 1, 4, 9]
    assert work.calls == [0, 1, 2, 2, 3]


def test_a_stored_answer_is_not_computed_again(tmp_path: Path) -> None:
    run_tasks(square, [5], workers=1, store=tmp_path)
    work = Fragile(fails_at=-1)
    work.__module__, work.__qualname__ = square.__module__, square.__qualname__
    assert run_tasks(work, [5, 5], workers=1, store=tmp_path) == [25, 25]
    assert work.calls == []


def test_progress_is_shown_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    run_tasks(square, [1, 2], workers=1, progress="squaring")
    assert "squaring" in capsys.readouterr().out


def test_keys_depend_on_values_and_not_on_how_they_are_split() -> None:
    assert content_key("ab", "c") != content_key("a", "bc")
    assert content_key(1, 2.0) == content_key(1, 2.0) != content_key(1, 2)


def test_hash_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    # FIPS 180-4 test vector
    assert sha256(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
