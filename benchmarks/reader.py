"""A Quantum Design file of a million rows, against ``pandas.read_csv`` of the same columns.

Prints the ratio of times (limit 2), of peak memory to the arrays (limit 4), and the time of the
hash apart. Usage: ``python benchmarks/reader.py [rows]``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

NAMES = (
    "Comment,Time Stamp (sec),Status (code),Temperature (K),Magnetic Field (Oe),"
    "Sample Position (deg),Excitation (mA),Frequency (Hz),Volts ch1,Volts ch2,"
    "Res. ch1 (ohm-cm),Res. ch2 (ohm-cm),Bridge 1 Resistance (ohms),Bridge 1 Excitation (uA),"
    "Map 20 (),Map 21 (),Map 22 ()"
)
MAPPED = [1, 3, 4, 5, 6, 10, 11]
ROUNDS = 3

PEAK = """
import resource, sys
from pathlib import Path
from supra2d.io import read
# the same code on a short file first, so that imports do not count
read(Path(sys.argv[1]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
log = read(Path(sys.argv[2]))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(peak * 1024 / sum(v.nbytes for v in log.data_vars.values()))
"""


def write(path: Path, rows: int) -> None:
    """An AC-transport file whose two channels take turns."""
    rng = np.random.default_rng(1)
    temperature, field = rng.normal(4, 1, rows), rng.normal(0, 1e4, rows)
    volts, res = rng.normal(1e-6, 1e-8, rows), rng.normal(4e-5, 1e-7, rows)
    with path.open("w") as stream:
        stream.write(f"[Header]\nBYAPP,ACTRANSPORT,2.0,1.1\n[Data]\n{NAMES}\n")
        for i in range(rows):
            v, r = (
                (f"{volts[i]:.14g},", f"{res[i]:.14g},")
                if i % 2
                else (
                    f",{volts[i]:.14g}",
                    f",{res[i]:.14g}",
                )
            )
            stream.write(
                f",{12214921.77 + i:.2f},4369,{temperature[i]:.8f},{field[i]:.3f},0,"
                f"1.02880465367804,93,{v},{r},,,,,{temperature[i]:.8f}\n"
            )


def best(action: Callable[[], object]) -> float:
    """Shortest of a few runs, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def main(rows: int) -> None:
    """Write the files, time both readers, and measure memory in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        path, short = Path(folder, "large.dat"), Path(folder, "short.dat")
        write(path, rows)
        write(short, 1000)
        # first: a child's peak starts at that of its parent
        memory = subprocess.run(
            [sys.executable, "-c", PEAK, str(short), str(path)],
            capture_output=True,
            text=True,
            check=True,
        )
        import pandas as pd

        from supra2d.core import sha256
        from supra2d.io import read

        read(short)
        peer = best(lambda: pd.read_csv(path, skiprows=3, usecols=MAPPED))
        hashing = best(lambda: sha256(path))
        ours = best(lambda: read(path)) - hashing
    print(f"rows {rows}")
    print(f"read {ours:.2f} s, pandas {peer:.2f} s, ratio {ours / peer:.2f} (limit 2)")
    print(f"hash {hashing:.2f} s")
    print(f"peak memory over arrays {float(memory.stdout):.2f} (limit 4)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
