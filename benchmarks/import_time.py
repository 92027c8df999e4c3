"""How long `import supra2d` and `supra2d --help` take, in fresh processes, files warm.

The limit is 0.3 s for each; the time of an empty Python process and of `import numpy` are
measured in the same run, so that the numbers can be compared between machines.
"""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median

LIMIT_S = 0.3
REPEATS = 9

_HELP = "import sys; sys.argv = ['supra2d', '--help']; from supra2d.cli import main; main()"
STARTS = {
    "empty Python": "pass",
    "import numpy": "import numpy",
    "import supra2d": "import supra2d",
    "supra2d --help": _HELP,
}


def seconds(code: str) -> float:
    """Wall time of one fresh process that runs ``code``."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> int:
    times: dict[str, list[float]] = {name: [] for name in STARTS}
    for code in STARTS.values():
        seconds(code)  # warms the file cache and the byte code
    for _ in range(REPEATS):
        # interleaved, so that a busy moment of the machine falls on all alike
        for name, code in STARTS.items():
            times[name].append(seconds(code))
    empty = median(times["empty Python"])
    print(f"{'start':<16}{'median':>10}{'best':>10}{'ratio to empty':>16}")
    for name, found in times.items():
        print(
            f"{name:<16}{median(found):>8.3f} s{min(found):>8.3f} s{median(found) / empty:>16.2f}"
        )
    slow = [name for name in list(STARTS)[2:] if median(times[name]) > LIMIT_S]
    print(f"slower than {LIMIT_S} s: {', '.join(slow) or 'none'}")
    return bool(slow)


if __name__ == "__main__":
    sys.exit(main())
