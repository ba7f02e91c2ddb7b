"""What is missing before the day: one list that empties as it is mended."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from protocol.role import BY_NUMBER, PROCTOR
from server.domain.badge import Badge
from server.domain.design import Design, design_from_row
from server.domain.plan import Plan, Room, Session
from server.store import badge as badges
from server.store import design as designs
from server.store import people
from server.store import plan as plans
from server.store.people import Person

Level = Literal["must", "should"]
SPARES_FROM = 11  # people of one role: with as many, one badge or another is forgotten or lost

#: code -> level, what is missing and what to do, in Chinese and English.
WORDS: Mapping[str, tuple[Level, str, str, str, str]] = MappingProxyType(
    {
        "plan-days-past": (
            "must",
            "计划的考试日 {days} 已过，证牌已失效，不能签到",
            "在“计划”中核对日期，或导入今天的计划",
            "The plan's days {days} are over: its badges are no longer valid",
            "Check the dates of the plan, or import today's plan",
        ),
        "plan-duty-phone": (
            "must",
            "计划中没有总值班电话",
            "在“计划”中填写；证牌背面和签到页都要用",
            "The plan has no phone number of the duty desk",
            "Enter it in the plan: the reverse of the badges and the gate show it",
        ),
        "staff-none": (
            "must",
            "名单中没有工作人员",
            "导入人员名单",
            "There are no staff on the list",
            "Import the staff list",
        ),
        "proctors-too-few": (
            "must",
            "{session}：{rooms} 个考场需要监考 {needed} 人，名单中只有 {there} 人",
            "在“人员”中补充监考，或调整其场次",
            "{session}: {rooms} rooms need {needed} invigilators, {there} are listed",
            "Add invigilators, or change their sessions",
        ),
        "staff-unconfirmed": (
            "must",
            "{count} 名临时补录人员待确认",
            "在“人员”中核实后确认",
            "{count} people added on the spot are not confirmed",
            "Check them in the staff list and confirm",
        ),
        "names-without-glyph": (
            "must",
            "{count} 人的姓名含字库没有的字，证牌无法打印",
            "核对姓名用字；确有此字的，手写证牌",
            "The names of {count} people hold characters no font has: their badges cannot be printed",
            "Check how the name is written; if it is right, write the badge by hand",
        ),
        "badges-missing": (
            "must",
            "{count} 人还没有证牌",
            "在“证牌”中制证",
            "{count} people have no badge",
            "Make their badges",
        ),
        "badges-other-role": (
            "must",
            "{count} 人的证牌与现任岗位不符",
            "在“证牌”中换发，旧证随即作废",
            "The badges of {count} people show another role than they have now",
            "Reissue them: the old ones stop at once",
        ),
        "badges-not-printed": (
            "must",
            "{count} 张证牌已制未印",
            "在“打印”中打印",
            "{count} badges were made but not printed",
            "Print them",
        ),
        "portraits-missing": (
            "should",
            "{count} 人没有照片",
            "导入照片（文件名为工号或证件号），或由签到处核对证件",
            "{count} people have no portrait",
            "Import portraits named by staff or ID number, or check papers at the gate",
        ),
        "phones-missing": (
            "should",
            "{count} 人没有电话号码",
            "在“人员”中补填，未到岗时才能联系",
            "{count} people have no phone number",
            "Enter them, so that they can be called when they do not come",
        ),
        "spares-missing": (
            "should",
            "{role}有 {count} 人，却没有备用证牌",
            "在“证牌”中制作几张{role}备用证牌",
            "There are {count} people as {role_en} but no spare badge",
            "Make some spare badges of this role",
        ),
        "spares-not-printed": (
            "should",
            "{count} 张备用证牌未印",
            "在“打印”中打印",
            "{count} spare badges were not printed",
            "Print them",
        ),
        "reverse-empty": (
            "should",
            "证牌背面没有{roles}的岗位职责",
            "在“证牌设计”中填写",
            "The reverse of the badges says no duties for: {roles_en}",
            "Write them in the badge design",
        ),
        "found-empty": (
            "should",
            "证牌背面没有写明拾获后怎么办",
            "在“证牌设计”中填写",
            "The reverse of the badges does not say what to do when one is found",
            "Write it in the badge design",
        ),
        "mark-empty": (
            "should",
            "证牌上方没有标识文字",
            "在“证牌设计”中填写，如“江西职业技能鉴定”",
            "There is no mark at the top of the badges",
            "Write it in the badge design",
        ),
    }
)
ORDER = tuple(WORDS)


@dataclass(frozen=True, slots=True)
class About:
    """One person whom an item concerns. ``detail`` is what helps to mend it: a staff number, code points, a role."""

    person: int
    name: str
    unit: str
    detail: str = ""
    detail_en: str | None = None

    def told(self, language: str) -> str:
        """Return ``detail`` in ``language`` (``zh`` or ``en``)."""
        return self.detail_en if language == "en" and self.detail_en is not None else self.detail


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is missing. ``params`` fill the sentences of ``WORDS``."""

    code: str
    count: int
    people: tuple[About, ...] = ()
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """``must``: the day cannot begin so; ``should``: it can, with trouble."""
        return WORDS[self.code][0]

    def said(self, language: str) -> tuple[str, str]:
        """Return what is missing and what to do, in ``zh`` or ``en``."""
        _, says, fix, says_en, fix_en = WORDS[self.code]
        values = {"count": self.count, **self.params}
        chosen = (says_en, fix_en) if language == "en" else (says, fix)
        return chosen[0].format(**values), chosen[1].format(**values)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What there is of a plan: who is listed, the badges not revoked, the rooms, the design, and today's date."""

    plan: Plan
    people: Sequence[Person]
    badges: Sequence[Badge]
    rooms: Mapping[str, Room]
    design: Design
    today: date


