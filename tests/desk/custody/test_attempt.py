"""What a device turned away by itself stays on record: who, where, at which step, what came, and why."""

from dataclasses import replace

import pytest

from server.domain.policy import JIANGXI, policy_to_row
from server.domain.refusal import Refusal
from tests.exam_day import PLAN
from tests.paper_day import CE, FIRST, ROVER, accepted

OTHERS = "KL1:999999:20261122:B001-X"


def code(receipt):
    return receipt.refusal and receipt.refusal.code


def attempt(**over):
    usual = {"plan": PLAN, "step": "open", "code": "badge-expected", "params": {"came": "K001-5"}, "came": "K001-5"}
    return usual | {"place": "二号台"} | over


@pytest.fixture
def line(rows):
    """Read the newest line of the feed."""
    return lambda: max(rows("feed").values(), key=lambda row: row["seq"])


def test_the_chief_reads_who_where_at_which_step_what_was_scanned_and_why_it_was_turned_away(papers, item, line):
    bag = papers.labels["PP", "101"]
    before = item(bag)
    receipt = accepted(papers.table.hand("custody.attempt", attempt(label=bag)))
    told = line()
    assert (told["seq"], told["kind"], told["verdict"]) == (receipt.seq, "custody.attempt", "accepted")
    assert (told["person"], told["place"], told["device"]) == (CE, "二号台", papers.table.id)
    assert (told["what"], told["about"], told["came"]) == (["open"], bag, {"text": "K001-5", "person": None})
    assert told["refusal"] == Refusal("badge-expected", came="K001-5").both()
    assert item(bag) == before


def test_whose_badge_it_was_is_told_by_what_the_hub_reads_in_it(papers, line):
    words = {"code": "role-not-for-act", "params": {"role": "流动监考", "expected": "主考"}, "came": None}
    accepted(papers.table.hand("custody.attempt", attempt(**words, who=papers.signs(ROVER))))
    assert line()["came"] == {"text": None, "person": ROVER}


def test_a_badge_that_nobody_signed_names_nobody_and_raises_the_alarm_as_at_the_table(papers, rows, line):
    forged = papers.signs(FIRST[0])["badge"][:-6] + "000000"
    words = {"code": "badge-forged", "params": {}, "came": None, "step": "handoff"}
    accepted(papers.table.hand("custody.attempt", attempt(**words, who={"badge": forged})))
    assert line()["came"]["person"] is None
    assert [one["level"] for one in rows("alert").values() if one["code"] == "badge-forged"] == ["alarm"]


def revoked(papers, person):
    accepted(papers.table.hand("badge.revoke", {"badge": papers.day.badges[person], "reason": "lost"}))


def attempt_with_badge(papers, person):
    words = {"code": "badge-revoked", "params": {}, "came": None, "step": "find"}
    return papers.table.hand("custody.attempt", attempt(**words, who=papers.signs(person)))


def test_a_badge_that_is_good_here_or_nobodys_raises_no_alarm_whatever_the_device_says(papers, rows, line):
    accepted(attempt_with_badge(papers, ROVER))
    words = {"code": "badge-revoked", "params": {}}
    for who in ({"person": 99999}, {"number": "zzz"}, {"person": ROVER}):
        accepted(papers.table.hand("custody.attempt", attempt(**words, came=None, who=who)))
    accepted(papers.table.hand("custody.attempt", attempt(**words, came="x")))
    assert not {"badge-revoked", "badge-forged"} & {one["code"] for one in rows("alert").values()}
    assert line()["refusal"]["code"] == "badge-revoked"


def test_a_badge_that_is_revoked_here_too_raises_the_alarm(papers, rows):
    revoked(papers, ROVER)
    accepted(attempt_with_badge(papers, ROVER))
    assert [one["level"] for one in rows("alert").values() if one["code"] == "badge-revoked"] == ["alarm"]


@pytest.mark.parametrize(("came", "shown"), [
    ("360102199001011234", "36…34"), ("36010219900101123x", "36…3x"), ("13800138000", "13…00"),
    ("电话 13800138000，身份证 360102199001011234", "电话 13…00，身份证 36…34"), ("1380013800", "1380013800"),
    (OTHERS, OTHERS),
])  # fmt: skip
def test_numbers_long_enough_to_be_somebodys_keep_their_ends_alone_also_where_the_device_left_them(
    papers, line, came, shown
):
    accepted(papers.table.hand("custody.attempt", attempt(came=came, params={"came": came})))
    told = line()
    assert told["came"]["text"] == shown
    assert came == shown or came not in told["refusal"]["says"]["zh"]


@pytest.mark.parametrize(("came", "shown"), [("360102199001", "360102199001"), ("360102199001011234", "36…34")])
def test_a_strips_number_from_a_factory_stays_unless_it_is_as_long_as_an_identity_cards(papers, line, came, shown):
    policy = policy_to_row(replace(JIANGXI, seals="factory"))
    accepted(papers.table.hand("plan.policy", {"plan": PLAN, "policy": policy}))
    words = {"step": "seal", "code": "seal-unreadable", "params": {"typed": came}}
    accepted(papers.table.hand("custody.attempt", attempt(**words, came=came)))
    assert line()["came"]["text"] == shown
    accepted(papers.table.hand("custody.attempt", attempt(came="360102199001")))
    assert line()["came"]["text"] == "36…01"


