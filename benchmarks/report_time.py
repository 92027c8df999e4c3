"""Wall time of the main job on a measured file, through the command line, against 10 s.

The file is the PPMS log of two channels and sixteen field sweeps in the folder that
``SUPRA2D_DATA`` names; the time of an empty Python process is measured in the same run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILE = Path("FAIRmat-nomad-measurements", "ACT_Ch1_Hall_Ch2_TMR.dat")
LIMIT_S = 10.0
ROUNDS = 3

_COMMAND = "import sys; from supra2d.cli import main; sys.argv[0] = 'supra2d'; main()"


def seconds(*arguments: str) -> float:
    """Wall time of one fresh Python process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> int:
    """Print the times and their ratio to the limit; 1 when it is passed."""
    folder = os.environ.get("SUPRA2D_DATA")
    if not folder:
        print("not measured: set SUPRA2D_DATA to the folder of measured files")
        return 0
    file = Path(folder) / FILE
    with tempfile.TemporaryDirectory() as out:
        # the first run warms the file cache and the byte code, and is not counted
        runs = [
            seconds(_COMMAND, "report", str(file), "-o", f"{out}/{i}") for i in range(ROUNDS + 1)
        ]
    best, empty = min(runs[1:]), min(seconds("pass") for _ in range(ROUNDS))
    print(f"report of {FILE.name}, {os.cpu_count()} cores")
    print(f"first {runs[0]:.2f} s, warm {best:.2f} s, empty Python {empty:.2f} s")
    print(f"ratio to the limit of {LIMIT_S:.0f} s: {best / LIMIT_S:.2f}")
    return best > LIMIT_S


if __name__ == "__main__":
    sys.exit(main())
