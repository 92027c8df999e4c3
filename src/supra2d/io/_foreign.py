"""What a file that is no measurement looks like, for the sentence that refuses it."""

from __future__ import annotations

import codecs
import re

_ORIGIN = "an Origin project"
_MAGIC = (
    (b"PK\x03\x04", "a ZIP archive or an Excel or Word document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel, Word or Origin document"),
    (b"CPYA", _ORIGIN),
    (b"CPYUA", _ORIGIN),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89HDF", "an HDF5 file"),
)
_MARKUP = ((b"<!doctype html", "an HTML page"), (b"<html", "an HTML page"), (b"<?xml", "XML"))
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")


def looks_like(head: bytes) -> str:
    """What the bytes look like when they are no text, else an empty string."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:20].lower()
    for tag, name in _MARKUP:
        if start.startswith(tag):
            return name
    if not head.startswith(_UTF16) and _CONTROL.search(head):
        return "a binary file"
    return ""


def way_out(head: bytes) -> str:
    """What to do with a file that no reader knows."""
    if looks_like(head) == _ORIGIN:
        return "export each worksheet in Origin with File > Export > ASCII"
    return "export the measurement as text"
