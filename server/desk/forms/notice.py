"""What stands on the notice of a correction: the newest release of a session against the one it replaced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.desk.forms.asked import Asked
from server.desk.forms.told import Told, when
from server.domain.reading.printed import notice_page
from server.domain.reading.release import Change, release_from_row


def notices(of: Told, _asked: Asked) -> list[dict[str, Any]]:
    """Write the notice of each session whose newest release corrected one before."""
    return [
        _notice(of, session_id, acted["release"])
        for session_id, (_, acted) in of.readings.items()
        if acted["release"].get("replaces")
    ]


def _notice(of: Told, session_id: str, row: Mapping[str, Any]) -> dict[str, Any]:
    session = next(one for one in of.sessions if one.id == session_id)
    known, _ = of.readings[session_id]
    head = {
        "plan": of.plan.name, "site": of.plan.site.name, "session": session.name, "when": when(session),
        "made": f"第 {row['number']} 次发布",
    }  # fmt: skip
    names = {number: str(one.get("name") or "") for number, one in known.now.rows.items()}
    at = datetime.fromisoformat(row["at"]).astimezone(ZoneInfo(of.plan.zone))
    people = "、".join(_name(of, row[who]) for who in ("by", "second"))
    told = f"发布人：{people}　{at:%Y-%m-%d %H:%M}"
    return notice_page(head, release_from_row(row), [Change(**one) for one in row["changes"]], names, told)


def _name(of: Told, person: int | None) -> str:
    return next((one.name for one in of.staff if one.post.person == person), "—")