def load(connection: Connection, plan: Plan, now: datetime) -> Prepared:
    """Read what there is of a plan."""
    listed = [person for person in people.every(connection, plan.number) if person.post.listed]
    made = [held[0] for held in badges.every(connection, plan.number)]
    design = design_from_row(designs.get(connection, plan.number))
    today = now.astimezone(ZoneInfo(plan.zone)).date()
    return Prepared(plan, listed, made, plans.rooms(connection, plan.number), design, today)


def missing(there: Prepared, lacking: Callable[[str], Sequence[str]]) -> list[Item]:
    """List what is missing, what must be mended first; ``lacking`` tells which characters of a name no font has."""
    items = [*_of_plan(there), *_of_people(there, lacking), *_of_badges(there), *_of_design(there)]
    return sorted(items, key=lambda item: ORDER.index(item.code))


def _of_plan(there: Prepared) -> Iterator[Item]:
    plan = there.plan
    if max(plan.days) < there.today:
        days = " ".join(str(day) for day in sorted(plan.days))
        yield Item("plan-days-past", 1, params={"days": days})
    if not plan.duty_phone.strip():
        yield Item("plan-duty-phone", 1)
    if not there.people:
        yield Item("staff-none", 1)
        return
    proctors = [person for person in there.people if person.post.role == PROCTOR.number]
    for session in plan.sessions:
        rooms = sum(1 for room in there.rooms.values() if _used(room, session))
        needed = rooms * plan.proctors_per_room
        have = sum(1 for person in proctors if not person.post.sessions or session.id in person.post.sessions)
        if have < needed:
            params: dict[str, str | int] = {"session": session.name, "rooms": rooms, "needed": needed, "there": have}
            yield Item("proctors-too-few", needed - have, params=params)


def _used(room: Room, session: Session) -> bool:
    sitting = room.sittings.get(session.id)
    return sitting is not None and sitting.expected > 0


def _of_people(there: Prepared, lacking: Callable[[str], Sequence[str]]) -> Iterator[Item]:
    unconfirmed = [_about(person) for person in there.people if not person.confirmed]
    strange = [(person, lacking(person.name)) for person in there.people]
    without = [_about(person, " ".join(map(_point, lacks))) for person, lacks in strange if lacks]
    no_portrait = [_about(person, person.staff_no) for person in there.people if person.portrait is None]
    no_phone = [_about(person, person.staff_no) for person in there.people if not person.phone.strip()]
    for code, found in (
        ("staff-unconfirmed", unconfirmed),
        ("names-without-glyph", without),
        ("portraits-missing", no_portrait),
        ("phones-missing", no_phone),
    ):
        if found:
            yield Item(code, len(found), tuple(found))


def _of_badges(there: Prepared) -> Iterator[Item]:
    by_id = {badge.badge: badge for badge in there.badges}
    worn = [(person, by_id.get(person.badge or "")) for person in there.people]
    roles = [BY_NUMBER[person.post.role] for person, _ in worn]
    bare = [
        _about(person, role.zh, role.en) for (person, badge), role in zip(worn, roles, strict=True) if badge is None
    ]
    other = [
        _about(
            person,
            f"{BY_NUMBER[badge.role].zh} → {BY_NUMBER[person.post.role].zh}",
            f"{BY_NUMBER[badge.role].en} → {BY_NUMBER[person.post.role].en}",
        )
        for person, badge in worn
        if badge is not None and badge.role != person.post.role
    ]
    unprinted = [
        _about(person, person.number or "") for person, badge in worn if badge is not None and not badge.prints
    ]
    for code, found in (("badges-missing", bare), ("badges-other-role", other), ("badges-not-printed", unprinted)):
        if found:
            yield Item(code, len(found), tuple(found))
    spares = [badge for badge in there.badges if badge.spare and not badge.person]
    listed = Counter(person.post.role for person in there.people)
    for role, count in sorted(listed.items()):
        if count >= SPARES_FROM and not any(badge.role == role for badge in spares):
            words = BY_NUMBER[role]
            yield Item("spares-missing", count, params={"role": words.zh, "role_en": words.en})
    waiting = sum(1 for badge in spares if not badge.prints)
    if waiting:
        yield Item("spares-not-printed", waiting)


def _of_design(there: Prepared) -> Iterator[Item]:
    roles = sorted({person.post.role for person in there.people})
    empty = [BY_NUMBER[role] for role in roles if not there.design.duties(role)]
    if empty:
        zh, en = "、".join(role.zh for role in empty), ", ".join(role.en for role in empty)
        yield Item("reverse-empty", len(empty), params={"roles": zh, "roles_en": en})
    if not there.design.found:
        yield Item("found-empty", 1)
    if not (there.design.mark or there.plan.mark.strip()):
        yield Item("mark-empty", 1)


def _about(person: Person, detail: str = "", detail_en: str | None = None) -> About:
    return About(person.post.person, person.name, person.unit, detail, detail_en)


def _point(character: str) -> str:
    return f"{character} U+{ord(character):04X}"
