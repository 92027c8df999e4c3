"""How the numbers of a compound's report change with the mesh and the cutoff of its calculation.

    python examples/dft/convergence.py                  every compound that is shipped
    python examples/dft/convergence.py NbSe2 TaS2       those two, the others as they are

Writes ``convergence.tsv`` beside the Hamiltonians that are shipped; what is computed is kept in
``dft-work``.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from build_hamiltonians import CUTOFF, SHIPPED, WORK, difference

from supra2d.bands import read_hamiltonian
from supra2d.dft import dft
from supra2d.study import BandsOptions, bands

TABLE = SHIPPED / "convergence.tsv"
# points along each reciprocal vector, plane waves in eV
COARSER = {
    "NbSe2": [((6,), CUTOFF), ((12,), 350.0), ((12,), CUTOFF), ((12,), 600.0)],
    "NbS2": [((12,), CUTOFF)],
    "TaS2": [((12,), CUTOFF)],
    "TaSe2": [((12,), CUTOFF)],
    "MoS2": [((12,), CUTOFF)],
    "1T'-WS2": [((8, 6), CUTOFF), ((12, 8), CUTOFF)],
    "1T'-WS2-bulk": [((8, 4, 4), CUTOFF), ((10, 6, 4), CUTOFF)],
    "NbSe2-2H-bilayer": [((9,), CUTOFF)],
    "TaS2-2H-bilayer": [((9,), CUTOFF)],
    "NbSe2-2H-bulk": [((9, 9, 3), CUTOFF)],
}
COLUMNS = ["compound", "mesh", "cutoff_eV", "quantity", "where", "unit", "value", "half_width"]
OPTIONS = BandsOptions(response=48)  # the same for all: what changes is the Hamiltonian

Row = dict[str, str]


def rows(name: str, file: Path) -> Iterator[Row]:
    """Every number of the report of one Hamiltonian, and how far its bands are off the shipped."""
    this = read_hamiltonian(file)
    mesh, cutoff = this.origin["mesh"].removesuffix("x1"), this.origin["cutoff"].split()[0]
    start = {"compound": name, "mesh": mesh, "cutoff_eV": cutoff}
    off = difference(this, read_hamiltonian(SHIPPED / f"{name}.nc"))
    yield start | {
        "quantity": "largest_band_change",
        "where": "within 1 eV of the Fermi level",
        "unit": "meV",
        "value": f"{off:.3g}",
        "half_width": "",
    }
    for result in bands(file, options=OPTIONS).results:
        for q in result.quantities:
            if q.value is None or q.total is None:
                continue
            yield start | {
                "quantity": q.name,
                "where": ", ".join(f"{key}={value}" for key, value in q.where.items()),
                "unit": q.unit,
                "value": f"{q.value:.5g}",
                "half_width": f"{0.5 * (q.total[1] - q.total[0]):.2g}",
            }


def computed(name: str) -> Iterator[Row]:
    for mesh, cutoff in COARSER[name]:
        file = WORK / f"{name}-{'x'.join(map(str, mesh))}-{cutoff:g}.nc"
        dft(name, kmesh=mesh, cutoff=cutoff, output=file)
        yield from rows(name, file)
    yield from rows(name, SHIPPED / f"{name}.nc")


def known() -> dict[str, list[Row]]:
    """What stands in the table already, by compound."""
    found: dict[str, list[Row]] = {}
    if TABLE.exists():
        with TABLE.open(newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                found.setdefault(row["compound"], []).append(row)
    return found


if __name__ == "__main__":
    WORK.mkdir(exist_ok=True)
    table = known()
    for compound in sys.argv[1:] or COARSER:
        table[compound] = list(computed(compound))
        with TABLE.open("w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n")
            writer.writeheader()
            writer.writerows(row for name in COARSER for row in table.get(name, []))
        print(f"{compound}: {len(table[compound])} numbers")
