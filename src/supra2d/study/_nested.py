"""Nested sampling of the laws that are in play, one law per process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core import Array, run_tasks
from ..fit import Evidence, laplace_evidence, nested_posterior, refined, with_posterior
from ._candidates import Candidate

#: Laws whose Laplace evidence is this far below the best keep it: they are out of play.
_OUT = 20.0


@dataclass(frozen=True)
class Task:
    """One law with its tables, rebuilt where it runs: laws do not travel, names do."""

    law: str
    tables: Any
    sample: Any
    instrument: Any

    def __repr__(self) -> str:
        return f"Task({self.law})"


def nested(
    laws: Mapping[str, Candidate], evidences: Mapping[str, Evidence], setting: Mapping[str, Any]
) -> dict[str, Evidence]:
    """Evidences by nested sampling in place of those by Laplace, for the laws in play."""
    top = max(e.log_evidence for e in evidences.values())
    names = [n for n in laws if evidences[n].log_evidence > top - _OUT]
    tasks = [Task(name, **setting) for name in names]
    answers = run_tasks(_run, tasks, progress="nested sampling")
    found = dict(evidences)
    for name, (log_evidence, draws) in zip(names, answers, strict=True):
        found[name] = with_posterior(evidences[name], log_evidence, draws)
    return found


def _run(task: Task) -> tuple[float, Array]:
    from ._comparison import prepared

    found, _, _, shift = prepared(task.tables, task.sample, task.instrument, (task.law,))
    evidence = refined(laplace_evidence(found[0].parts, tc_shift=shift))
    log_evidence, draws = nested_posterior(evidence)
    return log_evidence, np.asarray(draws)
