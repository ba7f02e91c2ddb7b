"""A draw as it runs (抽签): two commit, both reveal, the outcome stands; single rooms anew, and substitutes.

What is drawn from (places, people, rules) is fixed with the first commitment, and so is the journal's root from before
it: from then on nobody's coming, going or new rule changes anything but by beginning anew, which takes a reason and
stays on record. The second commitment seals the round: the root of the journal that holds it is part of the seed.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from protocol.role import BY_CODE, BY_NUMBER, PROCTOR, Family
from server.domain.draw import ALWAYS, RULES, Candidate, Drawn, Place, commitment, draw, redraw, seed_of
from server.domain.duty import Post, present
from server.domain.grant import LEADERS
from server.domain.lot import Lot, Of, Pledge, Round
from server.domain.plan import Room
from server.domain.policy import Policy
from server.domain.refusal import Refusal

#: Roles of those whom a draw gives a place.
ROLES: Mapping[str, int] = {"rooms": PROCTOR.number, "zones": BY_CODE["RP"].number}

#: Who may commit: whoever heads the site or its office, roving invigilators, and those who supervise; none of those
#: whom the draw gives a room.
COMMITTERS = (
    LEADERS
    | {BY_CODE["RP"].number}
    | {role.number for role in BY_NUMBER.values() if role.family is Family.SUPERVISION}
)  # fmt: skip

#: A seed with which it is tried beforehand whether the rules can be met at all; it draws nothing.
TRIAL = "0" * 64


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody who commits asks for.

    ``left_out``: rooms that take no part in a whole draw, and why. ``deviation``: why its rules are not the plan's.
    """

    number: int
    place: str | None
    rules: tuple[str, ...]
    reason: str
    left_out: Mapping[str, str] = field(default_factory=dict)
    deviation: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the plan knows of those who take part: unit, and what they declared."""

    post: Post
    unit: str
    new: bool = False
    avoid: frozenset[str] = frozenset()
    apart: frozenset[int] = frozenset()


def context(plan: int, session: str, of: str, place: str | None, number: int) -> str:
    """Return what a commitment is bound to: nobody's value serves in another draw or round."""
    return "/".join([str(plan), session, of, *([] if place is None else [place]), str(number)])


def eligible(post: Post, session: str, of: Of, at: datetime) -> bool:
    """Tell whether somebody takes part: of the role, listed for the session, and in at ``at``."""
    serves = post.listed and (not post.sessions or session in post.sessions)
    return post.role == ROLES[of] and serves and present(post, at)


def candidate(known: Known) -> Candidate:
    """Return somebody as the draw sees them."""
    return Candidate(known.post.person, known.unit, not known.new, known.avoid, known.apart)


def rooms_of(rooms: Iterable[Room], session: str) -> list[str]:
    """Return the rooms that are used in a session; all where the plan does not say which."""
    every = sorted(rooms, key=lambda room: room.room)
    used = [room.room for room in every if session in room.sittings and room.sittings[session].expected > 0]
    return used or [room.room for room in every]


def nothing_out(rooms: Collection[str]) -> None:
    """Decide whether a whole draw may be made: not once papers are in ``rooms``, whose people answer for them.

    Raises:
        Refusal: ``draw-papers-out``.
    """
    if rooms:
        raise Refusal("draw-papers-out", field="session", n=len(rooms), rooms="、".join(sorted(rooms)[:5]))


def may_commit(role: int) -> None:
    """Decide whether somebody of a role may commit to a value.

    Raises:
        Refusal: ``draw-committer-role``.
    """
    if role not in COMMITTERS:
        known = BY_NUMBER[role]
        raise Refusal("draw-committer-role", field="by", role=known.zh, role_en=known.en)


def planned(policy: Policy) -> tuple[str, ...]:
    """Return the rules that the plan's policies state for its draws: what people declared always counts."""
    chosen = {"units": policy.draw_units, "experience": policy.draw_experience}
    return tuple(rule for rule in RULES if rule in ALWAYS or chosen.get(rule, False))


def as_planned(lot: Lot, wish: Wish, policy: Policy) -> None:
    """Decide whether the rules of a whole draw that begins are the plan's, or others for a stated reason.

    Whoever joins a round agrees to its rules, and a single room is drawn anew by those of the whole draw.

    Raises:
        Refusal: ``draw-rules-planned``, naming what is left out and what is added.
    """
    joins = wish.number == lot.rounds and lot.open is not None
    if joins or wish.place is not None or wish.deviation.strip():
        return
    expected = planned(policy)
    less = [rule for rule in RULES if rule in expected and rule not in wish.rules]
    more = [rule for rule in RULES if rule in wish.rules and rule not in expected]
    if less or more:
        zh = [f"少“{RULES[rule][0]}”" for rule in less] + [f"多“{RULES[rule][0]}”" for rule in more]
        en = [f"without '{RULES[rule][1]}'" for rule in less] + [f"with '{RULES[rule][1]}'" for rule in more]
        raise Refusal("draw-rules-planned", field="rules", differing="、".join(zh), differing_en=", ".join(en))


