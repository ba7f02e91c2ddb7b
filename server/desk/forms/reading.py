"""What stands on the forms of card reading: the reconciliation page, score sheets, item analysis, abnormal lists."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from server.desk.forms.asked import Asked
from server.desk.forms.told import Told, when
from server.desk.reading import people, released
from server.desk.reading import session as sessions
from server.desk.reading.chain import chain
from server.desk.reading.checked import check_row
from server.desk.reading.scores import Scored, scored
from server.domain.plan import GRADES, Session
from server.domain.reading.abnormal import abnormal
from server.domain.reading.items import analyse
from server.domain.reading.printed import abnormal_page, analysis_overview, analysis_page, score_sheets
from server.domain.reading.report import Equation, RoomReport
from server.domain.reading.said import resolution_words
from server.domain.reading.second import due_twice
from server.domain.words.card_fault import EQUATIONS
from server.store import reading

#: The equations of a room as the page's columns call them.
CHECKS: Mapping[str, str] = {
    "people": "实考+缺考", "bag": "读入=袋内卡", "distinct": "号码不重", "listed": "都在名单", "cards": "应有卡都有",
    "absent": "缺考一致", "misconduct": "违纪一致",
}  # fmt: skip
STATES: Mapping[str, str] = {
    "waiting": "未读", "read": "待录入清点", "faults": "有未处理", "green": "核对平", "closed": "核对平，三人已签字",
}  # fmt: skip
SIGNERS = (("读卡操作员", "by"), ("验卡员", "second"), ("阅卷监督员", "third"))
FILE_STATES: Mapping[str, str] = {
    "received": "已收到", "parsing": "正在读取", "read": "未签字", "refused": "未采用", "unplaced": "认不出场次",
    "closed": "已签字",
}  # fmt: skip
HELD = "平"


def read(connection: Connection, of: Told) -> dict[str, tuple[Scored, dict[str, Any]]]:
    """Return what card reading knows of each theory session that is asked for: its scores, and what people did."""
    found = {}
    for session in of.sessions:
        known = scored(connection, of.plan.number, session.id) if session.kind == "theory" else None
        if known is not None and (known.now.first or known.now.sheets):
            acted: dict[str, Any] = {
                name: reading.every(connection, of.plan.number, name, session.id)
                for name in ("settled", "approved", "closed", "batch")
            }
            acted["chain"] = chain(connection, known.now, known.sums)
            acted["check"] = check_row(sessions.checks(connection, of.plan.number, session.id), known.now)
            acted["release"] = released.newest_row(connection, of.plan.number, session.id) or {}
            found[session.id] = (known, acted)
    return found


def _each(of: Told) -> Iterator[tuple[Session, Scored, dict[str, Any]]]:
    for session in of.sessions:
        if session.id in of.readings:
            known, acted = of.readings[session.id]
            yield session, known, acted


def _head(of: Told, session: Session, acted: Mapping[str, Any], now: Scored | None = None) -> dict[str, Any]:
    """Return what every form begins with; ``now``: it states the scores as they stand, not as they were released."""
    release = acted["release"]
    made = f"第 {release['number']} 次发布（{_moment(of, release['at'])}）" if release else "未发布"
    if release and now is not None and now.sums.sha256 != release["sums"]["sha256"]:
        made = f"未发布：第 {release['number']} 次发布后有改动"
    return {
        "plan": of.plan.name, "site": of.plan.site.name, "session": session.name, "when": when(session), "made": made,
    }  # fmt: skip


def reconciled(of: Told, _asked: Asked) -> list[dict[str, Any]]:
    """Write the reconciliation page of each session."""
    return [_reconciled(of, session, known, acted) for session, known, acted in _each(of)]


def _reconciled(of: Told, session: Session, known: Scored, acted: Mapping[str, Any]) -> dict[str, Any]:
    report = known.now.report
    wanted = {one.key for room in report.rooms.values() for one in room.equations}
    keys = [key for key in CHECKS if key in wanted]
    counting = people.counting(known.now)
    signed = all(sha256 in acted["closed"] for sha256 in counting) and bool(acted["closed"])
    keyed = Counter(card.room for card in known.now.report.cards if card.machine is None)
    rooms = [_room(room, keys, keyed, signed=signed) for room in report.rooms.values()]
    green = sum(room.state == "green" for room in report.rooms.values())
    done = [(row["row"]["room"] or "", row["seq"], _settled(of, row)) for row in acted["settled"].values()]
    done += [(row["room"], row["seq"], _approved(of, row)) for row in acted["approved"].values()]
    faults = [line for _, _, line in sorted(done, key=lambda one: one[:2])]
    still = sum(fault.is_open for fault in report.faults)
    notes = [f"还有 {still} 项没有处理，见系统中的考场页。"] if still else []
    notes += [
        f"{EQUATIONS[one.key][0]}：应 {one.expected}，实 {one.found}"
        for one in report.equations
        if one.state == "differs"
    ]
    cards = sum(len(batch.cards) for batch in known.now.first)
    verdict = f"{green} 个考场全部核对平" if green == len(rooms) else f"{green} / {len(rooms)} 个考场核对平"
    return _head(of, session, acted, known) | {
        "checks": [CHECKS[key] for key in keys], "rooms": rooms, "total": _total(report.rooms, keys, keyed, green),
        "faults": faults, "batches": f"文件 {len(known.now.first)} 个　答题卡 {cards} 张", "verdict": verdict,
        "notes": [_chain(known, acted["chain"]), *notes, _covered(known), _checked(acted["check"])],
        "signed": _signed(of, acted["closed"]),
        "files": [_file(of, row, acted["closed"].get(row["sha256"])) for row in _files(acted["batch"].values())],
    }  # fmt: skip


def _chain(known: Scored, found: Mapping[str, Any]) -> str:
    """Say what became of the session's cards, from the first hand to the score; what is not known in each room is —."""
    out, back, bag, read = ("—" if found[step] is None else found[step] for step in ("out", "back", "bag", "read"))
    results = found["results"]
    scored = str(results["scored"]) if known.keys else "—"
    return (
        f"全场答题卡：发出 {out}　交回 {back}（作答、缺考、作废、空白）　袋内应读 {bag}　读入和补录 {read}"
        f"　有成绩 {scored}　缺考 {results['absent']}　违纪 {results['void']}　卡遗失 {results['lost']}"
        f"　尚无成绩 {results['unscored']}"
    )


