"""Who answers for an act in their own name: whoever has signed in on the device, and whoever shows their badge there.

A name can be picked by anybody: too little where an approval, a supervision or a correction makes an act right.
"""

from collections.abc import Collection

from protocol.role import BY_NUMBER
from server.domain.custody.handoff import Scene
from server.domain.refusal import Refusal


def in_person(people: Collection[int], scene: Scene, *, field: str) -> None:
    """Decide whether each of these (all known) has signed in on the device or shows their badge.

    Raises:
        Refusal: ``signer-badge``.
    """
    for person in people:
        if scene.standing is not None and scene.standing.person == person:
            continue
        party = scene.parties[person]
        if not party.badge:
            role = BY_NUMBER[party.post.role]
            raise Refusal("signer-badge", field=field, role=role.zh, role_en=role.en)


def answered(people: Collection[int], scene: Scene, *, field: str) -> None:
    """Decide whether one of these has signed in on the device, and the others show their badges.

    Raises:
        Refusal: ``grant-not-signer`` or ``signer-badge``.
    """
    if scene.standing is not None and scene.standing.person not in people:
        raise Refusal("grant-not-signer", field=field)
    in_person(people, scene, field=field)
