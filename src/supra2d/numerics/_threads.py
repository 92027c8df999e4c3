"""One batch on several cores, inside one call."""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing import parent_process
from threading import Thread


def thread_count() -> int:
    """Threads that a kernel may use: ``OMP_NUM_THREADS``, or the cores of this process.

    A process that was started by another one (`supra2d.core.run_tasks`) uses one.
    """
    if parent_process() is not None:
        return 1
    named = os.environ.get("OMP_NUM_THREADS", "")
    if named.isdigit():
        return max(1, int(named))
    # macOS and Windows do not say which cores a process may use
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_threads(kernel: Callable[..., None], size: int, *arguments: object, least: int = 64) -> None:
    """Call ``kernel(start, stop, *arguments)`` on equal parts of ``range(size)``.

    The threads end before this returns. Unlike a pool of numba or OpenMP they leave nothing behind
    that a fork or a second thread of the user would meet, and the same kernel serves one core.

    Parameters
    ----------
    kernel
        Compiled by `unlocked`; it raises nothing, and different parts write to different places.
    size
        Length of the batch.
    arguments
        Passed on.
    least
        Length of the smallest part that is worth a thread.
    """
    if size == 0:
        return
    parts = max(1, min(thread_count(), size // least))
    edges = [size * i // parts for i in range(parts + 1)]
    others = [
        Thread(target=kernel, args=(edges[i], edges[i + 1], *arguments)) for i in range(1, parts)
    ]
    for thread in others:
        thread.start()
    kernel(edges[0], edges[1], *arguments)
    for thread in others:
        thread.join()