def _covered(known: Scored) -> str:
    """Say how much of what was read was read a second time, and how much of it the plan wants so."""
    now = known.now
    n, of, settled = now.report.read_twice()
    differ = sum(fault.code == "pass-differs" for fault in now.report.faults)
    said = f"第二遍读卡：读了 {n}/{of} 张，两次不一致 {differ} 处" if now.second else "第二遍读卡：没有读"
    said += f"，第二遍没有、两人已确认的 {settled} 张" if settled else ""
    return f"{said}；计划要求至少 {due_twice(of, known.twice)} 张（{known.twice}%）" if known.twice else said


def _checked(check: Mapping[str, Any] | None) -> str:
    if check is None:
        return "随机抽查：没有做"
    looked, wanted, differ = check["looked"], check["wanted"], check["differ"]
    return (
        f"随机抽查：最近一次抽 {wanted} 张、看了 {looked} 张，与卡面不符 {differ} 张；"
        f"历次共看过 {check['covered']}/{check['of']} 张"
    )


def _room(
    room: RoomReport, keys: list[str], keyed: Mapping[str | None, int], *, signed: bool
) -> dict[str, Any]:  # fmt: skip
    equations = {one.key: one for one in room.equations}
    state = "closed" if signed and room.state == "green" else room.state
    return {
        "room": room.room, "counts": _counts(room, keyed), "checks": [_check(equations.get(key)) for key in keys],
        "state": STATES[state], "striking": room.state != "green",
    }  # fmt: skip


def _counts(room: RoomReport, keyed: Mapping[str | None, int]) -> list[str]:
    by_hand = keyed.get(room.room, 0)
    figures = (room.expected, room.present, room.absent, room.bag, room.read - by_hand, by_hand)
    return ["—" if one is None else str(one) for one in figures]


def _check(one: Equation | None) -> str:
    if one is None or one.expected is None or one.found is None:
        return "—"
    return HELD if one.state == "holds" else f"差 {one.found - one.expected:+d}"


def _total(
    rooms: Mapping[str, RoomReport], keys: list[str], keyed: Mapping[str | None, int], green: int
) -> dict[str, Any]:  # fmt: skip
    columns = list(zip(*(_counts(room, keyed) for room in rooms.values()), strict=True))
    counts = [str(sum(map(int, column))) if "—" not in column else "—" for column in columns]
    checks = []
    for key in keys:
        found = [one for room in rooms.values() for one in room.equations if one.key == key]
        holds = len(found) == len(rooms) and all(one.state == "holds" for one in found)
        checks.append(HELD if holds else f"{sum(one.state == 'holds' for one in found)}/{len(rooms)}")
    return {"counts": counts, "checks": checks, "state": "全部核对" if green == len(rooms) else "未完"}