def commit(
    lot: Lot, wish: Wish, pledge: Pledge, fresh: Callable[[], tuple[Sequence[Place], Sequence[Candidate]]]
) -> Lot:
    """Take a commitment: the first begins a round (its root is set when it is kept), the second completes it.

    ``fresh`` tells from what a new round draws.

    Raises:
        Refusal: ``draw-round``, ``draw-round-other``, ``draw-rules-differ``, ``draw-same-person``, ``draw-committed``,
            ``draw-not-yet``, ``draw-place-unknown``, ``why-needed``, ``draw-too-few``, ``draw-rule-unknown``,
            ``draw-rule-always`` or ``draw-rule-impossible``.
    """
    if wish.number == lot.rounds and lot.open is not None:
        return _joined(lot, lot.open, wish, pledge)
    if wish.number != lot.rounds + 1:
        raise Refusal("draw-round", field="round", expected=lot.rounds + 1)
    anew = lot.open is not None or lot.drawn is not None
    if anew and not wish.reason.strip():
        raise Refusal("why-needed", field="reason")
    if wish.place is not None:
        _known_place(lot, wish)
    if not all(why.strip() for why in wish.left_out.values()):
        raise Refusal("why-needed", field="why")
    places, people = fresh()
    rules = tuple(rule for rule in RULES if rule in wish.rules)
    strange = next((rule for rule in wish.rules if rule not in RULES), None)
    if strange is not None:
        raise Refusal("draw-rule-unknown", field="rules", rule=strange[:20])
    lacking = next((rule for rule in ALWAYS if rule not in rules), None)
    if lacking is not None:
        zh, en = RULES[lacking]
        raise Refusal("draw-rule-always", field="rules", rule=zh, rule_en=en)
    draw(TRIAL, places, people, rules)
    begun = Round(wish.number, wish.place, wish.reason, "", 0, rules, tuple(places), tuple(people), (pledge,))
    out, why = (dict(wish.left_out), wish.deviation.strip()) if wish.place is None else ({}, "")
    begun = replace(begun, left_out=out, deviation=why)
    return replace(lot, rounds=wish.number, open=begun)


def _joined(lot: Lot, begun: Round, wish: Wish, pledge: Pledge) -> Lot:
    if wish.place != begun.place:
        raise Refusal("draw-round-other", field="place", place=begun.place or "—")
    if len(begun.pledges) > 1:
        raise Refusal("draw-committed", field="by")
    if begun.pledges[0].person == pledge.person:
        raise Refusal("draw-same-person", field="by")
    if set(wish.rules) != set(begun.rules):
        raise Refusal("draw-rules-differ", field="rules")
    return replace(lot, open=replace(begun, pledges=(*begun.pledges, pledge)))


def _known_place(lot: Lot, wish: Wish) -> None:
    """Refuse to draw a place anew that was not drawn, or by other rules than the whole."""
    if lot.drawn is None:
        raise Refusal("draw-not-yet", field="place")
    if wish.place not in lot.drawn.places:
        raise Refusal("draw-place-unknown", field="place", place=(wish.place or "")[:20])
    if set(wish.rules) != set(lot.drawn.rules):
        raise Refusal("draw-rules-differ", field="rules")


def declarations(begun: Round) -> dict[str, int]:
    """Count whose declarations a round observes: ``avoid`` (rooms, zones), ``apart`` (kin), ``new`` (a first time)."""
    taking = {one.person for one in begun.people}
    return {
        "avoid": sum(bool(one.avoid & {place.id for place in begun.places}) for one in begun.people),
        "apart": sum(bool(one.apart & taking) for one in begun.people),
        "new": sum(not one.experienced for one in begun.people),
    }


def rooted(lot: Lot, root: str, size: int) -> Lot:
    """Return the draw with the root and size of the journal from before its open round."""
    return lot if lot.open is None else replace(lot, open=replace(lot.open, root=root, size=size))


def sealed(lot: Lot, root: str, size: int) -> Lot:
    """Return the draw with the root and size of the journal that ends with the second commitment to its open round."""
    return lot if lot.open is None else replace(lot, open=replace(lot.open, sealed=root, sealed_size=size))


def reveal(lot: Lot, place: str | None, values: Mapping[int, str]) -> Lot:
    """Take revealed values, of one or of both; with both the outcome stands.

    Raises:
        Refusal: ``draw-needs-two`` (not both have committed), ``draw-round-other``, ``draw-value-form``,
            ``draw-value-differs`` or ``draw-rule-impossible``.
    """
    begun = lot.open
    if begun is None or len(begun.pledges) < 2:
        raise Refusal("draw-needs-two", field="values", found=0 if begun is None else len(begun.pledges))
    if begun.place != place:
        raise Refusal("draw-round-other", field="place", place=begun.place or "—")
    said = context(lot.plan, lot.session, lot.of, place, begun.number)
    pledged = {pledge.person: pledge.hash for pledge in begun.pledges}
    for person, value in values.items():
        if len(value) != 64 or set(value) - set("0123456789abcdef"):
            raise Refusal("draw-value-form", field="values")
        if commitment(said, person, value) != pledged.get(person):
            raise Refusal("draw-value-differs", field="values")
    begun = replace(begun, values={**begun.values, **values})
    if len(begun.values) < 2:
        return replace(lot, open=begun)
    seed = seed_of(said, (begun.root, begun.sealed), pledged, begun.values)
    if place is None or lot.drawn is None:
        drawn = outcome = draw(seed, begun.places, begun.people, begun.rules)
    else:
        drawn = redraw(lot.drawn, seed, begun.places[0], begun.people, begun.reason)
        outcome = draw(seed, begun.places, begun.people, begun.rules)
    return replace(lot, open=None, drawn=drawn, done=(*lot.done, begun), outcomes=(*lot.outcomes, outcome))


def entered(before: Drawn | None, after: Drawn) -> tuple[int, ...]:
    """Return who has a place after a change and had none before."""
    had = set() if before is None else {person for people in before.places.values() for person in people}
    return tuple(person for people in after.places.values() for person in people if person not in had)


def given(lot: Lot) -> dict[int, str]:
    """Return each placed person's room or zone."""
    drawn = lot.drawn
    return {} if drawn is None else {person: place for place, people in drawn.places.items() for person in people}