def test_no_device_raises_an_alarm_about_a_bag_by_an_attempt(papers, rows):
    words = {"code": "seal-differs", "params": {"label": "B001-X", "expected": "S001-A", "found": "S002-B"}}
    accepted(papers.table.hand("custody.attempt", attempt(**words)))
    assert "seal-differs" not in {one["code"] for one in rows("alert").values()}


@pytest.mark.parametrize(
    "step", ["handoff", "enter", "pack", "unpack", "open", "seal", "strip", "supply", "correct", "count", "find"]
)
def test_it_is_taken_at_every_step_even_of_what_the_hub_has_never_heard_of(papers, line, step):
    words = {"code": "object-wrong-site", "params": {"label": "B001-X", "found": 999999, "expected": 360102}}
    accepted(papers.table.hand("custody.attempt", attempt(**words, step=step, came=OTHERS, label="Z999-Q")))
    assert line()["about"] == "Z999-Q"
    assert "999999" in line()["refusal"]["says"]["zh"]


def test_what_the_device_left_out_of_a_sentence_stands_as_a_dash_and_a_code_without_words_as_such(papers, line):
    accepted(papers.table.hand("custody.attempt", attempt(params={})))
    assert line()["refusal"]["says"]["zh"] == "这里要扫证牌，扫到的是“—”"
    accepted(papers.table.hand("custody.attempt", attempt(code="of-tomorrow")))
    assert "of-tomorrow" in line()["refusal"]["says"]["zh"]


@pytest.mark.parametrize(
    "over",
    [
        {"step": "destroy"},
        {"code": "Not a code"},
        {"came": "x" * 61},
        {"came": ""},
        {"came": None},
        {"who": {"person": 1}},
        {"came": None, "who": {"person": 1, "number": "00001-X"}},
        {"came": None, "who": {"badge": "x" * 2001}},
        {"params": {"came": "x" * 61}},
        {"params": {"came": ["K001-5"]}},
        {"params": {f"p{n}": 1 for n in range(13)}},
        {"label": "x" * 61},
        {"place": "x" * 41},
        {"note": "free words"},
    ],
)
def test_what_is_no_attempt_or_longer_than_one_is_malformed(papers, over):
    assert code(papers.table.hand("custody.attempt", attempt(**over))) == "malformed"


@pytest.mark.parametrize("kind", ["gate", "reader"])
def test_devices_that_no_papers_pass_do_not_state_it(papers, device, kind):
    assert code(device(kind).hand("custody.attempt", attempt())) == "not-allowed"


def test_of_a_device_on_which_nobody_has_signed_in_it_is_no_attempt(papers, device):
    phone = device("phone")
    assert code(phone.hand("custody.attempt", attempt())) == "grant-needed"
    phone.sign_in(ROVER)
    accepted(phone.hand("custody.attempt", attempt()))


def test_made_without_the_hub_it_counts_as_of_its_time_though_the_sign_in_is_over_when_it_comes(papers, clock, line):
    made = papers.table.make("custody.attempt", attempt(), acted=True)
    clock.at("12:40")
    assert code(papers.table.hand("custody.attempt", attempt())) == "grant-expired"
    (receipt,) = papers.table.send(made)
    accepted(receipt)
    assert (line()["person"], line()["refusal"]["code"]) == (CE, "badge-expected")


def test_an_attempt_after_the_sign_in_was_over_is_on_record_and_nobody_settles_it(papers, clock, rows, line):
    clock.at("12:40")
    receipt = papers.table.hand("custody.attempt", attempt(), acted=True)
    assert (receipt.verdict, code(receipt)) == ("refused", "grant-expired")
    assert (line()["seq"], line()["kind"], line()["verdict"]) == (receipt.seq, "custody.attempt", "refused")
    assert rows("dispute") == {}


def test_an_attempt_on_a_device_that_was_given_up_needs_nobody(papers, device, rows, clock):
    phone = device("phone")
    phone.sign_in(ROVER)
    made = phone.make("custody.attempt", attempt(), acted=True)
    clock.at("08:20")
    end = {"device": phone.id, "reason": "flat", "last": phone.used, "oldest": "2026-11-22T08:00:00+08:00"}
    accepted(papers.office.hand("device.revoke", end))
    accepted(papers.office.hand("device.write_off", {"device": phone.id, "note": "屏幕已碎"}))
    (receipt,) = phone.send(made)
    accepted(receipt)
    assert rows("dispute") == {}


def test_a_rebuild_says_the_same(papers, hub, rows):
    accepted(papers.table.hand("custody.attempt", attempt(**{"came": None, "who": papers.signs(ROVER)})))
    before = rows("feed")
    hub.committer.call(hub.door.rebuild)
    assert rows("feed") == before
