"""Who takes part in an act of custody: enough people, different ones, of the right roles, here, and for this room."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from protocol.role import BY_CODE as ROLES
from protocol.role import BY_NUMBER, PROCTOR
from server.domain.custody.item import Item, where
from server.domain.custody.legs import SIDES, Leg, Side
from server.domain.duty import Post
from server.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part.

    Attributes:
        post: their duty in the plan.
        present: checked in at the moment of the act (which, entered afterwards, is the moment on the paper).
        badge: a good badge was shown or typed; not where a name was picked.
    """

    post: Post
    present: bool
    badge: bool


@dataclass(frozen=True, slots=True)
class Sides:
    """Everyone of one act: person numbers by side, and each one's party."""

    givers: tuple[int, ...]
    receivers: tuple[int, ...]
    monitors: tuple[int, ...]
    known: Mapping[int, Party]

    def of(self, side: Side) -> tuple[int, ...]:
        """Return the people of a side."""
        return {"giver": self.givers, "receiver": self.receivers, "monitor": self.monitors}[side]

    @property
    def everyone(self) -> tuple[int, ...]:
        """Return all person numbers, side by side."""
        return (*self.givers, *self.receivers, *self.monitors)


def fit(leg: Leg, sides: Sides, *, secure: bool) -> None:
    """Decide whether these people may walk a leg; ``secure`` is False where no examination material is handed over.

    Raises:
        Refusal: ``person-unknown``, ``not-on-list``, ``same-person``, ``too-few-people``, ``role-not-for-leg``,
            ``badge-needed`` or ``person-not-in``.
    """
    different(sides.everyone)
    for side in SIDES:
        _side(leg, sides, side, secure=secure)  # type: ignore[arg-type]  # SIDES has just the sides as its keys


def _side(leg: Leg, sides: Sides, side: Side, *, secure: bool) -> None:
    people = sides.of(side)
    needed = leg.needed(side) if secure else min(leg.needed(side), 0 if side == "monitor" else 1)
    if len(people) < needed:
        zh, en = SIDES[side]
        raise Refusal("too-few-people", field=f"{side}s", side=zh, side_en=en, needed=needed, found=len(people))
    for person in people:
        post = _listed(person, sides.known)
        if secure:
            _role(post, leg, side)
        here(sides.known[person], badge=leg.vault, field=f"{side}s")


def different(people: Sequence[int]) -> None:
    """Decide whether everyone of an act is somebody else.

    Raises:
        Refusal: ``same-person``.
    """
    if len(set(people)) != len(people):
        raise Refusal("same-person", field="receivers")


def _listed(person: int, known: Mapping[int, Party]) -> Post:
    party = known.get(person)
    if party is None:
        raise Refusal("person-unknown")
    if not party.post.listed:
        raise Refusal("not-on-list")
    return party.post


def _role(post: Post, leg: Leg, side: Side) -> None:
    if BY_NUMBER[post.role].code in leg.roles(side):
        return
    role = BY_NUMBER[post.role]
    expected = [ROLES[code] for code in leg.roles(side)]
    zh, en = SIDES[side]
    raise Refusal(
        "role-not-for-leg",
        field=f"{side}s",
        role=role.zh,
        role_en=role.en,
        side=zh,
        side_en=en,
        leg=leg.zh,
        leg_en=leg.en,
        expected="、".join(one.zh for one in expected),
        expected_en=", ".join(one.en for one in expected),
    )


def here(party: Party, *, badge: bool, field: str) -> None:
    """Decide whether somebody may sign: at a vault by a good badge, at the site by being checked in.

    Raises:
        Refusal: ``badge-needed`` or ``person-not-in``.
    """
    if badge and not party.badge:
        raise Refusal("badge-needed", field=field)
    if not badge and not party.present:
        role = BY_NUMBER[party.post.role]
        raise Refusal("person-not-in", field=field, role=role.zh, role_en=role.en)


def drawn_for(
    sides: Sides, room: str | None, session: str | None, *, side: Side, held: Collection[int] = ()
) -> str | None:
    """Decide whether the invigilators on a side have this room in this session; return the room.

    ``held`` are those who signed for everything that comes back: they bring it, wherever they were put since. Things
    that are no room's own, such as a spare bag, go to the room that the invigilators have.

    Raises:
        Refusal: ``proctor-no-room`` or ``proctor-other-room``.
    """
    for person in sides.of(side):
        post = sides.known[person].post
        if post.role != PROCTOR.number or session is None or person in held:
            continue
        given = post.rooms.get(session)
        if given is None and room is not None:
            raise Refusal("proctor-no-room", field=f"{side}s", room=room)
        if room is not None and given != room:
            raise Refusal("proctor-other-room", field=f"{side}s", room=room, found=given or "—")
        room = given
    return room


def holds(item: Item, leg: Leg, sides: Sides) -> None:
    """Decide whether the givers hold an object.

    On the road and in a room it is those who signed for it, or who were put in their place there since; in the vault,
    the reading room and the site office it is whoever serves there.

    Raises:
        Refusal: ``not-holder``.
    """
    if leg.start not in ("road", "room"):
        return
    for person in sides.givers:
        post = sides.known[person].post
        placed = item.session is not None and item.holder.room is not None
        if person in item.holder.people or (placed and post.rooms.get(item.session or "") == item.holder.room):
            continue
        place, place_en = where(item)
        raise Refusal("not-holder", field="givers", label=item.label, place=place, place_en=place_en)