def _settled(of: Told, row: Mapping[str, Any]) -> list[str]:
    """Return a fault that was settled, as it was, and how."""
    told, resolution = row["row"], row["resolution"]
    done, number = resolution_words(resolution["what"])[0], resolution.get("number")
    return [
        told["room"] or "", f"{told['kind']['zh']}：{told['says']['zh']}", f"{done}：{number}" if number else done,
        row["grounds"], _person(of, row["proposed_by"]), _person(of, row["by"]), _when(of, row),
    ]  # fmt: skip


def _approved(of: Told, row: Mapping[str, Any]) -> list[str]:
    """Return a re-reading that a leader approved."""
    done = resolution_words("take-new")[0]
    return [row["room"], "重读", done, row["reason"], "", _person(of, row["by"]), _when(of, row)]


def _when(of: Told, row: Mapping[str, Any]) -> str:
    return f"{_moment(of, row['at'])}　记录 {row['seq']}"


def _signed(of: Told, closed: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return who signed, by role, where the same three signed every file; else the table of files tells."""
    signers = {tuple(row[name] for _, name in SIGNERS) for row in closed.values()}
    if len(signers) != 1:
        return {words: "见文件表" for words, _ in SIGNERS} if signers else {}
    last = max(closed.values(), key=lambda row: row["at"])
    return {words: f"{_person(of, last[name])}　{_moment(of, last['at'])}" for words, name in SIGNERS}


def _files(batches: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the files in the order in which they came."""
    return sorted(batches, key=lambda row: (row["seq"], row["sha256"]))


def _file(of: Told, row: Mapping[str, Any], closed: Mapping[str, Any] | None) -> list[str]:
    """Return what a file is and who signed it: of one that is not signed, what has become of it."""
    state = "已决定不用" if row.get("dropped") else FILE_STATES[row["state"]]
    signed = [state, "", "", ""] if closed is None else [
        *(_person(of, closed[name]) for _, name in SIGNERS), _moment(of, closed["at"])
    ]  # fmt: skip
    passes = "、".join(map(str, sorted({row["pass"], *row.get("passes", ())})))
    return [row["name"], row["station"] or "", passes, row["sha256"][:12], str(row["version"]), str(row["cards"]),
            *signed]  # fmt: skip


def _person(of: Told, person: int | None) -> str:
    return next((one.name for one in of.staff if one.post.person == person), "")


def _moment(of: Told, at: str) -> str:
    """Write day and time: cards are read, settled and released for weeks after the exam."""
    return f"{datetime.fromisoformat(at).astimezone(ZoneInfo(of.plan.zone)):%m-%d %H:%M}"


def theory(of: Told, asked: Asked) -> list[dict[str, Any]]:
    """Write the score sheet of each room, of the newest release; before there is one, of the scores as they stand."""
    sheets = []
    for session, known, acted in _each(of):
        release = acted["release"]
        marked = released.marked_of(release) if release else list(known.marked)
        wanted = [one for one in marked if asked.room in (None, one.sheet.room)]
        names = {number: str(row.get("name") or "") for number, row in known.now.rows.items()}
        told = f"第 {release['number']} 次发布" if release else "未发布"
        sheets += score_sheets(_head(of, session, acted), wanted, names, _subjects(known), told)
    return sheets


#: Papers from which on an overview stands before them: forms A and B of one subject need none.
OVERVIEW = 3


def analysis(of: Told, asked: Asked) -> list[dict[str, Any]]:
    """Write the item analysis of each paper, of one subject where it is named; before many an overview."""
    pages: list[dict[str, Any]] = []
    for session, known, acted in _each(of):
        head = _head(of, session, acted, known)
        found = [one for one in analyse(known.marked, known.keys) if asked.subject in (None, one.subject)]
        named = [_paper(known, one.subject, one.paper) for one in found]
        if len(found) >= OVERVIEW:
            pages.append(analysis_overview(head, found, named))
        pages += [analysis_page(head, one, name) for one, name in zip(found, named, strict=True)]
    return pages


def abnormals(of: Told, _asked: Asked) -> list[dict[str, Any]]:
    """Write the lists of results that people should look at."""
    return [
        abnormal_page(_head(of, session, acted, known), abnormal(known.marked, known.keys, known.bounds), known.bounds)
        for session, known, acted in _each(of)
    ]


def _paper(known: Scored, subject: str, paper: str) -> str:
    told = _subjects(known).get(subject, subject)
    return f"{told}　{paper} 卷" if paper else told


def _subjects(known: Scored) -> dict[str, str]:
    found = {}
    for row in known.now.rows.values():
        found[f"{row['trade']}/{row['level']}"] = f"{row['trade']} {GRADES.get(row['level'], row['level'])}"
    return found
