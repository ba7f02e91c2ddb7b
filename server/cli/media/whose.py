"""Whose a card's files are: who worked at which station when, as the hub has it, and telling the hub."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import click

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
        Problem: there is no such session, room, station or item of a scheme (named by its id or its name).
    """
    known = next(row for row in hub.rows("plan") if row["plan"] == plan)
    sessions = [str(one["id"]) for one in known["sessions"]]
    if place.session is not None and place.session not in sessions:
        raise Problem(f"计划 {plan} 没有场次 {place.session}；应为 {'、'.join(sessions)} / no such session")
    rooms = [str(row["room"]) for row in hub.rows("room") if row["plan"] == plan]
    if place.room is not None and place.room not in rooms:
        raise Problem(f"计划 {plan} 没有考场 {place.room}；应为 {'、'.join(rooms)} / no such room")
    if place.station is not None:
        _station(hub, plan, place, place.station)
    if place.item is not None:
        return replace(place, item=Items(hub, plan).named(place, place.item))
    return place


def _station(hub: Hub, plan: int, place: Place, said: str) -> None:
    """See whether there is a station of that name; where no lots were laid out, nobody knows and that is told.

    Raises:
        Problem: whoever sits at that place has other stations.
    """
    by_room = stations(hub, plan, place)
    if not by_room:
        click.secho(
            f"这里还没有抽工位签，工位“{said}”对不上考生，只照写的记下；要按拍摄时间归到考生，不写 --station"
            " / no stations were drawn here: it is noted as it stands, and nothing is given to candidates by it",
            fg="yellow",
            err=True,
        )
    elif not any(said in names for names in by_room.values()):
        known = "；".join(f"考场 {room}：{'、'.join(names)}" for room, names in by_room.items())
        raise Problem(
            f"没有工位“{said}”；应为 {known}。机器没有固定在一个工位的，不写 --station"
            " / no such station: name one of these, or none where the camera stood at no single one"
        )


def stations(hub: Hub, plan: int, place: Place) -> dict[str, list[str]]:
    """Return the stations at a place by their rooms: those of its lots, and whatever candidates worked at."""
    found: dict[str, list[str]] = {}
    for row in hub.rows("lots"):
        if row["plan"] == plan and place.session in (None, row["session"]) and place.room in (None, row["room"]):
            found.setdefault(row["room"], []).extend([*row["stations"], *(one["station"] for one in row["out"])])
    for turn in rules.within(turns(hub, plan), replace(place, station=None)):
        if turn.station is not None:
            found.setdefault(turn.room, []).append(turn.station)
    return {room: list(dict.fromkeys(found[room])) for room in sorted(found)}


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

    The item that a file was said to show goes along where the candidate is scored by it. What is said to be from
    elsewhere than its time tells is left to a person.

    Returns how many were given, and why others were not: elsewhere, or what the hub said.

    Args:
        hub: the hub.
        plan: the plan.
        evidence: ids of evidence by the name of the file.
        belongs: whose each file is.
    """
    here = {row["evidence"]: row for row in hub.rows("evidence")}
    bodies: dict[str, dict[str, Any]] = {}
    elsewhere = []
    items = Items(hub, plan)
    for one in belongs:
        name = evidence[one.shot.name]
        row = here.get(name)
        if one.whose != "one" or row is None or row["candidate"] is not None or row["state"] == "removed":
            continue
        if not rules.within(one.turns, Place(row["session"], row["room"], row["station"])):
            elsewhere.append(_elsewhere(one, row))
        else:
            before, after = Place(row["session"], row["room"], item=row["item"]), one.turns[0].place
            place = replace(after, item=items.kept(before, after))
            bodies[name] = {"plan": plan, "evidence": name, "reason": REASON, **asdict(place)}
    given, refused = _stated(hub, list(bodies.values()))
    return given, elsewhere + refused


def _elsewhere(one: Belongs, row: Mapping[str, Any]) -> str:
    said, told = (
        " ".join(part for part in (place.session, place.room, place.station) if part)
        for place in (Place(row["session"], row["room"], row["station"]), one.turns[0].place)
    )
    return (
        f"{one.shot.name}：主机上记在 {said}，拍摄时在操作的却是 {told} 的考生，没有归到考生；在影像页上改归属"
        " / on record from elsewhere than its time tells: not given, place it on the screen"
    )


def _stated(hub: Hub, bodies: Sequence[Mapping[str, Any]]) -> tuple[int, list[str]]:
    given, refused = 0, []
    for start in range(0, len(bodies), BATCH):
        for receipt in hub.facts([("evidence.assign", body) for body in bodies[start : start + BATCH]]):
            if receipt["verdict"] == "accepted":
                given += 1
            else:
                refused.append(f"{receipt['refusal']['says']}。{receipt['refusal']['fix']}")
    return given, refused
