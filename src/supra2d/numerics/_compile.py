"""Compilation of scalar kernels, kept on disk between runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Compile a function of numbers and arrays with numba; errors of arithmetic are numpy's.

    With ``NUMBA_DISABLE_JIT=1`` the same function runs as plain Python.
    """
    return cast(Function, njit(cache=True, error_model="numpy")(function))


def summing(function: Function) -> Function:
    """Compile a function whose sums may be reordered, so that they run four at a time."""
    decorate = njit(cache=True, error_model="numpy", fastmath={"reassoc", "contract"})
    return cast(Function, decorate(function))


def unlocked(function: Function) -> Function:
    """Compile a function that other Python threads may run beside, see `in_threads`."""
    return cast(Function, njit(cache=True, error_model="numpy", nogil=True)(function))
