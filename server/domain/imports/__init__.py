"""Input files of an exam day: bytes in, typed rows and errors in words out. Pure: no file system, no clock.

Kinds: plan (YAML), rooms, candidates, staff (xlsx or csv), portraits. ``docs/formats.md`` describes them all.
"""

from server.domain.imports.check import check, kind_of
from server.domain.imports.known import Checked, Known
from server.domain.imports.problem import Problem

__all__ = ["Checked", "Known", "Problem", "check", "kind_of"]
