"""Is the verdict on the mechanism calibrated? Simulated films, judged by what made them.

Films are drawn from the priors that a comparison states: a law, its energies, a tilt, a remanent
field, cooldowns, a thermometer; with realistic noise, point counts and magnets. Counted are the
coverage of the intervals of the true law, verdicts that are decisive and wrong, how often the
data leave the question open, and whether laws that cannot hold are noticed.

    python benchmarks/calibration.py [sets] [nested sets]
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from supra2d.core import Model, Sample, make_table, run_tasks
from supra2d.core.constants import PAULI_PER_KELVIN
from supra2d.fit import mechanism_probabilities, nested_posterior, settled, with_posterior
from supra2d.models import model
from supra2d.study import Options
from supra2d.study._candidates import possible
from supra2d.study._comparison import compared
from supra2d.study._facts import Facts
from supra2d.study._verdict import verdict_of

FAULTS = ("law removed", "tilt of 2 degrees", "two phases", "wrong thermometer")
SETS = 1000
NESTED = 50
FIELDS = (0.0, 1.0, 2.0, 4.0, 8.0, np.inf)  # of the undecided map, in Pauli limits
LOWS = (0.1, 0.25, 0.4, 0.55, 0.7)
FEWEST = 8  # points in the plane
IN_PLAY = 6.0  # of the log evidence below the best: laws beyond it change no verdict


@dataclass(frozen=True)
class Film:
    """A simulated set and the truth behind it; ``law`` where it is not left to the prior."""

    seed: int
    fault: str = ""
    law: str = ""


def draw(film: Film) -> tuple[dict[str, Any], Sample, Options, str, dict[str, float]]:
    """Tables, sample, options, name of the true law, true parameters."""
    rng = np.random.default_rng(film.seed)
    while True:
        made = _draw(rng, film.law, film.fault)
        if made is not None:
            return made


@dataclass(frozen=True)
class Made:
    """What a film is, and what is known of it before it is measured.

    Attributes
    ----------
    sample, options, facts
        What is known.
    directions
        In which fields are measured.
    law
        With the priors that follow.
    values, slope
        Its true parameters; -dB/dT at Tc of the perpendicular field, T/K.
    """

    sample: Sample
    options: Options
    facts: Facts
    directions: tuple[str, ...]
    law: Model
    values: dict[str, float]
    slope: float


def made(rng: np.random.Generator) -> Made:
    """A film: what is known of it, then a mechanism, then a law of it that is possible there.

    This is what a comparison takes for granted.
    """
    Tc0 = float(np.exp(rng.uniform(np.log(1.0), np.log(10.0))))
    magnet = float(np.exp(rng.uniform(np.log(6.0), np.log(60.0))))
    across = bool(rng.random() < 0.6)
    # nobody knows the slope where it is not measured: then it is one of the prior
    slope = float(np.exp(rng.uniform(np.log(0.2), np.log(2.0)) if across else rng.normal()))
    thick = across and bool(rng.random() < 0.5)
    options = Options(thermometer=float(rng.choice([0.0, 0.0, 3e-4])))
    sample = Sample(
        thickness=float(rng.uniform(1e-9, 8e-9)) if thick else None,
        mobility=1e-3 * 10 ** rng.uniform(0, 1) if rng.random() < 0.1 else None,
        inversion=True if rng.random() < 0.3 else None,
    )
    facts = Facts(Tc0, 0.1, magnet, 1e-3, model("whh_orbital"), slope if across else None, 1.0,
                  sample.thickness, sample.mobility, sample.inversion)  # fmt: skip
    directions = ("perpendicular", "parallel") if across else ("parallel",)
    law = facts.informed(model(_chosen(rng, directions, facts)))
    values = _truth(rng, law) | {"Tc0": Tc0}
    return Made(sample, options, facts, directions, law, values, slope)


def _draw(
    rng: np.random.Generator, law_name: str, fault: str
) -> tuple[dict[str, Any], Sample, Options, str, dict[str, float]] | None:
    film = made(rng)
    if law_name not in ("", film.law.name):
        return None
    truth, slope, options = film.values, film.slope, film.options
    Tc0, magnet, thermometer = truth["Tc0"], film.facts.highest, options.thermometer
    lowest = float(rng.uniform(0.1, 0.7))
    count = int(rng.integers(8, 31))
    runs = int(rng.choice([1, 1, 2]))
    tilt = 2.0 if fault == FAULTS[1] else abs(float(rng.normal(0.0, options.misalignment)))
    remanent = float(rng.normal(0.0, options.remanent))
    c = float(rng.normal(0.0, thermometer)) if thermometer else 0.0
    noise, kelvin = 10 ** rng.uniform(-2.5, -1.5), 10 ** rng.uniform(-3.2, -2.3)
    shifts = 1.0 + (0.01 * rng.normal(size=runs) if runs > 1 else np.zeros(1))

    def table(parallel: bool, n: int) -> Any:
        T = Tc0 * rng.uniform(lowest, 0.99, n)
        run = rng.integers(0, runs, n)
        edge = Tc0 * shifts[run]
        if fault == FAULTS[2]:
            edge = np.where(T > 0.75 * Tc0, 1.08, 1.0) * edge  # the better part carries the rest
        t = T / edge * Tc0  # a law of T/Tc0 at fixed energies is close to one of a shifted film
        B = tilted(film.law, truth, slope, t, tilt) if parallel else across(t, Tc0, slope)
        alive = (B > 0) & (magnet > B)
        T, B, run = T[alive], B[alive], run[alive]
        if T.size < (FEWEST if parallel else 4):
            return None
        dB, dT = noise * B + 2e-3, kelvin * T
        read = T * (1.0 + c * B) + dT * rng.normal(size=T.size)
        if fault == FAULTS[3]:
            read = read * (1.0 + 0.15 * (1.0 - T / Tc0))
        field = B - remanent + dB * rng.normal(size=T.size)
        keep = field > 0
        return make_table(
            read[keep], field[keep], temperature_error=dT[keep], field_error=dB[keep],
            run=[str(r) if runs > 1 else "" for r in run[keep]],
            direction="parallel" if parallel else "perpendicular",
        )  # fmt: skip

    tables = {"parallel": table(True, count)}
    if "perpendicular" in film.directions:
        tables = {"perpendicular": table(False, count), **tables}
    if any(t is None for t in tables.values()):
        return None
    return tables, film.sample, options, film.law.name, truth | {"slope": slope, "tilt": tilt}


def _chosen(rng: np.random.Generator, directions: Sequence[str], facts: Facts) -> str:
    """A mechanism, and a law of it, of those that a comparison weighs."""
    laws = possible(directions, facts)
    mechanisms = list(dict.fromkeys(model(n).mechanism for n in laws))
    mechanism = mechanisms[rng.integers(len(mechanisms))]
    own = [n for n in laws if model(n).mechanism == mechanism]
    return own[rng.integers(len(own))]


def _truth(rng: np.random.Generator, law: Model) -> dict[str, float]:
    """Parameters of a law, the free ones from the priors of the comparison."""
    values = {}
    for p in law.parameters:
        if p.name == "Tc0":
            continue
        if not p.free:
            values[p.name] = p.default
            continue
        match p.prior:
            case ("uniform", low, high):
                values[p.name] = float(rng.uniform(low, high))
            case ("log_uniform", low, high):
                values[p.name] = float(np.exp(rng.uniform(np.log(low), np.log(high))))
            case ("log_normal", median, sigma):
                values[p.name] = float(median * np.exp(sigma * rng.normal()))
            case _:
                values[p.name] = float(rng.uniform(p.low, p.high))
    return values


def across(T: np.ndarray, Tc0: float, slope: float) -> np.ndarray:
    """Perpendicular field, T."""
    return np.asarray(model("whh_orbital")(T, Tc0=Tc0, slope=slope))


def tilted(
    law: Model, truth: Mapping[str, float], slope: float, T: np.ndarray, tilt: float
) -> np.ndarray:
    """Tinkham's quadratic in the field, solved by its formula."""
    along = np.asarray(law(T, **truth))
    normal = across(T, truth["Tc0"], slope)
    good = (along > 0) & (normal > 0)
    a = (np.cos(np.radians(tilt)) / np.where(good, along, 1.0)) ** 2
    b = np.sin(np.radians(tilt)) / np.where(good, normal, 1.0)
    return np.where(good, (-b + np.sqrt(b**2 + 4 * a)) / (2 * a), 0.0)


