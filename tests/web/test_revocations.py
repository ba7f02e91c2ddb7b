"""The signed list of revoked badges as devices fetch it."""

import time

from protocol import revocations


def listed(client, hub, who):
    text = client.get("/api/revocations", headers=who.headers).json["list"]
    return revocations.read(text, {1: hub.keys.badge.public_key()})


def test_it_names_every_revoked_badge_and_no_other(hub, day, client, device):
    phone = device("phone")
    assert listed(client, hub, phone).badges == {}
    for person in (2, 5):
        day.office.hand("badge.revoke", {"badge": day.badges[person], "reason": "lost", "note": ""})
    found = listed(client, hub, phone)
    assert found.badges == {day.plan: frozenset({day.badges[2], day.badges[5]})}
    assert found.size == hub.journal.size


def test_it_says_when_it_was_made_and_when_the_next_is_due(hub, day, client, device):
    before = int(time.time())
    found = listed(client, hub, device("gate"))
    assert before <= found.issued <= time.time()
    assert found.next - found.issued == 900
