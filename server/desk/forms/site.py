"""What stands on the site's handoff form and on the record of spares."""

from collections.abc import Iterable, Sequence
from typing import Any

from server.desk.forms.asked import Asked
from server.desk.forms.labels import held
from server.desk.forms.told import Told, grade, head, when
from server.domain.custody.group import grade_words, groups_of
from server.domain.custody.item import Item
from server.domain.custody.whereabouts import FormRow, form_row
from server.domain.plan import Room, Session


def _of_site(of: Told, session: Session) -> dict[str, Any]:
    return {"plan": of.plan.name, "site": of.plan.site.name, "session": session.name, "when": when(session)}


def handoff(of: Told, _asked: Asked) -> list[dict[str, Any]]:
    """Write the handoff form of each session that somebody sits."""
    forms = []
    for session in of.sessions:
        rooms = [room for one, room in of.sitting() if one is session]
        rows = [_form_row(of, session, room) for room in rooms]
        if rows:
            lines = [line for room, row in zip(rooms, rows, strict=True) for line in _lines(of, session, room, row)]
            forms.append(_of_site(of, session) | {"levels": _levels(rows), "rows": lines})
    return forms


def _lines(of: Told, session: Session, room: Room, row: FormRow) -> list[list[Any]]:
    """Write a room's row; below it, in a room with a bag for each trade and level, what is in each (其中)."""
    bags = of.bags(session, room)
    lines = [[*_written(row), False]]
    for subject, count in groups_of(room.sittings[session.id]) if len(bags) > 1 else ():
        numbers = [str(one["admission_no"]) for one in of.sat(session, room) if subject == (one["trade"], one["level"])]
        own = [bag for bag in bags if bag.group == subject]
        begins = [min(numbers, default=""), max(numbers, default="")]
        drawn, back = _sum(_drawn(bag) for bag in own), _sum(_back(bag) for bag in own)
        words = [f"{room.room} 其中", subject.trade, grade_words(subject.level)]
        lines.append([*words, *begins, count, drawn, None, back, None, True])
    return lines


def _sum(numbers: Iterable[int | None]) -> int | None:
    """Add up; None where there is none or one is not known."""
    found = list(numbers)
    return sum(one for one in found if one is not None) if found and None not in found else None


def _drawn(bag: Item) -> int | None:
    return bag.flow.get("papers_in", bag.packed.get("papers"))


def _back(bag: Item) -> int | None:
    """Return how many papers a bag holds that was counted and sealed anew; None: that was not done yet."""
    return bag.counts.get("papers") if "seal" in bag.been else None


def _form_row(of: Told, session: Session, room: Room) -> FormRow:
    sitting, begins = room.sittings[session.id], head(of, session, room)
    groups = tuple((group.trade, group.level, group.count) for group in sitting.groups)
    drawn = {"PP": ("papers_in", "papers"), "CP": ("cards_in", "cards")}
    values = {"expected": sitting.expected}
    for item in of.items.values():
        if (item.session, item.room) == (session.id, room.room) and item.kind in drawn:
            figure, what = drawn[item.kind]
            if what in item.packed:
                values[figure] = values.get(figure, 0) + item.packed[what]
    # What was counted goes before what the bags were made up with.
    return form_row(
        room.room, groups, (begins["first"], begins["last"]), values | dict(of.counted[session.id, room.room])
    )


def _written(row: FormRow) -> list[Any]:
    trades = "、".join(dict.fromkeys(trade for trade, _, _ in row.groups))
    levels = "、".join(dict.fromkeys(grade_words(level) for _, level, _ in row.groups))
    counts = [row.expected, row.papers_out, row.cards_out, row.papers_back, row.cards_back]
    return [row.room, trades, levels, row.first, row.last, *counts]


def _levels(rows: Sequence[FormRow]) -> str:
    """Return the form's head: how many rooms and candidates, by level."""
    by: dict[int, int] = {}
    for row in rows:
        for _, level, count in row.groups:
            by[level] = by.get(level, 0) + count
    total = sum(row.expected or 0 for row in rows)
    levels = "，".join(f"{grade(level)} {count} 人" for level, count in sorted(by.items()))
    return f"共 {len(rows)} 个考场、{total} 人" + (f"：{levels}" if levels else "")


def spares(of: Told, _asked: Asked) -> list[dict[str, Any]]:
    """Write the record of spares of each session that has such bags."""
    forms = []
    for session in of.sessions:
        bags = [item for item in of.items.values() if item.kind in ("SP", "DP") and item.session == session.id]
        if bags:
            said = [
                f"{item.of.zh} {item.label}（{held(item) or '未登记数量'}）" for item in sorted(bags, key=_by_label)
            ]
            forms.append(_of_site(of, session) | {"bags": said})
    return forms


def _by_label(item: Item) -> tuple[int, str]:
    return len(item.label), item.label
