"""What the rules of custody need, read from the store: the objects, the people, the standing authorisation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from server.desk import scan as scans
from server.desk.act import Act, Hub
from server.desk.custody.bodies import CustodyBody, LookBody, Signer
from server.domain import badge as badges
from server.domain import duty, objects, other_days
from server.domain.custody.handoff import Scene, Standing
from server.domain.custody.paper import done_by
from server.domain.custody.people import Party
from server.domain.custody.seen import Look
from server.domain.plan import Plan
from server.domain.policy import Policy
from server.domain.refusal import Refusal
from server.domain.timetable import running
from server.store import custody, signal
from server.store import plan as plans


@dataclass(frozen=True, slots=True)
class Case:
    """An act of custody with what it is judged by.

    Attributes:
        plan: the plan it names, or None where there is none.
        scene: what the hub knows of it; of no plan an empty one.
        numbers: label as written -> its number.
        strips: seal number as written -> as it is compared.
        people: person number of each signer, in their order; None where nobody is known by it.
        faults: what is wrong with labels and badges, in the order in which they stand.
        ready: what its desk needs besides.
    """

    plan: Plan | None
    scene: Scene | None
    numbers: Mapping[str, str]
    strips: Mapping[str, str]
    people: tuple[int | None, ...]
    faults: tuple[Refusal, ...]
    ready: Any = None

    def known(self) -> Scene:
        """Return the scene.

        Raises:
            Refusal: ``plan-unknown``, or the first fault.
        """
        if self.scene is None:
            raise Refusal("plan-unknown", field="plan", plan="—")
        for fault in self.faults:
            raise fault
        return self.scene

    def asked(self, rule: Callable[[], None]) -> "Case":
        """Return the case with what this rule refuses, if anything, as its last fault."""
        try:
            rule()
        except Refusal as fault:
            return replace(self, faults=(*self.faults, fault))
        return self

    def of(self, signers: Sequence[Signer], body: CustodyBody) -> tuple[int, ...]:
        """Return the person numbers of some of the body's signers; who is not known is left out."""
        wanted = {id(signer) for signer in signers}
        pairs = zip(body.signers(), self.people, strict=True)
        return tuple(person for signer, person in pairs if id(signer) in wanted and person is not None)

    def strip(self, written: str | None) -> str | None:
        """Return a seal's number as it is compared; None where there is none or it cannot be read."""
        return None if written is None else self.strips.get(written)

    def look(self, looked: LookBody) -> Look:
        """Return what people saw, as the rules read it."""
        return looked.look(self.numbers, self.strips)

    def label(self, written: str) -> str:
        """Return the number of a label as written; as written where it cannot be read."""
        return self.numbers.get(written, written)


def prepare(hub: Hub, body: CustodyBody) -> list[Any]:
    """Read and verify the badges that were scanned, in the order of the signers."""
    return [scans.read(hub, signer.badge) for signer in body.signers()]


def load(connection: Connection, _hub: Hub, act: Act, body: CustodyBody) -> Case:
    """Read what an act names."""
    plan = plans.get(connection, body.plan)
    if plan is None:
        unknown = {written: written[:24] for written in body.labels()}
        return Case(None, None, unknown, {}, tuple(None for _ in body.signers()), ())
    policy = custody.policy(connection, plan.number)
    numbers, wrong = _numbers(body.labels(), plan)
    strips, odd = _strips(body.strips(), policy)
    also = other_days.signing(plan, policy, act.now) if body.by_badge() else None
    found = [
        _signer(connection, act, body, plan, signer, read, also)
        for signer, read in zip(body.signers(), act.ready or _unread(body), strict=True)
    ]
    items = custody.concerned(connection, plan.number, set(numbers.values()))
    parties = {one.person: one.party for one in found if one.person is not None and one.party is not None}
    grant = act.grant
    standing = None if grant is None or grant.plan != plan.number else Standing(grant.person, grant.place)
    scene = Scene(running(plan, signal.last_ends(connection, plan.number)), policy, items, parties, standing)
    told = (*wrong, *odd, *(one.fault for one in found if one.fault is not None))
    return Case(plan, scene, numbers, strips, tuple(one.person for one in found), told)


def _unread(body: CustodyBody) -> list[None]:
    return [None for _ in body.signers()]


def _numbers(written: Iterable[str], plan: Plan) -> tuple[dict[str, str], list[Refusal]]:
    """Read labels; what cannot be read, or is another site's or plan's, is a fault."""
    numbers, faults = {}, []
    for text in written:
        try:
            label = objects.read_label(text)
            objects.belongs(label, plan.site.number, plan.number)
            numbers[text] = label.number
        except Refusal as fault:
            faults.append(fault)
            numbers[text] = text.strip()[:24]
    return numbers, faults


def _strips(written: Iterable[str], policy: Policy) -> tuple[dict[str, str], list[Refusal]]:
    strips, faults = {}, []
    for text in written:
        try:
            strips[text] = objects.seal_number(text, factory=policy.seals == "factory")
        except Refusal as fault:
            faults.append(fault)
    return strips, faults


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a signer is, as far as it can be told, and what is wrong with the badge."""

    person: int | None
    party: Party | None
    fault: Refusal | None


def _signer(
    connection: Connection, act: Act, body: CustodyBody, plan: Plan, signer: Signer, read: Any,
    also: other_days.Span | None,
) -> Found:  # fmt: skip
    if signer.badge is not None:
        scanned = scans.by_badge(connection, read)
    elif signer.number is not None:
        scanned = scans.by_number(connection, act, signer.number, plan.number)
    else:
        scanned = scans.by_person(connection, plan.number, signer.person or 0)
    post = scanned.scan.post
    if post is not None and post.plan != plan.number:
        return Found(None, None, Refusal("wrong-plan", found=post.plan))
    fault = None
    try:
        badge = duty.good_badge(scanned.scan, act.now, also=also)
        if badge is not None:
            badges.wanted(badge)
        if post is None:
            raise Refusal("person-unknown")
    except Refusal as refused:
        fault = refused
    if post is None:
        return Found(None, None, fault)
    signed = body.signed()
    # On paper the signature stands where a badge would be shown.
    good = fault is None and (signer.person is None or signed is not None)
    when = act.at if signed is None else done_by(signed, act.at)
    return Found(post.person, Party(post, duty.present(post, when), good), fault)
