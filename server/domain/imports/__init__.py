"""Input files of an exam day: bytes in, typed rows and errors in words out. Pure: no file system, no clock.

Kinds: plan (YAML), rooms, candidates, staff, schemes, assessors (xlsx, xls, csv, tsv, txt, dbf, tables of web pages),
portraits.
``docs/formats.md`` describes them all.
"""

from server.domain.imports.check import Opened, check, check_opened, kind_of, open_file
from server.domain.imports.known import Checked, Known
from server.domain.imports.marked import Marked, marked
from server.domain.imports.mends import Mend, mends_of
from server.domain.imports.preview import preview
from server.domain.imports.problem import Problem

__all__ = [
    "Checked",
    "Known",
    "Marked",
    "Mend",
    "Opened",
    "Problem",
    "check",
    "check_opened",
    "kind_of",
    "marked",
    "mends_of",
    "open_file",
    "preview",
]
