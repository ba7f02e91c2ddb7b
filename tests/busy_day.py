"""A day on which everything happens that can, so that the journal holds each verdict and most refusals."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.domain.draw import commitment
from server.domain.objects import label_number, next_serial
from server.intake import Handed
from server.web import enrol
from tests.exam_day import (
    CANDIDATE_ROWS,
    PLAN,
    PLAN_ROW,
    PROCTOR,
    ROOM_ROWS,
    ROVER,
    STAFF_ROWS,
    details_text,
    digest_of,
    staff_row,
)
from tests.put_away import put_away


def live_through(day, device, clock):
    """Let everything happen that can: the journal then holds each verdict and most refusals."""
    tablet, phone, gate, reader = (device(kind) for kind in ("tablet", "phone", "gate", "reader"))
    scan = partial(phone.hand, "duty.check_in")
    scan({"place": "gate-1", "badge": day.qr(2)})
    scan({"place": "gate-1", "badge": day.qr(2)})  # already in
    twice = scan({"place": "gate-1", "badge": day.qr(2)}, acted=True)  # disputed
    scan({"place": "gate-1", "number": day.number(3)})
    scan({"place": "gate-1", "person": 4, "plan": PLAN})
    scan({"place": "gate-1", "badge": day.qr(6)})  # not open
    scan({"place": "gate-1", "badge": day.qr(7, key=Ed25519PrivateKey.generate())})  # forged
    scan({"place": "gate-1", "badge": "https://example.org/"})  # unreadable
    scan({"place": "gate-1", "badge": day.qr(7, site=1)}, acted=True)  # another site, disputed
    scan({"place": "gate-1"})  # malformed
    scan({"place": "gate-1", "person": 8, "plan": PLAN}, at=clock.now - timedelta(minutes=5), acted=True)
    gate.hand("duty.check_out", {"place": "gate-2", "badge": day.qr(3)})
    gate.hand("duty.check_in", {"place": "gate-2", "badge": day.qr(3)})
    gate.hand("duty.check_out", {"place": "gate-2", "badge": day.qr(9)})  # not in
    reader.hand("duty.check_in", {"place": "x", "badge": day.qr(9)})  # not allowed
    gate.hand("custody.unheard", {"bag": "1"})  # unknown kind
    known = gate.make("duty.check_out", {"place": "gate-2", "badge": day.qr(2)})
    gate.send(known, known)
    gate.hand(raw=known.raw | {"body": {"place": "gate-3", "badge": day.qr(2)}})  # id reused
    gate.hand("duty.check_in", {"place": "gate-2", "badge": day.qr(9)}, number=1)  # number reused
    gate.hand("duty.check_in", {"place": "gate-2", "badge": day.qr(9)}, number=gate.used + 4)  # a gap
    gate.send(Handed(gate.raw("duty.check_in", {"place": 0.5}), "sig", acted=False))  # no canonical form
    gate.send(replace(phone.make("duty.check_in", {"place": "p", "badge": day.qr(1)}), sig="A" * 86))  # bad signature
    gate.send(phone.make("duty.check_in", {"place": "gate-2", "badge": day.qr(1)}))  # carried for another device
    clock.go_on(minutes=20)
    tablet.hand("duty.assign", {"plan": PLAN, "session": "S1", "places": [{"person": 9, "room": "999"}]})
    tablet.sign_in(1)
    tablet.hand("duty.assign", {"plan": PLAN, "session": "S1", "places": [{"person": 9, "room": "102"}]})
    tablet.grant = None
    tablet.hand("badge.revoke", {"badge": day.badges[4], "reason": "lost", "note": ""})
    scan({"place": "gate-1", "badge": day.qr(4)})  # revoked
    gone = scan({"place": "gate-1", "badge": day.qr(4)}, at=clock.now - timedelta(minutes=15), acted=True)
    tablet.hand("duty.check_in", {"place": "office", "person": 1, "plan": PLAN})
    by = {"plan": PLAN, "person": 1}
    settled = {"dispute": twice.seq, "outcome": "stands", "by": by, "reason": "two-people", "note": ""}
    tablet.hand("dispute.settle", settled)  # nobody has signed in
    given = tablet.sign_in(1)
    tablet.hand("dispute.settle", settled)
    tablet.hand("dispute.settle", settled)  # settled before
    tablet.hand("dispute.settle", settled | {"dispute": gone.seq, "outcome": "holds", "by": by | {"person": 9}})
    tablet.hand("dispute.settle", settled | {"dispute": gone.seq, "outcome": "holds"})
    with_papers(tablet)
    with_evidence(tablet)
    sign_in_and_out(phone, device("phone"), tablet, given["grant"], clock)
    day.issue(4)
    move_on(day, phone, gate, tablet)
    day.take("staff", [*STAFF_ROWS[:7], staff_row(20, name="陈癸", role=PROCTOR, room="101")])
    day.take("candidates", CANDIDATE_ROWS[:4])
    day.take("rooms", ROOM_ROWS[:1])
    scan({"place": "gate-1", "person": 8, "plan": PLAN})  # no longer on the list
    day.take("plan", [PLAN_ROW | {"plan": PLAN + 1, "code": "JX-2"}], plan=PLAN + 1)
    day.take("staff", STAFF_ROWS[:3], plan=PLAN + 1)
    day.issue(1, 2, plan=PLAN + 1)
    tablet.hand("device.revoke", {"device": reader.id, "reason": "lost"})
    reader.hand("duty.check_in", {"place": "x", "badge": day.qr(9)})  # revoked device
    tablet.hand("device.revoke", {"device": "d99", "reason": "lost"})
    put_away(day, phone, gate, tablet, clock)
    return day


def sign_in_and_out(phone, other, tablet, chiefs, clock):
    """Grants taken over, revoked, signed out of, cited by others and too late; a PIN is set."""
    phone.hand("duty.check_in", {"place": "gate-1", "person": 7, "plan": PLAN})
    phone.grant = chiefs
    phone.hand("duty.check_out", {"place": "gate-1", "person": 7, "plan": PLAN})  # another device's
    phone.sign_in(8)
    phone.sign_in(7)
    phone.hand("duty.check_out", {"place": "gate-1", "person": 7, "plan": PLAN})
    before = clock.now
    clock.go_on(minutes=1)
    tablet.hand("grant.revoke", {"grant": phone.grant, "reason": "lost"})
    phone.hand("duty.check_in", {"place": "gate-1", "person": 7, "plan": PLAN}, at=before, acted=True)
    phone.hand("duty.check_out", {"place": "gate-1", "person": 7, "plan": PLAN})  # revoked
    phone.hand("duty.check_out", {"place": "gate-1", "person": 7, "plan": PLAN}, acted=True)  # after it was revoked
    phone.hand("duty.check_out", {"place": "gate-1", "person": 7, "plan": PLAN}, at=before, acted=True)  # dated back
    phone.grant = None
    other.sign_in(8, lasts=timedelta(minutes=1))
    clock.go_on(minutes=1)
    other.hand("duty.check_out", {"place": "gate-1", "person": 7, "plan": PLAN})  # too late
    over, other.grant, tablet.grant = other.grant, None, None
    phone.hand("grant.end", {"grant": over})  # another device's
    other.hand("grant.end", {"grant": over})
    other.hand("grant.end", {"grant": over})  # ended before
    set_pin = {"plan": PLAN, "person": 8, "device": tablet.id}
    tablet.hub.committer.call(lambda tx: enrol.hub_fact(tablet.hub, tx, "pin.set", set_pin))


def with_papers(tablet):
    """Objects registered and packed, figures counted and a difference settled, a draw begun, a session extended."""
    chief, usual = {"person": 1}, {"plan": PLAN, "session": "S1"}
    tablet.hand("plan.policy", {"plan": PLAN, "policy": {"room_set": ["SL"]}})
    for_room = {"session": "S1", "room": "101"}
    new = [{"kind": "RSET", **for_room}, {"kind": "SL", **for_room, "packed": {"sheets": 1}}, {"kind": "ST"}]
    tablet.hand("custody.label", {"plan": PLAN, "objects": new})
    packed = {
        "plan": PLAN, "container": labelled("RSET"), "objects": [labelled("SL")], "people": [chief],
        "seal": labelled("ST"),
    }  # fmt: skip
    tablet.hand("custody.pack", packed)
    tablet.hand("custody.pack", packed)  # sealed by now
    figures = {"present": 1, "absent": 1}  # three are expected
    tablet.hand("custody.count", usual | {"room": "101", "by": "chief", "person": chief, "figures": figures})
    settled = {"plan": PLAN, "key": "S1/101/people", "expected": 3, "found": 2, "by": 1, "grounds": "晚到一人"}
    tablet.hand("balance.settle", settled)
    pledge = {
        "of": "rooms",
        "round": 1,
        "by": chief,
        "rules": ["avoid", "apart"],
        "deviation": "同一单位的多",
        "without": ["102"],
        "why": {"102": "空调故障"},
        "commitment": commitment("S1", 1, "4f" * 16),
    }
    tablet.hand("duty.commit", usual | pledge)
    tablet.hand(
        "session.signal", usual | {"signal": "extend", "minutes": 10, "order": "考区值班 7 号", "ordered_by": 3}
    )


def with_evidence(tablet):
    """A photo whose hash fits, a film that broke off and differs in the end, one that two people remove."""
    usual = {"plan": PLAN, "source": {"kind": "app"}, "begun": "2026-11-22T09:10:00+08:00", "purpose": "practical"}
    photo, film, gone = (digit * 32 for digit in "abc")
    taken = {"media": "photo", "type": "image/jpeg", "sha256": "1" * 64, "size": 9, "room": "101"}
    filmed = {"media": "video", "type": "video/webm", "session": "S1"}
    tablet.hand("evidence.attach", usual | taken | {"evidence": photo})
    tablet.hand("evidence.attach", usual | taken | {"evidence": photo})  # the same id again
    tablet.hand("evidence.attach", usual | filmed | {"evidence": film})
    tablet.hand("evidence.attach", usual | filmed | {"evidence": gone})
    tablet.hand("evidence.assign", {"plan": PLAN, "evidence": photo, "room": "102", "reason": "拍错考场"})
    looked = {"type": "image/jpeg", "width": 4, "height": 3, "hints": ["dark"]}
    stated = (
        ("verify", photo, {"upload": photo, "size": 9, "sha256": "1" * 64, "equal": True}),
        ("look", photo, {"upload": photo, **looked}),
        ("view", photo, {"what": "original", "device": tablet.id, "person": 1}),
        ("arrive", film, {"upload": film, "length": None, "received": 0}),
        ("interrupt", film, {"upload": film, "received": 5, "minutes": 15}),
        ("verify", film, {"upload": film, "size": 9, "sha256": "2" * 64, "equal": False}),
    )
    for what, name, said in stated:
        body = {"plan": PLAN, "evidence": name} | said
        tablet.hub.committer.call(
            lambda tx, kind=f"evidence.{what}", body=body: enrol.hub_fact(tablet.hub, tx, kind, body)
        )
    whole = {"size": 9, "sha256": "3" * 64, "ended": "2026-11-22T09:20:00+08:00", "slices": 3}
    tablet.hand("evidence.complete", {"plan": PLAN, "evidence": film, **whole})
    second = {"person": 1}  # nobody is the second by name alone
    tablet.hand("evidence.remove", {"plan": PLAN, "evidence": gone, "reason": "误拍", "second": second})


def labelled(kind):
    """The label of the first object of a kind."""
    return label_number(kind, next_serial(kind, 0))


def move_on(day, phone, gate, tablet):
    """Substitutes, spare badges, badges handed out and collected, scans taken back, plan and rooms changed."""
    first, second, third = day.spares(count=3)
    phone.hand("duty.check_in", {"place": "gate-1", "badge": day.spare_qr(first)})  # bound to nobody yet
    added = phone.add("何子", phone="19900009999", replaces=5)
    bound = {"plan": PLAN, "added": added.id, "badge": day.spare_qr(first)}
    phone.hand("badge.bind", bound)
    scanned = phone.hand("duty.check_in", {"place": "gate-1", "badge": day.spare_qr(first)})
    gate.hand("duty.undo", {"undoes": scanned.id})  # another device's
    phone.hand("duty.undo", {"undoes": scanned.id})
    phone.hand("duty.undo", {"undoes": scanned.id})  # nothing left of it
    phone.hand("badge.bind", {"plan": PLAN, "person": 9, "badge": day.spare_qr(first)})  # somebody else's now
    forgotten = {"plan": PLAN, "person": 9, "badge": day.spare_qr(second), "reason": "forgotten"}
    phone.hand("badge.bind", forgotten)
    phone.hand("badge.return", {"place": "office", "badge": day.spare_qr(second)})
    phone.hand("badge.return", {"place": "office", "badge": day.spare_qr(second)})  # collected before
    day.office.hand("badge.hand_out", {"plan": PLAN, "badges": [third, day.badges[1]]})
    day.office.hand("badge.print", {"plan": PLAN, "badges": [third], "reason": "first", "note": ""})
    day.office.hand("badge.print", {"plan": PLAN, "badges": [third], "reason": "first", "note": ""})  # no reason
    day.office.hand("badge.design", {"plan": PLAN, "design": {"colours": {"8": "#004080"}}})
    tablet.hand("staff.confirm", {"plan": PLAN, "people": [10]})
    text = details_text("赵甲甲", phone="19900000011")
    changed = {"plan": PLAN, "person": 1, "details": digest_of(text), "role": ROVER}
    tablet.hand("staff.change", changed, beside=text)
    tablet.hand("staff.change", {"plan": PLAN, "person": 2, "details": "0" * 64})  # nothing came beside it
    tablet.hand("plan.change", {"plan": PLAN, "duty_phone": "0791-1234567"})
    room = {"plan": PLAN, "room": "103", "name": "103", "building": "", "floor": None, "seats": 30, "new": True}
    tablet.hand("room.change", room)
    tablet.hand("room.remove", {"plan": PLAN, "room": "101"})  # in use
    tablet.hand("room.remove", {"plan": PLAN, "room": "103"})
