"""The balance (``domain`` 3.3): whether what went out came back, per room and for the site.

Each equation gives a line: it holds, it differs, or it is not known yet, because somebody has still to count. A figure
that is not known is never taken for 0. A difference says in words what is wrong and what could explain it, and stays
visible when a named person has settled it; if the figures change afterwards it is open again.
"""

from server.domain.balance.counted import counted_lines
from server.domain.balance.figures import from_custody, from_list, spares_used
from server.domain.balance.line import (
    Hint,
    Line,
    Seen,
    Settlement,
    ended,
    folded,
    line_to_row,
    open_differences,
    settle,
    with_settlements,
)
from server.domain.balance.packed import packed_lines
from server.domain.balance.room import Equation, Gaps, crossed, crosswise, equations, room_lines
from server.domain.balance.site import Travelled, badge_line, bag_lines, proctor_lines, spare_lines
from server.domain.balance.things import thing_lines
from server.domain.balance.travel import (
    all_over,
    back_since,
    stored_within,
    travelled,
    uncounted_lines,
)

__all__ = [
    "Equation",
    "Gaps",
    "Hint",
    "Line",
    "Seen",
    "Settlement",
    "Travelled",
    "all_over",
    "back_since",
    "badge_line",
    "bag_lines",
    "counted_lines",
    "crossed",
    "crosswise",
    "ended",
    "equations",
    "folded",
    "from_custody",
    "from_list",
    "line_to_row",
    "open_differences",
    "packed_lines",
    "proctor_lines",
    "room_lines",
    "settle",
    "spare_lines",
    "spares_used",
    "stored_within",
    "thing_lines",
    "travelled",
    "uncounted_lines",
    "with_settlements",
]
