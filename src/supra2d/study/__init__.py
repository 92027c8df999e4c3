"""The main job, in one orchestration that Python, the command line and later pages call."""

from ._options import Options
from ._read import read, read_all
from ._report import analyse, report
from ._tables import fit

__all__ = ["Options", "analyse", "fit", "read", "read_all", "report"]
