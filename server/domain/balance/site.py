"""The balance of the whole site: spares, bags by serial, seals, invigilators, badges (equations 2, 6, 8 and 12)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from server.domain.badge import Account
from server.domain.balance.line import Line, compared, hint
from server.domain.board import RoomCover
from server.domain.custody.item import Item
from server.domain.custody.legs import LEGS
from server.domain.policy import Policy

#: Kinds whose serials are balanced leg by leg.
BAGS = frozenset({"PP", "CP", "SP", "DP"})
#: Kinds that stay at the site office when the rooms are supplied.
KEPT = frozenset({"SP", "DP"})


def spare_lines(
    session: str, rooms: Mapping[str, Mapping[str, int]], used: Mapping[str, int | None]
) -> tuple[Line, ...]:
    """Compare what the rooms took beyond their packs with what the spare bags lack (equations 2 and 6, whole site).

    ``rooms`` are the figures of each room; ``used`` says per ``cards`` and ``papers`` how many the spare bags lack.
    """
    lines = []
    for what, number in (("cards", 2), ("papers", 6)):
        code = f"spare-{what}"
        line = Line(f"{session}/site/{code}", code, number, session, None, "unknown")
        unknown = tuple(room for room, of in rooms.items() if not {f"{what}_sup", f"{what}_out"} <= of.keys())
        spare = used.get(what)
        if unknown or spare is None:
            lines.append(replace(line, unknown=unknown))
            continue
        taken = sum(of[f"{what}_sup"] - of[f"{what}_out"] for of in rooms.values())
        line = compared(line, taken, spare)
        lines.append(replace(line, hints=(hint("spare-unrecorded"),)) if line.state == "differs" else line)
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class Travelled:
    """Where the site's bags have been.

    Attributes:
        issued: what the vault's list says it issued: label -> seal number (None: not stated).
        items: every object now, by label.
        legs: labels that have walked each leg, whether scanned or inside something.
        over: legs that are over: what has not walked them by now is missing, not late.
        opened: labels of the bags that were opened.
        late: by leg, labels that should have walked it by now although it is not over for all.
    """

    issued: Mapping[str, str | None]
    items: Mapping[str, Item]
    legs: Mapping[str, Collection[str]]
    over: frozenset[str]
    opened: Collection[str]
    late: Mapping[str, Collection[str]] = field(default_factory=dict)


def bag_lines(travelled: Travelled, policy: Policy) -> tuple[Line, ...]:
    """Compare the bags leg by leg, by serial (equation 8), and the seals of those that were not opened.

    A bag that did not walk one leg cannot walk the next: that difference follows from the first.
    """
    issued = set(travelled.issued)
    drawn = {label for label in issued if label in travelled.items and travelled.items[label].kind not in KEPT}
    unused = [leg for leg in LEGS if not policy.legs.get(leg, {}).get("used", True)]
    due = {
        "L1": issued,
        "L2": issued,
        "L3": drawn,
        "L4": drawn & set(travelled.legs.get("L3", ())),
        "L5": issued,
        "L6": issued,
    }
    lines = [_leg_line(leg, labels, travelled) for leg, labels in due.items() if leg not in unused]
    return (*_with_causes(lines, travelled.legs), _seal_line(travelled))


def _with_causes(lines: Iterable[Line], walked: Mapping[str, Collection[str]]) -> tuple[Line, ...]:
    """Say of each leg that lacks only what an earlier one lacks, too, which one that was, the first of them.

    What was seen on a leg since then is missing for another cause: a bag that never left the vault on record but came
    to its room, and is not back, is told by itself.
    """
    found: list[Line] = []
    for line in lines:
        wrong = set(line.labels)
        causes = (one for one in found if one.follows is None and wrong and wrong <= set(one.labels))
        first = next((one for one in causes if not _seen_since(wrong, _leg_of(one), walked)), None)
        found.append(line if first is None or line.state != "differs" else replace(line, follows=first.key))
    return tuple(found)


def _leg_of(line: Line) -> str:
    return line.key.rpartition("/")[2]


def _seen_since(labels: Collection[str], leg: str, walked: Mapping[str, Collection[str]]) -> bool:
    return any(label in of for later, of in walked.items() if later >= leg for label in labels)


def _leg_line(leg: str, due: Collection[str], travelled: Travelled) -> Line:
    line = Line(f"site/bags/{leg}", "bags", 8, None, None, "unknown")
    walked = {
        label
        for label in travelled.legs.get(leg, ())
        if label not in travelled.items or travelled.items[label].kind in BAGS
    }
    surplus, outstanding = sorted(walked - set(due)), sorted(set(due) - walked)
    overdue = [label for label in outstanding if leg in travelled.over or label in travelled.late.get(leg, ())]
    wrong = (*surplus, *overdue)
    if not wrong and outstanding:
        return replace(line, expected=len(due), found=len(walked), unknown=tuple(outstanding))
    # What may still come does not count as due.
    line = compared(line, len(due) - len(outstanding) + len(overdue), len(walked), wrong, leg)
    return replace(line, hints=(hint("object", labels="、".join(wrong)),)) if wrong else line


def _seal_line(travelled: Travelled) -> Line:
    line = Line("site/bags/seals", "seals", 8, None, None, "unknown")
    whole = {
        label: seal for label, seal in travelled.issued.items() if seal is not None and label not in travelled.opened
    }
    known = {label: travelled.items[label].seal for label in whole if label in travelled.items}
    wrong = tuple(sorted(label for label, seal in known.items() if seal != whole[label]))
    line = compared(line, len(known), len(known) - len(wrong), wrong)
    return replace(line, hints=(hint("object", labels="、".join(wrong)),)) if wrong else line


def proctor_lines(session: str, rooms: Iterable[RoomCover], opened: Collection[str]) -> tuple[Line, ...]:
    """Compare the invigilators who are here with those a room needs, for rooms that have their papers (equation 12)."""
    lines = []
    for cover in rooms:
        line = Line(f"{session}/{cover.room}/proctors", "proctors", 12, session, cover.room, "unknown")
        if cover.room in opened:
            enough = min(cover.present, cover.needed)
            line = compared(line, cover.needed, enough)
            line = replace(line, hints=(hint("call"),)) if line.state == "differs" else line
        lines.append(line)
    return tuple(lines)


def badge_line(account: Account, *, over: bool) -> Line:
    """Compare the badges that went out with those that came back or were written off (equation 12)."""
    line = Line("site/badges", "badges", 12, None, None, "unknown")
    went, back = account.out + account.returned + account.written_off, account.returned + account.written_off
    if not over and went != back:
        return replace(line, expected=went, found=back)
    return compared(line, went, back)
