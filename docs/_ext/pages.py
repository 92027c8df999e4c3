"""Pages that the package writes itself: laws, readers, units, results, changes.

Each law gets a page in ``docs/laws``; the other pieces go to ``docs/_build/pieces`` and are
included by the pages that explain them.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from supra2d.core import CHANNELS, PAULI_PREFACTORS, UNITS, Model
from supra2d.io import reader_spec, readers
from supra2d.models import families, model, names
from supra2d.report import schema
from supra2d.simulate import names as sample_names
from supra2d.simulate import sample
from supra2d.study.claims import RELATIONS

if TYPE_CHECKING:
    from sphinx.application import Sphinx

CHANGE_KINDS = {
    "new": "New",
    "changed": "Changed",
    "fixed": "Fixed",
    "removed": "Removed",
}


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages before Sphinx looks for them."""
    app.connect("config-inited", lambda app, _: write_all(Path(app.srcdir)))
    return {"parallel_read_safe": True}


def write_all(docs: Path) -> None:
    """Write every generated page below ``docs``."""
    laws, pieces = docs / "laws", docs / "_build" / "pieces"
    laws.mkdir(exist_ok=True)
    pieces.mkdir(parents=True, exist_ok=True)
    for family in families():
        for name in names(family):
            _save(laws / f"{name}.rst", law_page(model(name)))
            draw_law(model(name), laws / f"{name}.svg")
    known = {f"{name}.{suffix}" for name in names() for suffix in ("rst", "svg")}
    for path in laws.iterdir():
        if path.name not in known:
            path.unlink()
    _save(pieces / "laws.rst", law_list())
    _save(pieces / "readers.rst", reader_list())
    _save(pieces / "channels.rst", channel_table())
    _save(pieces / "units.rst", unit_table())
    _save(pieces / "pauli.rst", pauli_table())
    _save(pieces / "relations.rst", relation_list())
    _save(pieces / "results.rst", results_tables())
    _save(pieces / "samples.rst", sample_table())
    _save(pieces / "changes.rst", change_list(docs.parent / "changes"))


def _save(path: Path, text: str) -> None:
    # an unchanged page keeps its time, so that Sphinx does not read it again
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def heading(text: str, line: str = "=") -> str:
    """A heading with its underline."""
    return f"{text}\n{line * len(text)}\n\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A list-table with a header row."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in (columns, *rows):
        for i, cell in enumerate(row):
            text = " ".join(str(cell).split())
            lines.append(f"   {'* -' if i == 0 else '  -'} {text}".rstrip())
    return "\n".join(lines) + "\n\n"


def law_page(law: Model) -> str:
    """Equation, meaning, parameters, limits, check rows, figure and references of a law."""
    text = inspect.getdoc(inspect.getmodule(law.function)) or ""
    # the title of the page is the first line of the file
    explained = text.partition("\n\n")[2]
    citations = f":footcite:`{','.join(law.references)}`" if law.references else ""
    parts = [
        heading(law.title),
        f"``{law.name}``, mechanism *{law.mechanism}*, {_axes(law)} {citations}.\n\n",
        f".. math:: {law.equation}\n\n",
        f"{explained}\n\n",
        f".. figure:: {law.name}.svg\n\n   ``supra2d.model({law.name!r})`` at its defaults.\n\n",
        heading("Parameters", "-"),
        table(
            ("name", "unit", "default", "bounds", "meaning"),
            (
                (
                    f"``{p.name}``",
                    p.unit,
                    f"{p.default:g}",
                    f"{p.low:g} to {p.high:g}",
                    p.description + ("" if p.free else " (fixed unless asked for)"),
                )
                for p in law.parameters
            ),
        ),
        heading("Limits", "-"),
        f"{law.limits}\n\n",
    ]
    if law.requires:
        needs = ", ".join(need.replace(":", " ") for need in law.requires)
        parts.append(f"Needs data with {needs}.\n\n")
    if law.checks:
        parts += [
            heading("Check rows", "-"),
            "Known values; a test evaluates each of them to the stated relative tolerance.\n\n",
            table(
                ("parameters", law.variables[0].name, f"expected ({law.result.unit})", "rtol"),
                (
                    (
                        ", ".join(f"{k} = {v:g}" for k, v in row.parameters.items()),
                        f"{row.x:g} {law.variables[0].unit}",
                        f"{row.expected:.12g}",
                        f"{row.rtol:g}",
                    )
                    for row in law.checks
                ),
            ),
        ]
    if law.references:
        parts += [heading("References", "-"), ".. footbibliography::\n"]
    return "".join(parts)


def _axes(law: Model) -> str:
    variables = ", ".join(f"{v.name} ({v.unit})" for v in law.variables)
    return f"{variables} → {law.result.name} ({law.result.unit})"


def draw_law(law: Model, path: Path) -> None:
    """The law at its default parameters, over the range where it says something."""
    axis = law.variables[0]
    end = _end_of(law)
    # the coldest hundredth is left out: a clean Ising field grows without limit there
    x = np.linspace(-end if axis.unit in ("deg", "V") else 0.01 * end, end, 401)
    figure = Figure(figsize=(5.0, 3.0), layout="constrained")
    ax = figure.add_subplot()
    shown, unit = (1e3 * x, "mV") if axis.unit == "V" else (x, axis.unit)
    ax.plot(shown, law(x), color="#0072B2")
    ax.set(xlabel=f"{axis.name} ({unit})", ylabel=f"{law.result.name} ({law.result.unit})")
    ax.set_ylim(bottom=0)
    figure.savefig(path, metadata={"Date": None})


