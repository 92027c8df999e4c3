"""A fridge recipe on three logs of a million rows each.

Prints the time of the join (limit 10 s) and its peak memory over the columns of the files as
numbers (limit 4). Usage: ``python benchmarks/join.py [rows]``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from supra2d.simulate import Film, resistance

RECIPE = """\
[join]
files = ["thermometer.csv", "lockin.csv", "magnet.csv"]
max_gap = "5 s"
lag = "auto"

[lockin]
x = "X"
y = "Y"
current = "5 nA"
gain = 100
"""

# a time, a temperature; a time, X, Y; a time, a field
COLUMNS = 7

JOIN = """
import sys, time
from pathlib import Path
from supra2d.io import read, settings_beside

def joined(folder):
    path = Path(folder, "lockin.csv")
    return read(path, settings=settings_beside(path))

def peak():
    # of this process alone: what resource.getrusage tells starts at the peak of the parent
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith("VmHWM")).split()[1])

# the same code on short files first, so that imports do not count
joined(sys.argv[1])
before = peak()
wall, busy = time.perf_counter(), time.process_time()
log = joined(sys.argv[2])
wall, busy = time.perf_counter() - wall, time.process_time() - busy
print(wall, busy, peak() - before, log.sizes["row"])
"""


def write(folder: Path, rows: int) -> None:
    """Three logs of one run, each with a clock of its own: ISO, seconds since 1970, LabVIEW."""
    folder.mkdir()
    rng = np.random.default_rng(1)
    film = Film(Tc=4.2, xi=10e-9, d=8e-9)
    start, lag = 1706700000.0, 4.0
    # up and down forty times, whatever the number of rows
    period = rows / 40

    def temperature(t: np.ndarray) -> np.ndarray:
        return 3.0 + 3.0 * np.abs(1.0 - 2.0 * np.mod(t / period, 1.0))

    t = np.arange(rows) + 0.3
    field = np.floor(t / period / 2) * 0.05
    signal = resistance(film, temperature(t), field) * 5e-7
    noise = rng.normal(0, 1e-6, (2, rows))
    with (folder / "lockin.csv").open("w") as stream:
        stream.write("Timestamp,X (V),Y (V)\n")
        for s, v, a, b in zip(t, signal, *noise, strict=True):
            stream.write(f"{start + s:.3f},{0.8 * v + a:.7e},{0.6 * v + b:.7e}\n")
    read = temperature(np.arange(rows) - lag) + rng.normal(0, 1e-3, rows)
    stamps = np.datetime64(int(start), "s") + np.arange(rows)
    with (folder / "thermometer.csv").open("w") as stream:
        stream.write("Time,T (K)\n")
        for s, v in zip(stamps.astype(str), read, strict=True):
            stream.write(f"{s},{v:.6f}\n")
    read = field + rng.normal(0, 1e-5, rows)
    with (folder / "magnet.csv").open("w") as stream:
        stream.write("time\tB (T)\n")
        for s, v in zip(t + 0.2, read, strict=True):
            stream.write(f"{start + 2082844800 + s:.2f}\t{v:.7f}\n")
    (folder / "supra2d.toml").write_text(RECIPE)


def main(rows: int) -> None:
    """Write the logs and join them in a fresh process."""
    with tempfile.TemporaryDirectory() as place:
        short, large = Path(place, "short"), Path(place, "large")
        write(short, 2000)
        write(large, rows)
        told = subprocess.run(
            [sys.executable, "-c", JOIN, str(short), str(large)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    wall, busy, peak, kept = map(float, told.stdout.split())
    print(f"rows {rows} in each of three logs, {kept:.0f} joined")
    print(f"join {wall:.2f} s, of which {busy:.2f} s at work (limit 10 s for 1e6 rows)")
    print(f"peak memory over columns {peak / (8.0 * COLUMNS * rows):.2f} (limit 4)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
