"""Rules of the scheme file (评分方案): each item once in its trade and level, one way of combining for all of it."""

from collections.abc import Mapping
from typing import Any

from formats.unreadable import Words
from server.domain.imports.line import Firsts, Line, Row, listed
from server.domain.plan import Plan

RULES: Mapping[str, str] = {
    **dict.fromkeys(("平均", "平均分", "算术平均", "mean"), "mean"),
    **dict.fromkeys(("去高低平均", "去掉一个最高分和一个最低分", "去最高最低", "trimmed"), "trimmed"),
    **dict.fromkeys(("中位", "中位数", "median"), "median"),
}
#: What holds for a trade and level as a whole, whatever row it stands in.
OF_SCHEME = ("title", "passing", "threshold", "rule", "workpiece", "late")


class SchemeRules:
    """Checks each item against the plan and the items above."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._items = Firsts()
        self._said: dict[tuple[str, int, str], tuple[Any, Words]] = {}

    def __call__(self, row: Row, line: Line) -> None:
        """Check one item and complete the row; blanks as empty text and no."""
        row["failing"] = bool(row["failing"])
        for key in ("question", "criterion"):
            row[key] = row[key] or ""
        self._rule(row, line)
        if row["trade"] is not None and self._plan.trades and row["trade"] not in self._plan.trades:
            line.error("trade", "trade-unknown", value=row["trade"], allowed=(listed(self._plan.trades),) * 2)
        if None in (row["trade"], row["level"], row["id"]):
            return
        earlier = self._items.earlier((row["trade"], row["level"], row["id"]), line)
        if earlier is not None:
            line.error("id", "twice", value=row["id"], other=earlier)
        if row["full"] == 0 and not row["failing"]:
            line.error("full", "item-idle", value=row["id"])
        for key in OF_SCHEME:
            self._agrees(row, line, key)

    def _rule(self, row: Row, line: Line) -> None:
        written = row["rule"]
        if written is not None:
            row["rule"] = RULES.get("".join(written.split()).casefold())
            if row["rule"] is None:
                line.error("rule", "rule-unknown", value=written)

    def _agrees(self, row: Row, line: Line, key: str) -> None:
        if row[key] is None:
            return
        where = (f"第 {line.number} 行", f"row {line.number}")
        first, place = self._said.setdefault((row["trade"], row["level"], key), (row[key], where))
        if first != row[key]:
            line.error(key, "scheme-differs", value=row[key], expected=first, other=place)