def judge(film: Film) -> dict[str, Any]:
    """Compare the laws on one film."""
    tables, sample, options, name, truth = draw(film)
    asked: list[str] = []
    if film.fault == FAULTS[0]:
        asked = [n for n in possible(tables, Facts.of(tables, sample)) if n != name]
    found = compared(tables, sample, options, asked=asked, intervals=False)
    verdict = verdict_of(found)
    T = np.concatenate([t["temperature"].values for t in tables.values()])
    row: dict[str, Any] = {
        "law": name,
        "mechanism": model(name).mechanism,
        "verdict": verdict.text,
        "said": verdict.group[0],
        "decisive": verdict.decisive,
        "none": verdict.none_adequate,
        "field": float(tables["parallel"]["field"].max()) / (PAULI_PER_KELVIN * truth["Tc0"]),
        "lowest": float(T.min()) / truth["Tc0"],
        "sure": max(found.probabilities.values(), default=0.0),
        "inside": [],
    }
    best = min(found.evidences.values(), key=lambda e: e.chi2 - e.dof)
    row["excess"] = (best.chi2 - best.dof) / np.sqrt(2.0 * best.dof)
    if name in found.evidences and not film.fault:
        own = settled(found.evidences[name])
        if "perpendicular" not in tables:  # then the tilt counts over the slope
            truth["tilt"] /= truth["slope"]
        if name == "gl_parallel":  # only the product counts, with a length that is held fixed
            truth["d"] *= truth["xi"] / own.values["xi"]
        row["adequate"] = own.adequate
        narrow, wide = own.intervals(0.68), own.intervals(0.95)
        for p, value in truth.items():
            if p not in narrow:
                continue
            a, b = narrow[p], wide[p]
            row["inside"].append(
                    (p, None if a is None else a[0] <= value <= a[1],
                 None if b is None else b[0] <= value <= b[1])
            )  # fmt: skip
    return row


