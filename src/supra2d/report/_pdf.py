"""``report.pdf``: the page of a report set in type, with the same content in the same order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from ..core import InputError, OutputError, SupraError

_PRINTED = 170.0  # mm, width of the text
_VOID = {"br", "meta", "link", "img", "hr"}
_LEFT_OUT = {"nav", "style", "head", "title", "footer", "script"}


def check_pdf() -> None:
    """Raise InputError when no PDF can be made; called before long work.

    Raises
    ------
    InputError
        With the line to type.
    """
    if find_spec("typst") is None:
        raise InputError(
            "a PDF was asked for, and typst is not installed",
            "the extra that sets PDF reports",
            "type pip install 'supra2d[pdf]', or leave --pdf out",
        )


def add_pdf(out: Path) -> Path:
    """Add ``report.pdf`` to a report that was written.

    Parameters
    ----------
    out
        Folder with ``report.html`` and ``figures/``.

    Returns
    -------
    Path
        Of the PDF; nothing is left half written.

    Raises
    ------
    InputError
        When typst is not installed, or the folder holds no report.
    SupraError
        When typst cannot set the page.
    OutputError
        When the file cannot be written.
    """
    check_pdf()
    typst = import_module("typst")
    page = out / "report.html"
    if not page.is_file():
        raise InputError(f"{out} without report.html", "a report", "make the report first")
    text = _source(page.read_text(encoding="utf-8"))
    try:
        made = typst.compile(text.encode(), root=str(out), ignore_system_fonts=True)
    except typst.TypstError as error:
        raise SupraError(
            f"typst cannot set the report ({str(error).splitlines()[0]})",
            "a page that it knows how to set",
            "leave --pdf out; report.html is there",
        ) from None
    part, target = out / ".report.pdf.part", out / "report.pdf"
    try:
        part.write_bytes(made)
        part.replace(target)
    except OSError as error:
        raise OutputError(
            f"cannot write {target} ({error.strerror or error})",
            "a folder that can be written",
            "choose another output with -o",
        ) from None
    return target


def _source(page: str) -> str:
    """The document in the language of typst: the template and the page."""
    template = (files("supra2d.report") / "templates" / "report.typ").read_text(encoding="utf-8")
    tree = _Tree()
    tree.feed(page)
    tree.close()
    (title, *_) = tree.root.find("title")
    return f"#let title = {_string(title.text())}\n{template}\n{_inside(tree.root)}\n"


@dataclass
class _Element:
    """A piece of the page: elements and text inside of it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[_Element | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def find(self, *tags: str) -> Iterator[_Element]:
        """Elements of these tags at any depth, outside of one another."""
        for part in self.inside:
            if isinstance(part, _Element):
                if part.tag in tags:
                    yield part
                else:
                    yield from part.find(*tags)

    def text(self) -> str:
        return "".join(p if isinstance(p, str) else p.text() for p in self.inside)


class _Tree(HTMLParser):
    """Our own page as elements; an SVG is left out, its file is shown instead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("")
        self._open = [self.root]
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg" or self._skipped:
            self._skipped += tag == "svg"
            return
        element = _Element(tag, {key: value or "" for key, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= tag == "svg"
        elif tag not in _VOID and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._open[-1].inside.append(data)


def _string(text: str) -> str:
    # a browser has the sign of a refusal, the fonts of typst have its like
    text = text.replace("\N{MULTIPLICATION X}", "\N{MULTIPLICATION SIGN}")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _text(text: str) -> str:
    """Text as a string, in which typst sees no marks; white space as a browser shows it."""
    flat = re.sub(r"[ \t\r\n]+", " ", text)
    return f"#{_string(flat)};" if flat else ""


def _inside(element: _Element) -> str:
    return "".join(_text(p) if isinstance(p, str) else _set(p) for p in element.inside)


def _blocks(element: _Element) -> str:
    """What is inside of a container: white space between its blocks is none of it."""
    parts = [p for p in element.inside if not isinstance(p, str) or p.strip()]
    return "".join(_text(p) if isinstance(p, str) else _set(p) for p in parts)


def _set(element: _Element) -> str:
    """An element in typst: by its class where that says more than its tag."""
    if element.tag in _LEFT_OUT:
        return ""
    for name in (*element.classes, element.tag):
        if name in _SETTERS:
            return _SETTERS[name](element)
    return _inside(element)


def _wrapped(before: str, after: str = "]") -> Callable[[_Element], str]:
    return lambda element: f"{before}{_inside(element)}{after}"


def _block(before: str = "") -> Callable[[_Element], str]:
    return lambda element: f"\n#block[{before}{_inside(element)}]\n"


def _container(element: _Element) -> str:
    return _blocks(element)


def _cards(element: _Element) -> str:
    """The numbers that a reader looks for first, side by side."""
    cards = [part for part in element.inside if isinstance(part, _Element)]
    cells = "".join(f"[{''.join(_card_line(line) for line in _lines(card))}],\n" for card in cards)
    return f"\n#cards({cells})\n"


def _lines(card: _Element) -> list[_Element]:
    return [part for part in card.inside if isinstance(part, _Element)]


def _card_line(line: _Element) -> str:
    return f"#block(spacing: 0.4em)[{_inside(line) if line.tag == 'div' else _set(line)}]"


def _heading(level: int) -> Callable[[_Element], str]:
    return lambda element: f"\n#heading(level: {level})[{_inside(element)}]\n"


def _figure(element: _Element) -> str:
    name = element.attributes.get("id", "")
    style = element.attributes.get("style", "")
    rem = re.search(r"max-width:\s*([\d.]+)rem", style)
    # the page shows a figure 0.36 rem wide for each of its millimetres
    width = min(float(rem[1]) / 0.36 if rem else _PRINTED, _PRINTED)
    captions = [c for c in element.find("figcaption")]
    told = "".join(_inside(caption) for caption in captions)
    return f"\n#shot({_string(f'figures/{name}.svg')}, {width:.0f}mm)[{told}]\n"


def _limits(element: _Element) -> str:
    ends = [_inside(part) for part in element.inside if isinstance(part, _Element)]
    return f"#limits([{ends[0]}], [{ends[1]}]);" if len(ends) == 2 else _inside(element)


def _table(element: _Element) -> str:
    """A table whose columns of sentences share what the numbers leave."""
    rows = [[cell for cell in row.find("td", "th")] for row in element.find("tr")]
    columns = max((len(row) for row in rows), default=0)
    if not columns:
        return ""
    longest = [max((len(row[i].text()) for row in rows if i < len(row)), default=0)
               for i in range(columns)]  # fmt: skip
    widths = ", ".join(f"{min(n / 30, 3):.2g}fr" if n > 28 else "auto" for n in longest)
    head = ", ".join(f"[{_inside(cell)}]" for cell in rows[0])
    body = "".join(
        f"  {''.join(f'[{_inside(cell)}], ' for cell in row)}{'[], ' * (columns - len(row))}\n"
        for row in rows[1:]
    )
    return f"\n#table(columns: ({widths},), table.header({head}),\n{body})\n"


def _details(element: _Element) -> str:
    """What the page folds stays there; a line says what it is."""
    (summary, *_) = [*element.find("summary"), element]
    return f"\n#block(note[On the page report.html: {_inside(summary)}])\n"


_SETTERS: dict[str, Callable[[_Element], str]] = {
    "h1": _heading(1),
    "h2": _heading(2),
    "h3": _heading(3),
    "p": _block(),
    "li": _block(),
    "dt": lambda element: f"\n#block(below: 0.3em)[#strong[{_inside(element)}]]\n",
    "dd": _block(),
    "pre": lambda element: f"\n#block(raw({_string(element.text().strip())}, block: true))\n",
    "code": _wrapped("#mono["),
    "mono": _wrapped("#mono["),
    "note": _wrapped("#note["),
    "b": _wrapped("#strong["),
    "sub": _wrapped("#sub["),
    "sup": _wrapped("#super["),
    "i": _wrapped("", "#h(0.25em)"),
    "br": lambda element: "#linebreak()",
    "figure": _figure,
    "table": _table,
    "details": _details,
    "limits": _limits,
    "files": lambda element: "",
    "message": _wrapped("#h(0.5em)", ""),
    "status": _wrapped("#box[", "]#h(0.5em)"),
    **dict.fromkeys(("html", "body", "main", "header", "section", "ul", "ol", "dl"), _container),
    "scroll": _container,
    "cards": _cards,
}
