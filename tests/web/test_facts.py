"""Facts over HTTP: a receipt for each, in order; and the journal with proofs that anybody can check."""

import pytest

from protocol import checkpoint as notes
from protocol import tree
from server.store.committer import Stopped
from server.store.journal import Transaction
from tests.exam_day import PLAN, PROCTOR, details_text, digest_of


@pytest.fixture
def gate(device, day):
    return device("gate")


def post(client, device, *handed, **headers):
    body = {"facts": [device.wire(each) for each in handed]}
    return client.post("/api/facts", json=body, headers={**device.headers, **headers})


def scan(gate, qr, **more):
    return gate.make("duty.check_in", {"place": "gate-1", "badge": qr}, **more)


def test_a_check_in_is_answered_with_where_it_stands(client, gate, day, hub):
    made = scan(gate, day.qr(2))
    (receipt,) = post(client, gate, made).json["receipts"]
    assert (receipt["id"], receipt["verdict"], receipt["refusal"]) == (made.raw["id"], "accepted", None)
    assert (receipt["seq"], receipt["first"]) == (hub.journal.size, True)
    assert receipt["digest"] in receipt["leaf"]


def test_a_bad_fact_has_its_own_receipt_and_holds_up_no_other(client, gate, day):
    answer = client.post(
        "/api/facts",
        json={
            "facts": [
                7,
                {"fact": {"id": "x"}},
                gate.wire(scan(gate, "KW1:rubbish")),
                {"fact": scan(gate, day.qr(2)).raw, "sig": "A" * 86},
                gate.wire(scan(gate, day.qr(3))),
            ]
        },
        headers=gate.headers,
    )
    assert answer.status_code == 200
    said = [
        (receipt["verdict"], receipt["refusal"] and receipt["refusal"]["code"]) for receipt in answer.json["receipts"]
    ]
    assert said == [
        ("refused", "malformed"),
        ("refused", "malformed"),
        ("refused", "badge-unreadable"),
        ("refused", "bad-signature"),
        ("accepted", None),
    ]


def add(gate, text):
    body = {"plan": PLAN, "role": PROCTOR, "sessions": [], "details": digest_of(text), "replaces": None}
    return gate.signed(gate.raw("staff.add", body), beside=text)


def test_a_persons_details_come_beside_the_fact(client, gate, rows):
    (receipt,) = post(client, gate, add(gate, details_text("何子", phone="19900009999"))).json["receipts"]
    assert receipt["verdict"] == "accepted"
    assert rows("person")[f"{PLAN}/10"]["name"] == "何子"


@pytest.mark.parametrize("beside", [7, {"name": "何子"}, "x" * 8193])
def test_what_cannot_stand_beside_a_fact_counts_as_missing(client, gate, beside):
    made = add(gate, details_text("何子"))
    body = {"facts": [gate.wire(made) | {"beside": beside}]}
    (receipt,) = client.post("/api/facts", json=body, headers=gate.headers).json["receipts"]
    assert receipt["refusal"]["code"] == "details-missing"


def test_a_refusal_is_said_in_the_callers_language(client, gate, day):
    post(client, gate, scan(gate, day.qr(2)))
    again = scan(gate, day.qr(2))
    chinese = post(client, gate, again).json["receipts"][0]["refusal"]
    english = post(client, gate, again, **{"Accept-Language": "en"}).json["receipts"][0]["refusal"]
    assert chinese["code"] == english["code"] == "already-in"
    assert "签到" in chinese["says"]
    assert english["says"].startswith("Already checked in")
    assert set(chinese) == {"code", "says", "fix"}


def test_what_is_sent_again_gets_its_first_receipt(client, gate, day, hub):
    made = scan(gate, day.qr(2))
    first = post(client, gate, made).json["receipts"][0]
    size = hub.journal.size
    again = post(client, gate, made).json["receipts"][0]
    assert again == first | {"first": False}
    assert hub.journal.size == size


def test_a_batch_is_at_most_five_hundred(client, gate):
    answer = client.post("/api/facts", json={"facts": [None] * 501}, headers=gate.headers)
    assert answer.status_code == 400
    assert "500" in client.post(
        "/api/facts", json={"facts": [None] * 501}, headers={**gate.headers, "Accept-Language": "en"}
    ).json["error"]["says"]  # fmt: skip


def test_a_session_ends_with_the_hub_and_the_device_is_told_to_keep_its_facts(client, gate, day, hub, monkeypatch):
    def stopped(*_):
        raise Stopped("stopping")

    monkeypatch.setattr(hub.committer, "submit", stopped)
    answer = post(client, gate, scan(gate, day.qr(2)))
    assert (answer.status_code, answer.json["error"]["code"]) == (503, "hub-stopping")


def test_a_long_batch_is_judged_in_turns_with_a_receipt_for_each(client, gate, day, hub):
    groups = hub.committer.measures.jobs
    batch = [scan(gate, f"nonsense {number}") for number in range(25)]
    receipts = post(client, gate, *batch).json["receipts"]
    assert [receipt["id"] for receipt in receipts] == [one.raw["id"] for one in batch]
    assert [receipt["seq"] for receipt in receipts] == list(range(receipts[0]["seq"], receipts[0]["seq"] + 25))
    assert hub.committer.measures.jobs - groups == 3


def test_the_one_fact_of_a_last_turn_that_fails_spoils_no_other(client, gate, day, hub, monkeypatch):
    append, bad = Transaction.append, scan(gate, "the last")

    def failing(tx, **entry):
        if entry["fact_id"] == bad.raw["id"]:
            raise RuntimeError("a bug")
        return append(tx, **entry)

    monkeypatch.setattr(Transaction, "append", failing)
    receipts = post(client, gate, *(scan(gate, f"nonsense {number}") for number in range(10)), bad).json["receipts"]
    assert [receipt["seq"] is None for receipt in receipts] == [False] * 10 + [True]