def _end_of(law: Model) -> float:
    """A little beyond the edge; four gaps; three periods; of an energy, as far as check rows go."""
    if law.edge:
        return law.parameter(law.edge).default * 1.05
    if law.variables[0].unit == "V":
        return 4e-3 * max(p.default for p in law.parameters if p.name.startswith("Delta"))
    if law.result.unit == "A":  # the period of a junction is a millitesla
        return 3e-3
    if law.variables[0].unit != "meV":
        return 100.0
    Tc0 = law.parameter("Tc0").default
    return max(float(np.max(row.x)) * Tc0 / row.parameters["Tc0"] for row in law.checks)


def law_list() -> str:
    """The laws by family, with their pages."""
    parts = []
    for family in filter(names, families()):
        parts.append(heading(family, "-"))
        rows = [
            (f":doc:`{n} </laws/{n}>`", model(n).title, model(n).mechanism) for n in names(family)
        ]
        parts.append(table(("name", "law", "mechanism"), rows))
    pages = "".join(f"   laws/{name}\n" for name in names())
    return "".join(parts) + f".. toctree::\n   :hidden:\n\n{pages}"


def reader_list() -> str:
    """Each reader from its declared facts."""
    parts = []
    for name in readers():
        spec = reader_spec(name)
        parts.append(heading(str(spec["name"]), "-"))
        parts.append(f"{spec['description']}.\n\n")
        for fact in ("options", "extensions"):
            if spec.get(fact):
                parts.append(f"{fact.capitalize()}: {', '.join(spec[fact])}.\n\n")
        if spec.get("notes"):
            parts.append(f"{str(spec['notes']).strip()}\n\n")
    return "".join(parts)


def channel_table() -> str:
    """The canonical channels."""
    return table(
        ("channel", "unit", "what it is"),
        ((f"``{c.name}``", c.unit or "text", c.description) for c in CHANNELS.values()),
    )


def unit_table() -> str:
    """Spellings of units, by the unit that they are turned into."""
    found: dict[str, list[str]] = {}
    for unit in UNITS.values():
        found.setdefault(unit.canonical, []).append(f"``{unit.symbol}``")
    return table(("becomes", "written as"), ((k, ", ".join(v)) for k, v in found.items()))


def pauli_table() -> str:
    """Pauli prefactors by name."""
    return table(
        ("name", "limit over Tc (T/K, g = 2)"),
        ((f"``{name}``", f"{value:.9g}") for name, value in PAULI_PREFACTORS.items()),
    )


def relation_list() -> str:
    """What claims can name: equation, inputs with units, conventions that are tried."""
    rows = []
    for relation in RELATIONS.values():
        inputs = ", ".join(
            f"``{name}``" + (f" ({unit})" if unit else "") for name, unit in relation.inputs.items()
        )
        tried = "; ".join(", ".join(labels) for labels in relation.choices.values())
        says = relation.says.replace("|", r"\|")  # of a ket, not of a substitution
        rows.append((f"``{relation.name}``", says, inputs, tried))
    return table(("name", "what it says", "inputs", "conventions tried"), rows)


def results_tables() -> str:
    """The rows of results.json from its published schema."""
    found = schema()
    parts = [heading("Top level", "-"), _properties(found)]
    for name, definition in found["$defs"].items():
        if "properties" in definition:
            parts += [heading(name, "-"), _properties(definition)]
    return "".join(parts)


def _properties(definition: dict[str, object]) -> str:
    properties = definition["properties"]
    assert isinstance(properties, dict)
    return table(
        ("key", "type", "meaning"),
        (
            (f"``{key}``", _type(value), value.get("description", ""))
            for key, value in properties.items()
        ),
    )


def _type(value: dict[str, object]) -> str:
    if "$ref" in value:
        return str(value["$ref"]).rpartition("/")[2].replace("_", " ")
    if "const" in value:
        return f"``{json.dumps(value['const'])}``"
    if "enum" in value:
        return " or ".join(f"``{json.dumps(v)}``" for v in _list(value["enum"]))
    if value.get("type") == "array" and isinstance(value.get("items"), dict):
        return f"list of {_type(value['items'])}"
    return " or ".join(str(kind) for kind in _list(value.get("type", "any")))


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]


def sample_table() -> str:
    """The simulated samples."""
    return table(
        ("name", "what", "files"),
        (
            (f"``{name}``", sample(name).title, ", ".join(run[0] for run in sample(name).runs))
            for name in sample_names()
        ),
    )


def change_list(folder: Path) -> str:
    """The fragments in ``changes/``, by kind."""
    parts = []
    for kind, title in CHANGE_KINDS.items():
        fragments = sorted(folder.glob(f"*.{kind}.md"))
        if fragments:
            parts.append(heading(title, "-"))
            # fragments are Markdown of the simplest kind: only code quotes differ
            texts = (f.read_text(encoding="utf-8").replace("`", "``") for f in fragments)
            parts += [f"- {' '.join(text.split())}\n" for text in texts]
            parts.append("\n")
    return "".join(parts)
