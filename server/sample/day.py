"""The sample's plan: sessions around a start time, the usual timetables, and the plan file's text."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import yaml

from server.domain.plan import SessionKind, Step
from server.domain.timetable import DEFAULTS

ZONE = "Asia/Shanghai"
SITE_NUMBER = 12
CITY, INSTITUTION, BATCH = "01", "012", "04"
"""Parts of the sample's admission numbers; the batch gets the session's place in the day as its third digit."""

CHECK_IN_OPENS = 90
"""Minutes before a session's start; badges are good from then on, on the evening before a start after midnight too."""

REHEARSAL_SCALE = 15
"""Minutes of an exam day that one minute of a rehearsal stands for: an hour and a half are six."""

LATE = 30
"""Minutes after the start in which candidates are let in at stations."""

ADMISSION_NO = (("year", 2), ("city", 2), ("institution", 3), ("batch", 3), ("subject", 3), ("room", 3), ("seat", 3))


@dataclass(frozen=True, slots=True)
class SampleSession:
    """One session of the sample; times aware, in the plan's zone."""

    id: str
    name: str
    kind: SessionKind
    starts: datetime
    ends: datetime


def sessions(start: datetime, *, practical: bool, computer: bool, rehearsal: bool = False) -> list[SampleSession]:
    """Return the day's sessions: two of theory, two practical ones where there are workshops, a computer-based one.

    In a rehearsal they are as many and follow each other as on the day, all in its shorter time.
    """
    scale = REHEARSAL_SCALE if rehearsal else 1

    def at(session_id: str, name: str, kind: SessionKind, after: int, minutes: int) -> SampleSession:
        starts = start + timedelta(minutes=after // scale)
        return SampleSession(session_id, name, kind, starts, starts + timedelta(minutes=minutes // scale))

    theory = [at("S1", "理论第一场", "theory", 0, 90), at("S2", "理论第二场", "theory", 150, 90)]
    workshop = [at("P1", "实操第一场", "practical", 30, 180), at("P2", "实操第二场", "practical", 270, 180)]
    screens = [at("C1", "机考第一场", "computer", 270, 60)]
    return theory + (workshop if practical else []) + (screens if computer else [])


def days(of: list[SampleSession]) -> list[date]:
    """Return every day that a session or its check-in touches; one that ends at midnight does not touch the next."""
    first, last = timedelta(minutes=CHECK_IN_OPENS), timedelta(microseconds=1)
    return sorted(
        {moment.date() for session in of for moment in (session.starts - first, session.starts, session.ends - last)}
    )


def plan_text(number: int, of: list[SampleSession], trades: list[str], phone: str, *, rehearsal: bool = False) -> str:
    """Write the plan file (YAML) with a line on each part for the person who adapts it."""
    first = of[0].starts
    scale = REHEARSAL_SCALE if rehearsal else 1
    quarter = f"{first.year}年第{'一二三四'[(first.month - 1) // 3]}季度职业技能鉴定"
    parts: list[tuple[str, dict[str, Any]]] = [
        (
            "鉴定计划（样例）：编号、名称与机构",
            {
                "plan": number,
                "code": f"{'YL' if rehearsal else 'JX'}-{number}",
                "name": f"{quarter}（{'演练' if rehearsal else '样例'}）",
                "mark": "演练 江西职业技能鉴定" if rehearsal else "江西职业技能鉴定",
                "centre": "江西省职业技能鉴定指导中心",
                "area": "南昌考区",
                "site": {"number": SITE_NUMBER, "name": "赣江职业技术学院考点（样例）", "short": "赣江职院考点"},
                "zone": ZONE,
                "duty_phone": phone,
            }
            | ({"rehearsal": True} if rehearsal else {}),
        ),
        ("证牌有效的日期", {"days": [day.isoformat() for day in days(of)]}),
        ("签到：开考前 opens 分钟开始，开考后 closes 分钟截止", {"check_in": {"opens": CHECK_IN_OPENS, "closes": 30}}),
        ("每个考场的监考人数", {"proctors_per_room": 2}),
        ("职业（工种）", {"trades": trades}),
        (
            "准考证号的各段，从左到右",
            {"admission_no": [{"part": part, "digits": count} for part, count in ADMISSION_NO]},
        ),
        (
            "场次：kind 为 theory（理论）、practical（实操）或 computer（机考，没有试卷和答题卡）；时间为当地时间",
            {
                "sessions": [
                    {
                        "id": session.id,
                        "name": session.name,
                        "kind": session.kind,
                        "starts": f"{session.starts:%Y-%m-%d %H:%M}",
                        "ends": f"{session.ends:%Y-%m-%d %H:%M}",
                    }
                    for session in of
                ]
            },
        ),
        (
            "时间表：offset 为距开始（start）或结束（end）的分钟数；signal 为 short、long（短铃、长铃）或省略；"
            "due 为到这一步应完成的：staff（人员到齐）、draw（抽签）、papers（领卷），到时没有的看板提醒",
            {"timetable": {kind: _steps(steps, scale) for kind, steps in DEFAULTS.items()}},
        ),
    ]
    return "\n".join(
        f"# {comment}\n{yaml.safe_dump(part, allow_unicode=True, sort_keys=False, width=120, default_flow_style=False)}"
        for comment, part in parts
    )


def _steps(steps: tuple[Step, ...], scale: int) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "offset": round(one.offset / scale), "from": one.edge}
        | ({"signal": one.signal} if one.signal else {})
        | ({"due": one.due} if one.due else {})
        for one in steps
    ]