def test_one_fact_the_hub_fails_on_holds_up_no_other(client, gate, day, hub, monkeypatch):
    append, bad = Transaction.append, scan(gate, day.qr(2))

    def failing(tx, **entry):
        if entry["fact_id"] == bad.raw["id"]:
            raise RuntimeError("a bug")
        return append(tx, **entry)

    monkeypatch.setattr(Transaction, "append", failing)
    receipts = post(client, gate, bad, scan(gate, day.qr(3))).json["receipts"]
    assert [receipt["seq"] is None for receipt in receipts] == [True, False]
    assert receipts[0]["refusal"]["code"] == "hub-error"
    assert receipts[1]["verdict"] == "accepted"
    assert post(client, gate, bad).status_code == 500, "alone it is an error, so the device keeps it"


def test_the_journal_is_read_in_pages(client, office, day, hub):
    seen, after = [], 0
    while True:
        page = client.get(f"/api/facts?after={after}&limit=2", headers=office.headers).json
        if not page["entries"]:
            break
        seen += [entry["seq"] for entry in page["entries"]]
        after = page["through"]
    assert seen == list(range(1, hub.journal.size + 1))
    assert after == hub.journal.size


def test_what_nobody_could_sign_is_read_back_as_it_is_kept(client, office, gate, hub):
    body = b'{"facts":[{"fact":{"id":"x","device_seq":1,"kind":"\\ud800"}}]}'
    (receipt,) = client.post("/api/facts", data=body, headers=gate.headers).json["receipts"]
    answer = client.get(f"/api/facts?after={receipt['seq'] - 1}", headers=office.headers)
    assert answer.status_code == 200
    assert [entry["fact"]["kind"] for entry in answer.json["entries"]] == ["\ud800"]


def test_a_proof_and_its_checkpoint_are_of_one_size(client, gate, hub):
    note, size = hub.journal.note, hub.journal.size
    gate.hand("duty.check_in", {"place": "gate-1", "number": "1"})
    hub.journal.note = note  # as for a moment, when the writer has the entry and not yet the checkpoint
    proof = client.get("/api/proof/inclusion?seq=1", headers=gate.headers).json
    assert (proof["size"], proof["checkpoint"]) == (size, note)


def test_an_entry_says_what_its_receipt_said(client, office, gate, day):
    receipt = post(client, gate, scan(gate, "KW1:rubbish")).json["receipts"][0]
    page = client.get(f"/api/facts?after={receipt['seq'] - 1}", headers=office.headers).json
    (entry,) = page["entries"]
    assert (entry["verdict"], entry["code"], entry["leaf"]) == ("refused", "badge-unreadable", receipt["leaf"])
    assert entry["fact"]["id"] == receipt["id"]


def test_the_checkpoint_is_signed_by_the_journals_key(client, gate, hub):
    note = client.get("/api/checkpoint", headers=gate.headers)
    assert note.mimetype == "text/plain"
    read = notes.read(note.text, hub.keys.journal.public_key())
    assert (read.origin, read.size, read.root) == (hub.journal.origin, hub.journal.size, hub.journal.frontier.root())


def test_a_receipt_is_proven_to_be_in_the_journal(client, gate, day, hub):
    receipts = [post(client, gate, scan(gate, day.qr(person))).json["receipts"][0] for person in (2, 3, 4)]
    for receipt in receipts:
        said = client.get(f"/api/proof/inclusion?seq={receipt['seq']}", headers=gate.headers).json
        root = notes.read(said["checkpoint"], hub.keys.journal.public_key()).root
        proof = [bytes.fromhex(node) for node in said["proof"]]
        leaf = tree.leaf_hash(receipt["leaf"].encode())
        assert tree.includes(leaf, said["seq"] - 1, said["size"], proof, root)
        assert not tree.includes(tree.leaf_hash(b"another"), said["seq"] - 1, said["size"], proof, root)


def test_a_checkpoint_kept_earlier_is_proven_to_be_the_beginning(client, gate, day, hub):
    old = notes.read(client.get("/api/checkpoint", headers=gate.headers).text, hub.keys.journal.public_key())
    post(client, gate, *[scan(gate, day.qr(person)) for person in (2, 3, 4)])
    new = hub.journal
    said = client.get(f"/api/proof/consistency?from={old.size}&to={new.size}", headers=gate.headers).json
    proof = [bytes.fromhex(node) for node in said["proof"]]
    assert tree.extends(old.size, new.size, proof, old.root, new.frontier.root())
    assert not tree.extends(old.size, new.size, proof, b"x" * 32, new.frontier.root())


@pytest.mark.parametrize("kind", ["phone", "gate", "reader"])
def test_a_device_hands_in_only_what_its_role_may(client, device, day, kind):
    made = device(kind)
    revoke = made.make("badge.revoke", {"badge": day.badges[2], "reason": "lost", "note": ""})
    (receipt,) = post(client, made, revoke).json["receipts"]
    assert (receipt["verdict"], receipt["refusal"]["code"]) == ("refused", "not-allowed")


def test_no_personal_value_stands_in_the_journal(client, office, gate, day):
    post(client, gate, scan(gate, day.qr(2)), gate.make("duty.check_in", {"place": "g", "number": day.number(3)}))
    said = client.get("/api/facts?limit=2000", headers=office.headers).text
    for value in ("钱乙", "孙丙", "19900000002", "G002"):
        assert value not in said
