"""What stands on score sheets and on the assessors' report of the practical exam."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.desk.forms.asked import Asked
from server.desk.forms.told import Told, subject, when
from server.desk.practical.live import Standing, Workroom
from server.domain.plan import Room, Session
from server.domain.practical.assessor import Assessor, card_for
from server.domain.practical.result import State
from server.domain.practical.scheme import Item, Scheme, points
from server.domain.practical.score import Scored, Sheet

RULES: Mapping[str, str] = {
    "mean": "各考评员的平均分",
    "trimmed": "去掉一个最高分和一个最低分后的平均分",
    "median": "中位分",
}
LINE = "＿＿＿＿"  # to write on
STATES: Mapping[State, str] = {
    "absent": "缺考", "stopped": "人证不符，已停止", "unscored": "未评分", "partial": "评分未齐",
    "sent_back": "退回重评", "ready": "待确认", "confirmed": "",
}  # fmt: skip


def _rooms(of: Told) -> Iterator[tuple[Session, Room, Workroom]]:
    for session, room in of.sitting():
        found = of.workrooms.get((session.id, room.room))
        if found is not None and found.standings:
            yield session, room, found


def blank(of: Told, _asked: Asked) -> list[dict[str, Any]]:
    """Write a score sheet for the pen for each candidate who is not absent and each assessor of the room."""
    return [
        _sheet(of, session, room, one, None, person)
        for session, room, found in _rooms(of)
        for one in _by_seat(found)
        if one.result.state != "absent"
        for person in _people(found, one.scheme)
    ]


def filled(of: Told, _asked: Asked) -> list[dict[str, Any]]:
    """Write each score sheet as it was signed, of candidates whose assessors have all signed."""
    return [
        _sheet(of, session, room, one, sheets[-1], person, found)
        for session, room, found in _rooms(of)
        for one in _by_seat(found)
        if one.result.combined is not None
        for person, sheets in sorted(one.one.sheets.items())
    ]


def _by_seat(found: Workroom) -> list[Standing]:
    return sorted(found.standings.values(), key=lambda one: (one.one.seat, one.one.number))


def _people(found: Workroom, scheme: Scheme) -> tuple[int | None, ...]:
    return found.team.assessors if found.team is not None else (None,) * scheme.assessors


def _sheet(
    of: Told, session: Session, room: Room, one: Standing, sheet: Sheet | None, person: int | None,
    found: Workroom | None = None,
) -> dict[str, Any]:  # fmt: skip
    scored = {} if sheet is None else {item.item: item for item in sheet.items}
    return _head(of, session, room) | {
        "number": one.one.number,
        "name": _name(of, session, room, one),
        "subject": subject({"trade": one.one.trade, "level": one.one.level}),
        "title": one.scheme.title,
        "station": None if one.one.drawn is None else one.one.drawn.slot.station,
        "workpiece": None if one.one.workpiece is None else one.one.workpiece.number,
        "items": [_item(item, scored.get(item.id)) for item in one.scheme.items],
        "full": points(one.scheme.full),
        "total": "" if sheet is None else points(sheet.total),
        "assessor": "" if person is None else _person(of, person),
        "card": _card(of, person, one.scheme),
        "signed": "" if sheet is None else _signed(of, sheet),
        "checked": "" if found is None else _checked(of, found, one),
    }


def _item(item: Item, scored: Scored | None) -> dict[str, Any]:
    told = {"id": item.id, "question": item.question, "name": item.name, "criterion": item.criterion}
    told |= {"full": points(item.full) if item.full else "—", "failing": item.failing}  # type: ignore[dict-item]
    if scored is None:
        return told | {"found": "", "deducted": "", "score": ""}
    found = scored.found or ("不合要求" if scored.failed else "")
    if not item.full:
        return told | {"found": found, "deducted": "—", "score": "否定" if scored.failed else "—"}
    return told | {"found": found, "deducted": points(scored.deducted), "score": points(scored.score)}


def _signed(of: Told, sheet: Sheet) -> str:
    if sheet.paper is None:
        return f"本人电子签名（证牌或 PIN）{_clock(of, sheet.at)}　流水 {sheet.fact[:13]}"
    entered, compared = (_person(of, person) for person in sheet.paper)
    return f"纸质表签名 {_clock(of, sheet.at)}（{entered} 补录，{compared} 核对）"


def _checked(of: Told, found: Workroom, one: Standing) -> str:
    confirmed = one.confirmed
    if confirmed is None or found.team is None:
        return ""
    person = confirmed.by or found.team.leader
    card = _card(of, person, one.scheme) or LINE
    said = f"{_person(of, person)}（组长）　证卡号：{card}"
    return f"{said}　确认 {points(confirmed.score)} 分　{_clock(of, confirmed.at)}"


def _card(of: Told, person: int | None, scheme: Scheme) -> str:
    """Return the number of the card by which somebody assesses a trade and level; empty where none is on record."""
    held: Assessor | None = None if person is None else of.cards.get(person)
    return "" if held is None else card_for(held, scheme.trade, scheme.level).card


def report(of: Told, _asked: Asked) -> list[dict[str, Any]]:
    """Write the report of each room, one a trade and level."""
    made = []
    for session, room, found in _rooms(of):
        groups: dict[str, list[Standing]] = {}
        for one in _by_seat(found):
            groups.setdefault(one.scheme.key, []).append(one)
        made += [_report(of, session, room, found, group) for group in groups.values()]
    return made


def _report(of: Told, session: Session, room: Room, found: Workroom, group: list[Standing]) -> dict[str, Any]:
    people = found.team.assessors if found.team is not None else ()
    scheme, absent = group[0].scheme, sum(one.result.state == "absent" for one in group)
    confirmed = sum(one.result.state == "confirmed" for one in group)
    came = sum(_came(one) for one in group)
    stopped = sum(one.result.state == "stopped" for one in group)
    open_ones = len(group) - absent - stopped - came
    counts = f"应考 {len(group)}　实考 {came}　缺考 {absent}　已确认 {confirmed}"
    counts += f"　人证不符 {stopped}" if stopped else ""
    counts += f"　未开始 {open_ones}" if open_ones else ""
    made = _with_workpieces(group)
    counts += f"　工件 {sum(one.one.workpiece is not None for one in group)} 件" if made else ""
    combine = scheme.combine
    rule = (
        f"合成：{RULES[combine.rule]}，四舍五入到 0.01 分；允许分差 {points(combine.threshold)} 分；"
        f"满分 {points(scheme.full)}，合格 {points(combine.passing)} 分；"
        f"否定项{'有一位认定即算' if combine.failing == 'any' else '以多数认定为准'}。未评分不计为 0 分。"
    )
    waiting = len(group) - absent - stopped - confirmed
    return _head(of, session, room) | {
        "subject": subject({"trade": scheme.trade, "level": scheme.level}),
        "title": scheme.title or "—",
        "counts": counts,
        "rule": rule,
        "workpieces": made,
        "notes": [*_open(waiting), *(_unnumbered(group) if made else ()), *_notes(found)],
        "assessors": [_assessor(of, found, person, scheme) for person in people],
        "rows": [_line(of, session, room, one, people, made=made) for one in group],
    }


def _came(one: Standing) -> bool:
    """Tell whether a candidate sat the exam, as far as anything on record says; somebody in their place did not."""
    return one.result.state not in ("absent", "stopped") and bool(one.one.began or one.one.ended or one.one.sheets)


def _with_workpieces(group: list[Standing]) -> bool:
    """Tell whether workpieces are handed in, or were while the scheme still said so."""
    return any(one.scheme.workpiece or one.one.workpiece is not None for one in group)


def _unnumbered(group: list[Standing]) -> list[str]:
    lacking = sum(_came(one) and one.one.workpiece is None for one in group)
    return [f"工件件数与实考人数不符：{lacking} 人的工件没有编号，表中写明“未编号”。"] if lacking else []


def _open(count: int) -> list[str]:
    return [f"还有 {count} 人的成绩未确认：本页只供核对，不作正式报告。"] if count else []


def _notes(found: Workroom) -> list[str]:
    team = found.team
    return [] if team is None or not team.waived else [f"考评组未按规定组成，理由：{team.reason}"]


def _assessor(of: Told, found: Workroom, person: int, scheme: Scheme) -> dict[str, Any]:
    leads = found.team is not None and found.team.leader == person
    return {"name": _person(of, person), "card": _card(of, person, scheme) or LINE, "leads": leads}


def _line(
    of: Told, session: Session, room: Room, one: Standing, people: tuple[int, ...], *, made: bool
) -> list[str]:  # fmt: skip
    combined = one.result.combined
    totals = {} if combined is None else combined.totals
    given = [points(totals[person]) if person in totals else "—" for person in people]
    score = "—" if combined is None else points(combined.score)
    passed = "" if combined is None or one.result.state != "confirmed" else "合格" if combined.passed else "不合格"
    failed = "" if combined is None else "、".join(combined.failed)
    station = "" if one.one.drawn is None else one.one.drawn.slot.station
    return [
        one.one.number, _name(of, session, room, one), station, *([_workpiece(one)] if made else []), *given, score,
        passed, failed, str(one.pictures), _remark(one),
    ]  # fmt: skip


def _workpiece(one: Standing) -> str:
    if one.one.workpiece is not None:
        return one.one.workpiece.number
    return "未编号" if _came(one) else ""


def _remark(one: Standing) -> str:
    said = [STATES[one.result.state]]
    if one.confirmed is not None and one.confirmed.reason:
        said.append(f"确认说明：{one.confirmed.reason}")
    again = sum(len(sheets) > 1 for sheets in one.one.sheets.values())
    if again:
        said.append(f"{again} 人重评")
    if one.lacks and one.result.state != "stopped":  # all that is lacking of them is said already
        said.append(f"缺 {len(one.lacks)} 项记录")
    return "；".join(part for part in said if part)


def _head(of: Told, session: Session, room: Room) -> dict[str, Any]:
    return {
        "plan": of.plan.name,
        "site": of.plan.site.name,
        "room": room.room,
        "session": session.name,
        "when": when(session),
    }


def _name(of: Told, session: Session, room: Room, one: Standing) -> str:
    rows = of.sat(session, room)
    return next((row.get("name") or "" for row in rows if row["admission_no"] == one.one.number), "")


def _person(of: Told, person: int) -> str:
    return next((one.name for one in of.staff if one.post.person == person), f"{person} 号")


def _clock(of: Told, at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(ZoneInfo(of.plan.zone)):%Y-%m-%d %H:%M}"