def nested(film: Film) -> tuple[str, str, float]:
    """Verdict by Laplace and by nested sampling, and the largest change of a probability."""
    tables, sample, options, _, _ = draw(film)
    found = compared(tables, sample, options, intervals=False)
    top = max(e.log_evidence for e in found.evidences.values())
    evidences = {
        name: with_posterior(e, *nested_posterior(e)) if e.log_evidence > top - IN_PLAY else e
        for name, e in found.evidences.items()
    }
    weights, probabilities = mechanism_probabilities(
        {name: e.log_evidence for name, e in evidences.items()},
        {name: c.law.mechanism for name, c in found.laws.items()},
        {name: e.error for name, e in evidences.items()},
    )
    again = replace(found, evidences=evidences, weights=weights, probabilities=probabilities)
    change = max(abs(probabilities[m] - p) for m, p in found.probabilities.items())
    return verdict_of(found).text, verdict_of(again).text, change


def report(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print coverage, errors and the confusion matrix."""
    inside = [entry for row in rows for entry in row["inside"]]
    print("coverage of intervals of the true law, parameters pooled over laws")
    print(f"{'parameter':<14}{'given':>7}{'open':>7}{'68 %':>8}{'95 %':>8}")
    own = [e for e in inside if e[0] not in ("slope", "tilt")]
    for name in [*dict.fromkeys(e[0] for e in inside), "law, pooled"]:
        some = own if name == "law, pooled" else [e for e in inside if e[0] == name]
        given = [e[1] for e in some if e[1] is not None]
        wide = [e[2] for e in some if e[2] is not None]
        lost = len(some) - len(given)
        print(f"{name:<14}{len(given):>7}{lost:>7}{100 * np.mean(given):>8.1f}"
              f"{100 * np.mean(wide):>8.1f}")  # fmt: skip
    decisive = [r for r in rows if r["decisive"]]
    wrong = [r for r in decisive if r["said"] != r["mechanism"]]
    print(f"decisive: {len(decisive)} of {len(rows)}, wrong {len(wrong)} "
          f"({100 * len(wrong) / max(1, len(decisive)):.1f} %), of their own probabilities "
          f"{sum(1.0 - r['sure'] for r in decisive):.1f}")  # fmt: skip
    for r in wrong:
        print("   wrong:", r["law"], "->", r["said"], f"B/Bp {r['field']:.2f} t {r['lowest']:.2f}")
    rejected = [r for r in rows if r.get("adequate") is False]
    print(f"true law called inadequate: {len(rejected)} of {len(rows)}")
    mechanisms = list(dict.fromkeys(r["mechanism"] for r in rows))
    counts = Counter((r["mechanism"], _column(r)) for r in rows)
    columns = [*mechanisms, "undecided", "none"]
    print("true \\ said".ljust(24) + "".join(f"{c[:12]:>14}" for c in columns))
    for m in mechanisms:
        print(m.ljust(24) + "".join(f"{counts[m, c]:>14}" for c in columns))


def _column(row: Mapping[str, Any]) -> str:
    return "none" if row["none"] else row["said"] if row["decisive"] else "undecided"


def undecided(rows: Sequence[Mapping[str, Any]]) -> tuple[np.ndarray, np.ndarray]:
    """Share of undecided sets in %, NaN without any, and their number, by field and temperature."""
    shares, counts = np.full((5, 4), np.nan), np.zeros((5, 4), dtype=int)
    for i, j in np.ndindex(shares.shape):
        some = [
            not r["decisive"]
            for r in rows
            if FIELDS[i] <= r["field"] < FIELDS[i + 1] and LOWS[j] <= r["lowest"] < LOWS[j + 1]
        ]
        counts[i, j] = len(some)
        if some:
            shares[i, j] = 100.0 * np.mean(some)
    return shares, counts


def undecided_map(rows: Sequence[Mapping[str, Any]]) -> None:
    """Share of undecided sets against the reach of the magnet and of the fridge."""
    print("undecided, % (sets), by highest B/Bp (down) and lowest T/Tc0 (across)")
    print(" " * 10 + "".join(f"{a:>7.2f}-{b:<5.2f}" for a, b in zip(LOWS, LOWS[1:], strict=False)))
    for a, b, *row in zip(FIELDS, FIELDS[1:], *map(list, undecided(rows)), strict=False):
        cells = [f"{share:>6.0f} ({n})" if n else "     -" for share, n in zip(*row, strict=True)]
        print(f"{a:>4.0f}-{b:<5.0f}" + "".join(f"{c:>13}" for c in cells))


def picture(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """The same as a figure."""
    import matplotlib.pyplot as plt

    from supra2d.plot import style

    shares, counts = undecided(rows)
    with style():
        figure, ax = plt.subplots(figsize=(3.5, 2.8), layout="constrained")
        for (i, j), n in np.ndenumerate(counts):
            if n:
                ink = "white" if shares[i, j] > 50 else "black"
                ax.text(j, i + 0.08, f"{shares[i, j]:.0f} %", ha="center", va="center", color=ink)
                ax.text(j, i - 0.27, f"{n}", ha="center", va="center", color=ink, size=6)
        image = ax.imshow(shares, origin="lower", cmap="cividis_r", vmin=0, vmax=100, aspect="auto")
        ax.set_xticks(range(4), [f"{a:.2f}–{b:.2f}" for a, b in zip(LOWS, LOWS[1:], strict=False)])
        ax.set_yticks(range(5), ["< 1", "1–2", "2–4", "4–8", "> 8"])
        ax.minorticks_off()
        ax.tick_params(length=0)
        ax.set_xlabel("lowest $T/T_{c0}$")
        ax.set_ylabel("highest $B/B_P$")
        figure.colorbar(image, label="undecided (%)")
        figure.savefig(path)


def faults(rows: Sequence[Mapping[str, Any]]) -> None:
    """What happens when no law is right."""
    print("sets whose misfit exceeds the noise by 3 sigma in chi2, and not decided")
    for fault in FAULTS:
        some = [r for r in rows if r["fault"] == fault and r["excess"] > 3.0]
        fine = [r for r in some if r["none"] or not r["decisive"]]
        total = sum(r["fault"] == fault for r in rows)
        share = f"{100 * len(fine) / len(some):.0f} %" if some else "-"
        print(f"  {fault:<20}{len(some):>5} of {total:<5}{share:>7}")


def main(sets: int = SETS, with_nested: int = NESTED) -> None:
    """Run and print everything."""
    store = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    rows = run_tasks(judge, [Film(i) for i in range(sets)], progress="films", store=store)
    report(rows)
    undecided_map(rows)
    picture(rows, Path(__file__).parents[1] / "docs" / "_static" / "undecided.svg")
    wrong = [Film(i, FAULTS[i % 4]) for i in range(sets // 5)]
    found = run_tasks(judge, wrong, progress="faults", store=store)
    faults([{**row, "fault": film.fault} for film, row in zip(wrong, found, strict=True)])
    if with_nested:
        films = [Film(7 * i) for i in range(with_nested)]
        pairs = run_tasks(nested, films, progress="nested", store=store)
        same = sum(a == b for a, b, _ in pairs)
        print(f"nested sampling: same verdict in {same} of {len(pairs)}; largest change of a "
              f"probability, median {np.median([c for *_, c in pairs]):.3f}")  # fmt: skip
        for a, b, c in pairs:
            if a != b:
                print(f"   laplace: {a}; nested: {b} (changed by {c:.2f})")


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:3]))
