"""Names of evidence in the archive."""

from datetime import datetime
from zoneinfo import ZoneInfo

from server.domain.evidence.piece import CLASSES, MediaKind
from server.domain.plan import Plan


def archive_name(plan: Plan, media: MediaKind, session: str | None, begun: datetime, serial: int) -> str:
    """Return a name in the archive: unit, class, year, group, item (``2110-ZP-2009-0001-0010``).

    The group is the plan's number and its session's place in the plan, ``00`` where it belongs to none.
    """
    year = begun.astimezone(ZoneInfo(plan.zone)).year
    return f"{plan.site.number}-{CLASSES[media]}-{year}-{group_of(plan, session)}-{serial:04d}"


def group_of(plan: Plan, session: str | None) -> str:
    """Return the group of an archive name."""
    place = next((place for place, one in enumerate(plan.sessions, 1) if one.id == session), 0)
    return f"{plan.number}{place:02d}"
