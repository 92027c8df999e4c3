"""The one way to run work in parallel: idempotent tasks keyed by their content.

Results are written as they arrive, so an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from ._provenance import content_key

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def run_tasks(
    function: Callable[[Item], Answer],
    items: Sequence[Item],
    *,
    workers: int | None = None,
    store: Path | None = None,
    progress: str = "",
) -> list[Answer]:
    """Apply ``function`` to each item in local processes and return the answers in order.

    Parameters
    ----------
    function
        A module-level function (it is sent to other processes).
    items
        Arguments with a stable ``repr``: numbers, strings, tuples, frozen records.
    workers
        Number of processes; default: all cores; 1 runs in this process.
    store
        Folder for the answers. An item whose answer is there is not computed again.
    progress
        Label of the progress bar; empty: none.
    """
    keys = [content_key(function.__module__, function.__qualname__, item) for item in items]
    answers: dict[int, Answer] = {}
    if store is not None:
        store.mkdir(parents=True, exist_ok=True)
        for i, key in enumerate(keys):
            if (store / key).is_file():
                answers[i] = pickle.loads((store / key).read_bytes())
    todo = [i for i in range(len(items)) if i not in answers]
    workers = min(workers or os.cpu_count() or 1, max(1, len(todo)))

    def keep(i: int, answer: Answer) -> None:
        answers[i] = answer
        if store is not None:
            part = store / f"{keys[i]}.part"
            part.write_bytes(pickle.dumps(answer))
            part.replace(store / keys[i])

    if workers == 1:
        for i in _watched(todo, len(todo), progress):
            keep(i, function(items[i]))
    else:
        # spawn, not fork: forking a process that holds numba or BLAS threads may hang
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            waiting: dict[Future[Answer], int] = {pool.submit(function, items[i]): i for i in todo}
            try:
                for future in _watched(as_completed(waiting), len(todo), progress):
                    keep(waiting[future], future.result())
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    return [answers[i] for i in range(len(items))]


def _watched(things: Iterable[Any], total: int, label: str) -> Iterable[Any]:
    if not label or total == 0:
        return things
    from rich.progress import track

    return track(things, description=label, total=total)
