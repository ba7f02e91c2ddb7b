"""Whose a card's files are: who worked at which station when, as the hub has it, and telling the hub."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from server.cli.client import Hub, Problem
from server.cli.media.items import Items
from server.domain.evidence import card as rules
from server.domain.evidence.card import Belongs, Turn
from server.domain.evidence.piece import Place

REASON = "按拍摄时间与考生起止时间对应 / by the time of capture"
BATCH = 100


def checked(hub: Hub, plan: int, place: Place) -> Place:
    """Return a place that the plan has, so that nothing is sent for nothing.

    Raises:
        Problem: there is no such session, room or item of a scheme (named by its id or its name).
    """
    known = next(row for row in hub.rows("plan") if row["plan"] == plan)
    sessions = [str(one["id"]) for one in known["sessions"]]
    if place.session is not None and place.session not in sessions:
        raise Problem(f"计划 {plan} 没有场次 {place.session}；应为 {'、'.join(sessions)} / no such session")
    rooms = [str(row["room"]) for row in hub.rows("room") if row["plan"] == plan]
    if place.room is not None and place.room not in rooms:
        raise Problem(f"计划 {plan} 没有考场 {place.room}；应为 {'、'.join(rooms)} / no such room")
    if place.item is not None:
        return replace(place, item=Items(hub, plan).named(place, place.item))
    return place


def turns(hub: Hub, plan: int) -> list[Turn]:
    """Return when each candidate of the practical exams worked where, in the order in which they began."""
    found = [
        Turn(
            row["session"],
            row["room"],
            row["station"],
            row["candidate"],
            datetime.fromisoformat(row["began"]),
            None if row["ended"] is None else datetime.fromisoformat(row["ended"]),
        )
        for row in hub.rows("practical")
        if row["plan"] == plan and row["began"] is not None
    ]
    return sorted(found, key=lambda turn: turn.began)


def give(hub: Hub, plan: int, evidence: Mapping[str, str], belongs: Iterable[Belongs]) -> tuple[int, list[str]]:
    """Tell the hub whose each file is that is certainly somebody's and was nobody's before.

    The item that a file was said to show goes along where the candidate is scored by it.

    Returns how many were given, and what the hub said to those it did not take.

    Args:
        hub: the hub.
        plan: the plan.
        evidence: ids of evidence by the name of the file.
        belongs: whose each file is.
    """
    here = {row["evidence"]: row for row in hub.rows("evidence")}
    bodies: dict[str, dict[str, Any]] = {}
    items = Items(hub, plan)
    for one in belongs:
        name = evidence[one.shot.name]
        row = here.get(name)
        if one.whose == "one" and row is not None and _free(row, one.turns[0]):
            before, after = Place(row["session"], row["room"], item=row["item"]), one.turns[0].place
            place = replace(after, item=items.kept(before, after))
            bodies[name] = {"plan": plan, "evidence": name, "reason": REASON, **asdict(place)}
    return _stated(hub, list(bodies.values()))


def _free(row: Mapping[str, Any], turn: Turn) -> bool:
    """Tell whether evidence is nobody's yet, and where it is said to be from does not speak against it."""
    said = Place(row["session"], row["room"], row["station"])
    return row["candidate"] is None and row["state"] != "removed" and bool(rules.within([turn], said))


def _stated(hub: Hub, bodies: Sequence[Mapping[str, Any]]) -> tuple[int, list[str]]:
    given, refused = 0, []
    for start in range(0, len(bodies), BATCH):
        for receipt in hub.facts([("evidence.assign", body) for body in bodies[start : start + BATCH]]):
            if receipt["verdict"] == "accepted":
                given += 1
            else:
                refused.append(f"{receipt['refusal']['says']}。{receipt['refusal']['fix']}")
    return given, refused
