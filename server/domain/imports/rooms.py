"""Rules of the rooms file (考场表): each room once."""

from server.domain.imports.line import Firsts, Line, Row


class RoomRules:
    """Checks each room against the rooms above it."""

    def __init__(self) -> None:
        self._rooms = Firsts()

    def __call__(self, row: Row, line: Line) -> None:
        """Check one room and complete its row: the name defaults to the number."""
        room = row["room"]
        if room is not None:
            earlier = self._rooms.earlier(room, line)
            if earlier is not None:
                line.error("room", "twice", value=room, other=earlier)
        row["name"] = row["name"] or room
        row["building"] = row["building"] or ""
        row["sessions"] = {}
