"""References from ``materials/references.bib`` as lines of text; tolerant by design."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files

_ACCENTS = {
    '"': "\u0308",
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    "~": "\u0303",
    "c": "\u0327",
}
_LETTERS = {"o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "ae": "æ", "ss": "ß", "l": "ł", "i": "ı"}


def references(keys: Iterable[str]) -> list[tuple[str, str]]:
    """(key, formatted reference) of each key; the key itself where the entry is missing."""
    entries = parse(_bibliography())
    return [(key, format_entry(entries[key]) if key in entries else key) for key in keys]


def _bibliography() -> str:
    path = files("supra2d") / "materials" / "references.bib"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def parse(text: str) -> dict[str, dict[str, str]]:
    """Entries of a BibTeX file by key, fields in lower case; what it cannot read it leaves out.

    Examples
    --------
    >>> parse('@book{t, author = {Tinkham, M.}, year = 1996}')["t"]["year"]
    '1996'
    """
    entries = {}
    for head in re.finditer(r"@(\w+)\s*\{\s*([^,\s]+)\s*,", text):
        body = _braced(text, head.end())
        entries[head[2]] = {"type": head[1].lower(), **_fields(body)}
    return entries


def _braced(text: str, start: int) -> str:
    """The text from ``start`` up to the brace that closes the entry."""
    depth = 1
    for end in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return text[start:end]
    return text[start:]


def _fields(body: str) -> dict[str, str]:
    fields = {}
    position = 0
    while found := re.compile(r"\s*(\w+)\s*=\s*").search(body, position):
        start = found.end()
        mark = body[start : start + 1]
        if mark == "{":
            value = _braced(body, start + 1)
            position = start + len(value) + 2
        elif mark == '"':
            end = body.find('"', start + 1)
            value = body[start + 1 : end]
            position = end + 1 if end > 0 else len(body)
        else:
            value = body[start:].split(",", 1)[0]
            position = start + len(value)
        fields[found[1].lower()] = _plain(value)
    return fields


def _plain(value: str) -> str:
    """A field without TeX: accents composed, braces and dashes resolved."""
    import unicodedata

    value = re.sub(
        r"\{?\\([\"'`^~c])\s*\{?(\w)\}?\}?",
        lambda m: unicodedata.normalize("NFC", m[2] + _ACCENTS[m[1]]),
        value,
    )
    for command, letter in _LETTERS.items():
        value = re.sub(rf"\\{command}(?![a-zA-Z])\s*", letter, value)
    value = value.replace("---", "—").replace("--", "–").replace("~", " ")
    value = re.sub(r"\\[a-zA-Z]+\s*|[{}$\\]", "", value)
    return " ".join(value.split())


def format_entry(entry: dict[str, str]) -> str:
    """Authors, title, journal volume, pages (year), DOI; as far as they are known."""
    people = _authors(entry.get("author", entry.get("editor", "")))
    place = " ".join(
        entry[k] for k in ("journal", "booktitle", "publisher", "volume") if entry.get(k)
    )
    if entry.get("pages"):
        place += f", {entry['pages']}"
    if entry.get("year"):
        place += f" ({entry['year']})"
    doi = f"doi:{entry['doi']}" if entry.get("doi") else ""
    parts = (people, entry.get("title", ""), place.strip(), doi)
    return ", ".join(part.rstrip(".,") for part in parts if part) + "."


def _authors(text: str) -> str:
    names = []
    for name in filter(None, re.split(r"\s+and\s+", text)):
        last, _, first = name.partition(",")
        names.append(f"{first.strip()} {last.strip()}".strip())
    if len(names) > 6:
        return f"{names[0]} et al"
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)
