"""Two people who lead agree: whoever has signed in, and a second one by the badge they show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from server.desk import scan as scans
from server.desk.act import Act, Hub
from server.desk.custody.bodies import Signer
from server.domain import badge as badges
from server.domain import duty
from server.domain.custody.people import Party
from server.domain.evidence import rules
from server.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Two:
    """Both people (0: nobody), what is known of them, and what is wrong with the badge that was shown."""

    people: tuple[int, int]
    parties: Mapping[int, Party]
    fault: Refusal | None

    def agree(self, reason: str) -> None:
        """Decide whether they may decide it, for this reason.

        Raises:
            Refusal: what is wrong with the badge, or those of ``rules.agreed``.
        """
        if self.fault is not None:
            raise self.fault
        rules.agreed(self.people, self.parties, reason)


def prepare(hub: Hub, second: Signer) -> Any:
    """Read the badge of the second person."""
    return scans.read(hub, second.badge)


def load(connection: Connection, act: Act, plan: int) -> Two:
    """Read who has signed in, and whose badge was shown."""
    second, fault = scans.beside(connection, act.ready, "second"), None
    first = scans.by_person(connection, plan, 0 if act.grant is None else act.grant.person)
    try:
        badge = duty.good_badge(second.scan, act.now)
        if badge is not None:
            badges.wanted(badge)
    except Refusal as refused:
        fault = refused
    posts = [one.scan.post for one in (first, second)]
    parties = {
        post.person: Party(post, duty.present(post, act.at), badge=fault is None)
        for post in posts
        if post is not None and post.plan == plan
    }
    one, two = (0 if post is None or post.plan != plan else post.person for post in posts)
    return Two((one, two), parties, fault)
