"""Looking who stands at a door (查岗): drawn is not present, and present is not in the right room."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from protocol.role import PROCTOR
from server.domain.duty import Post
from server.domain.plan import Plan, Room
from server.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Door:
    """Who was found at a door: who belongs there, who does not (and to what room instead), and who is missing."""

    right: tuple[int, ...]
    wrong: tuple[tuple[int, str | None], ...]
    missing: tuple[int, ...]

    @property
    def good(self) -> bool:
        """Tell whether just the right people were there."""
        return not self.wrong and not self.missing and bool(self.right)


def known_door(plan: Plan | None, rooms: Mapping[str, Room], number: int, session: str, room: str) -> None:
    """Decide whether there is such a door.

    Raises:
        Refusal: ``plan-unknown``, ``session-unknown`` or ``room-unknown``.
    """
    if plan is None:
        raise Refusal("plan-unknown", field="plan", plan=number)
    if plan.session(session) is None:
        raise Refusal("session-unknown", field="session", session=session)
    if room not in rooms:
        raise Refusal("room-unknown", field="room", room=room)


def at_door(posts: Iterable[Post], session: str, room: str, found: Iterable[int]) -> Door:
    """Compare those who were found at a door with those who were given the room."""
    known = {post.person: post for post in posts}
    here = [person for person in dict.fromkeys(found) if person in known]
    wanted = [
        post.person
        for post in known.values()
        if post.role == PROCTOR.number and post.listed and post.rooms.get(session) == room
    ]
    return Door(
        tuple(person for person in here if person in wanted),
        tuple((person, known[person].rooms.get(session)) for person in here if person not in wanted),
        tuple(person for person in wanted if person not in here),
    )
