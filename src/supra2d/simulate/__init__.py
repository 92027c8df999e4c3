"""A declared film, measured by a declared protocol: logs and raw files with known truth."""

from ._film import (
    DIRECTIONS,
    Film,
    angle_of,
    critical_field,
    critical_temperature,
    normal_resistance,
    reduced_field,
    resistance,
    truth,
)
from ._protocol import KINDS, Protocol, Sweep
from ._run import run
from ._samples import SimulatedSample, names, sample, simulate
from ._shape import SHAPES, transition
from ._writers import write_origin_text, write_quantum_design

__all__ = [
    "DIRECTIONS",
    "KINDS",
    "SHAPES",
    "Film",
    "Protocol",
    "SimulatedSample",
    "Sweep",
    "angle_of",
    "critical_field",
    "critical_temperature",
    "names",
    "normal_resistance",
    "reduced_field",
    "resistance",
    "run",
    "sample",
    "simulate",
    "transition",
    "truth",
    "write_origin_text",
    "write_quantum_design",
]
