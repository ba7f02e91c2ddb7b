"""Every kind of fact that somebody does at a desk or a gate can be granted, or it is written here why not."""

from protocol.role import BY_CODE
from server.desk.registry import DESKS
from server.domain.custody.paper import ENTERERS
from server.domain.device import MAY, OFFICE
from server.domain.grant import AFTERWARDS, ANSWERED, GROUPS, LEADERS, NEEDED, TAKEN, kinds

#: Kinds that stand in several groups: whoever may do one of these kinds of work takes photos of it.
SEVERAL = (
    {kind: {"lead", "custody", "practical", "carry"} for kind in TAKEN}
    | {"evidence.assign": {"lead", "practical"}}
    | {kind: {"custody", "carry"} for kind in ("custody.handoff", "custody.pack", "custody.unpack")}
    | {"custody.open": {"custody", "room", "amend"}, "custody.supply": {"custody", "amend"}}
    | {kind: {"lead", "amend"} for kind in ("custody.enter", "custody.correct", "balance.settle", "dispute.settle")}
    | {"custody.count": {"custody", "room", "amend"}, "custody.undo": {"custody", "carry", "amend"}}
    | {"custody.seal": {"custody", "carry", "amend"}}
    | {"custody.attempt": {"lead", "custody", "room", "carry", "amend"}}
    | {kind: {"lead", "reading", "marking"} for kind in ANSWERED}
    | {kind: {"lead", "marking"} for kind in ("reading.profile", "reading.approve", "plan.policy")}
)

#: Kind -> why nobody is granted it.
UNGRANTED = {
    "device.enrol": "the hub states it: it has seen the one-time code and the proof of the key",
    "device.check": "a device says it of itself; the evening before nobody has signed in",
    "device.compare": "a device says it of itself, at its start, before anybody signs in",
    "balance.due": "the hub states it each minute: what its clock alone has made late, nobody does",
    "evidence.arrive": "the hub states it: it sees the bytes come",
    "evidence.interrupt": "the hub states it: it sees that no more bytes come",
    "evidence.verify": "the hub states it: it has computed the hash",
    "evidence.look": "the hub states it: it has decoded the bytes",
    "evidence.view": "the hub states it: it has handed out the bytes",
    "evidence.glance": "the hub states it: it has handed out the bytes",
    "evidence.space": "the hub states it: it has looked at its own disk",
    "reading.station": "the hub states it: it has heard the station",
    "reading.parse": "the hub states it: it has read the file",
    "grant.give": "the hub states it: it has checked badge and PIN",
    "grant.end": "signing out must be possible whatever was granted",
    "pin.set": "the hub states it: who may set a PIN is asked at its own door",
}


def ungranted():
    return set(MAY) - kinds(GROUPS)


def test_every_kind_has_a_desk_and_somebody_who_may():
    assert set(MAY) == set(DESKS)
    assert all(MAY.values())


def test_every_kind_is_in_a_group_of_acts_or_stands_here_with_its_reason():
    assert ungranted() == set(UNGRANTED), "name the group in server/domain/grant.py, or here why there is none"
    assert all(len(reason) > 20 for reason in UNGRANTED.values())


def test_what_only_those_who_answer_for_the_site_may_do_is_granted_to_leaders_alone():
    office = {kind for kind, roles in MAY.items() if roles == OFFICE}
    assert office, "there are such kinds"
    assert office <= GROUPS["lead"]
    of_leaders = {"lead", "amend"} | {group for groups in AFTERWARDS.values() for group in groups} - {"reading"}
    assert all(role in LEADERS for role, groups in AFTERWARDS.items() if of_leaders & set(groups))
    assert {BY_CODE[code].number for code in ENTERERS} <= LEADERS, "they enter from paper afterwards, too"
    assert not office & kinds(set(GROUPS) - of_leaders)


def test_no_group_names_a_kind_that_nobody_knows_and_two_groups_the_same_only_where_it_stands_here():
    assert kinds(GROUPS) <= set(MAY)
    groups = {kind: {group for group in GROUPS if kind in GROUPS[group]} for kind in kinds(GROUPS)}
    assert {kind: names for kind, names in groups.items() if len(names) > 1} == SEVERAL
    assert kinds(GROUPS) >= NEEDED, "a kind that needs a grant and is in no group could never be done"
