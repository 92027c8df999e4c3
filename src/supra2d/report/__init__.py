"""Reports: Results bound into one page, figures, tables and ``results.json``."""

from ._format import Number, quote
from ._json import schema, to_dict
from ._names import words
from ._pdf import add_pdf, check_pdf
from ._report import Report
from ._write import check_output, write

__all__ = [
    "Number",
    "Report",
    "add_pdf",
    "check_output",
    "check_pdf",
    "quote",
    "schema",
    "to_dict",
    "words",
    "write",
]
