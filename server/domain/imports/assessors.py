"""Rules of the assessors' file (考评员证卡): known people, one card each for a trade, good on the days of the plan."""

from collections.abc import Collection, Mapping

from server.domain.imports.line import Firsts, Line, Row, listed
from server.domain.plan import Plan, Room


class AssessorRules:
    """Checks each assessor against the plan, the rooms, the staff list and the rows above."""

    def __init__(self, plan: Plan, rooms: Mapping[str, Room], staff: Collection[str]) -> None:
        self._plan = plan
        self._rooms = rooms
        self._staff = staff
        self._numbers = Firsts()
        self._leaders = Firsts()
        self._led: dict[str, str | None] = {}

    def __call__(self, row: Row, line: Line) -> None:
        """Check one assessor and complete the row: blanks as 0 and no."""
        row["running"] = row["running"] or 0
        row["leader"] = bool(row["leader"])
        self._person(row, line)
        if row["trade"] is not None and self._plan.trades and row["trade"] not in self._plan.trades:
            line.error("trade", "trade-unknown", value=row["trade"], allowed=(listed(self._plan.trades),) * 2)
        last = max(self._plan.days).isoformat()
        if row["until"] is not None and row["until"] < last:
            line.warn("until", "card-expired", value=row["until"], day=last)
        self._team(row, line)

    def _person(self, row: Row, line: Line) -> None:
        if row["staff_no"] is None:
            return
        if row["staff_no"] not in self._staff:
            line.error("staff_no", "staff-unknown", value=row["staff_no"])
        # Who assesses several trades has a card, and so a row, for each.
        earlier = self._numbers.earlier((row["staff_no"], row["trade"]), line)
        if earlier is not None:
            line.error("staff_no", "twice", value=row["staff_no"], other=earlier)

    def _team(self, row: Row, line: Line) -> None:
        if row["room"] is None:
            return
        if row["room"] not in self._rooms:
            line.error("room", "room-unknown", value=row["room"])
        elif row["leader"] and (row["staff_no"] is None or self._led.get(row["room"]) != row["staff_no"]):
            self._led.setdefault(row["room"], row["staff_no"])
            earlier = self._leaders.earlier(row["room"], line)
            if earlier is not None:
                line.error("leader", "twice", value=row["room"], other=earlier)
