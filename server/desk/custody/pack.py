"""Packing a room's bags into one set with one label, sets and bags into cases; and unpacking."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import Field, StrictStr
from sqlalchemy import Connection

from server.desk.act import Act, Hub
from server.desk.custody import scene as scenes
from server.desk.custody.bodies import MOST, CustodyBody, LabelText, LookBody, People, Signer
from server.desk.custody.kept import Way, desk
from server.desk.custody.scene import Case
from server.domain.custody.group import subjects_of
from server.domain.custody.handoff import Moved, Scene
from server.domain.custody.pack import Packing, Unpacking, pack, unpack
from server.store import custody
from server.store import plan as plans


class PackBody(CustodyBody):
    """What was put into a container, who packed it, and the number of the strip that closes it."""

    container: LabelText
    objects: list[LabelText] = Field(min_length=1, max_length=MOST)
    people: People
    seal: StrictStr | None = Field(default=None, min_length=1, max_length=40)
    place: StrictStr = Field(default="", max_length=40)

    def signers(self) -> list[Signer]:
        """Return everybody it names."""
        return list(self.people)

    def by_badge(self) -> bool:
        """Tell that in the vault everybody shows a badge; at the site who packs is in, and its badge is of today."""
        return True

    def labels(self) -> list[str]:
        """Return every label it names, as written."""
        return [self.container, *self.objects]

    def strips(self) -> list[str]:
        """Return every seal number it names, as written."""
        return [self.seal] if self.seal else []


class UnpackBody(CustodyBody):
    """A container opened and emptied: by whom, what they saw of its seal, and what was missing in it, with reasons."""

    container: LabelText
    people: People
    missing: list[LabelText] = Field(default_factory=list, max_length=MOST)
    look: LookBody = LookBody()
    place: StrictStr = Field(default="", max_length=40)

    def signers(self) -> list[Signer]:
        """Return everybody it names."""
        return list(self.people)

    def by_badge(self) -> bool:
        """Tell that in the vault everybody shows a badge; at the site who packs is in, and its badge is of today."""
        return True

    def labels(self) -> list[str]:
        """Return every label it names, as written."""
        return [self.container, *self.missing, *self.look.labels()]

    def strips(self) -> list[str]:
        """Return every seal number it names, as written."""
        return self.look.strips()


def load_sealing(connection: Connection, hub: Hub, act: Act, body: Any) -> Case:
    """Read what an act names that puts on a strip, and whether that strip was used before."""
    case = scenes.load(connection, hub, act, body)
    return replace(case, ready=custody.used(connection, body.plan, list(case.strips.values())))


def load_packing(connection: Connection, hub: Hub, act: Act, body: PackBody) -> Case:
    """Read what a packing names, and of its container's room every object, and the trades and levels that sit there."""
    case = load_sealing(connection, hub, act, body)
    scene = case.scene
    into = None if scene is None else scene.items.get(case.label(body.container))
    if scene is None or into is None or into.session is None or into.room is None:
        return case
    room = plans.room(connection, body.plan, into.room)
    sat = {} if room is None else {(into.session, into.room): subjects_of(room.sittings.get(into.session))}
    more = {item.label: item for item in custody.of_room(connection, body.plan, into.session, into.room)}
    return replace(case, scene=replace(scene, items={**more, **scene.items}, sat=sat))


def _read(case: Case, act: Act, body: PackBody) -> Packing:
    objects = tuple(case.label(one) for one in body.objects)
    people = case.of(body.people, body)
    return Packing(act.fact.id, act.fact.device, case.label(body.container), objects, people, case.strip(body.seal))


def _judge(done: Packing, scene: Scene, at: datetime, _acted: bool, case: Case) -> Moved:
    return pack(done, scene, at, used_seals=case.ready)


def _tell(done: Packing) -> Mapping[str, Any]:
    return {"objects": [done.container], "people": list(done.people), "inside": list(done.objects), "seal": done.seal}


def _put_on(done: Packing) -> Mapping[str, str]:
    return {} if done.seal is None else {done.container: done.seal}


def _read_unpack(case: Case, act: Act, body: UnpackBody) -> Unpacking:
    people, look = case.of(body.people, body), case.look(body.look)
    missing = tuple(case.label(one) for one in body.missing)
    return Unpacking(act.fact.id, act.fact.device, case.label(body.container), people, look, missing)


def _judge_unpack(done: Unpacking, scene: Scene, at: datetime, _acted: bool, _case: Case) -> Moved:
    return unpack(done, scene, at)


def _tell_unpack(done: Unpacking) -> Mapping[str, Any]:
    return {"objects": [done.container], "people": list(done.people)}


PACK = desk(Way("custody.pack", PackBody, _read, _judge, _tell, _put_on, load=load_packing))
UNPACK = desk(Way("custody.unpack", UnpackBody, _read_unpack, _judge_unpack, _tell_unpack))
