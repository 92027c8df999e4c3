"""The main job, in one orchestration that Python, the command line and later pages call."""

from ._advise import advise
from ._atlas import atlas, atlas_results
from ._atlas_records import shipped_records
from ._atlas_table import add_entries, read_entries
from ._bands import bands
from ._bands_options import BandsOptions
from ._bkt import bkt_results
from ._carriers import carriers_result
from ._compare import compare
from ._creep import creep_result
from ._creep_checks import barrier_checks
from ._critical_current import critical_current_results
from ._diffraction import diffraction_results
from ._files import kind_of
from ._gates import gate_results
from ._groups import measured_groups
from ._images import image_results
from ._josephson import josephson_results
from ._magnetisation import magnetisation_results
from ._options import Options
from ._phase_diagram import phase_diagram
from ._phase_diagram_options import PhaseDiagramOptions
from ._read import read, read_all, spectra_in
from ._report import analyse, report
from ._screening import screen, screening_result
from ._tables import fit
from ._tunnelling import tunnelling_results
from .claims import check

__all__ = [
    "BandsOptions",
    "Options",
    "PhaseDiagramOptions",
    "advise",
    "add_entries",
    "analyse",
    "atlas",
    "atlas_results",
    "bands",
    "barrier_checks",
    "bkt_results",
    "carriers_result",
    "check",
    "compare",
    "creep_result",
    "critical_current_results",
    "diffraction_results",
    "fit",
    "gate_results",
    "image_results",
    "josephson_results",
    "kind_of",
    "magnetisation_results",
    "measured_groups",
    "phase_diagram",
    "read",
    "read_all",
    "read_entries",
    "report",
    "screen",
    "screening_result",
    "shipped_records",
    "spectra_in",
    "tunnelling_results",
]
