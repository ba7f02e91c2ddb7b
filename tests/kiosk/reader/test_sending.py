"""Handing in: what the hub's every answer, and its silence, make of a file that waits."""

import pytest

from kiosk.hub import Away, Refused
from kiosk.reader.sending import Sender, Wanted
from tests.kiosk.reader.test_spool import DATA, SHA, receipt, take

WANTED = Wanted("3", 20260620, "S1")


class Saying:
    """A hub that answers as it is told: a receipt by default, another answer, or an exception."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def hand_in_file(self, path, sha256, signed):
        self.asked.append((path.read_bytes(), sha256, signed))
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            return answer
        said = signed["fact"]
        digest = self.digest(said["id"])
        return {"receipt": {"id": said["id"], "digest": digest, "seq": 4, "verdict": "accepted", "refusal": None}}


@pytest.fixture
def sender(spool, station):
    def make(*answers, wanted=WANTED):
        hub, told = Saying(*answers), []
        hub.digest = lambda fact: spool._entries("id = ?", fact)[0].digest
        made = Sender(spool, hub, station, wanted, lambda *said: told.append(said))
        made.hub, made.told = hub, told
        return made

    take(spool)
    return make


def test_a_file_is_handed_in_with_its_fact_and_done_with_once_the_hub_says_so(spool, sender):
    one = sender()
    assert one.round() is None
    ((data, sha256, signed),) = one.hub.asked
    assert (data, sha256, signed["fact"]["body"]["sha256"]) == (DATA, SHA, SHA)
    assert [(delivery.name, taken, why) for delivery, taken, why in one.told] == [("cards.txt", True, None)]
    assert one.round() is None
    assert len(one.hub.asked) == 1


@pytest.mark.parametrize("why", ["unreachable", "slow", "no-hub", "untrusted"])
def test_while_the_hub_is_away_the_same_fact_is_handed_in_again_and_again(spool, sender, why):
    take(spool, b"more\r\n", "more.txt")
    one = sender(*[Away(why, reached=why != "unreachable")] * 3)
    assert [one.round() for _ in range(3)] == [why] * 3
    assert one.unreachable is (why == "unreachable")
    assert {delivery.why for delivery in spool.deliveries()} == {why, None}, "the second one was not even tried"
    assert one.round() is None
    assert len({signed["fact"]["id"] for data, _, signed in one.hub.asked if data == DATA}) == 1


def test_a_file_the_hub_does_not_take_now_does_not_hold_up_the_others(spool, sender):
    take(spool, b"more\r\n", "more.txt")
    full = Refused(507, "reader-disk-full", "主机磁盘满", "清理磁盘")
    one = sender(full)
    assert one.round() == "主机磁盘满 → 清理磁盘"
    assert [delivery.state for delivery in spool.deliveries()] == ["sent", "acknowledged"]
    assert one.round() is None


@pytest.mark.parametrize("code", ["not-enrolled", "device-revoked"])
def test_when_the_enrolment_is_over_nothing_more_is_tried(spool, sender, code):
    take(spool, b"more\r\n", "more.txt")
    one = sender(Refused(401, code, "没有登记", "重新登记"))
    assert one.round() == "没有登记 → 重新登记"
    assert len(one.hub.asked) == 1
    assert len(spool.on_their_way()) == 2


@pytest.mark.parametrize("answer", [{}, {"receipt": None}, {"receipt": {"id": "other"}}, {"receipt": []}])
def test_an_answer_without_this_files_receipt_ends_nothing(spool, sender, answer):
    one = sender(answer)
    assert one.round() == "no-receipt"
    assert len(spool.on_their_way()) == 1
    assert one.told == []


def test_what_the_hub_refuses_is_told_with_its_reason(spool, sender):
    one = sender()
    entry = spool.stated(one._station, spool.deliveries()[0], WANTED.said(20260620))
    refusal = {"code": "session-unknown", "says": "没有 S1 场", "fix": "核对场次"}
    one.hub.answers = [{"receipt": receipt(entry, "refused", refusal=refusal)}]
    assert one.round() is None
    assert [(taken, why) for _, taken, why in one.told] == [(False, "没有 S1 场 → 核对场次")]


def test_bytes_that_were_brought_before_by_another_station_are_said_to_be(spool, sender):
    one = sender()
    entry = spool.stated(one._station, spool.deliveries()[0], WANTED.said(20260620))
    one.hub.answers = [{"receipt": receipt(entry), "batch": {"fact": "another", "station": "7"}}]
    assert one.round() is None
    assert spool.deliveries()[0].known == "7"


def test_a_copy_that_went_bad_is_never_sent_and_its_file_is_taken_anew(spool, sender):
    one = sender()
    spool.path(SHA).write_bytes(b"rot")
    assert one.round() == "spool-damaged"
    assert one.hub.asked == []
    take(spool)
    assert one.round() is None
    assert [data for data, *_ in one.hub.asked] == [DATA]


def test_before_the_hub_has_a_plan_nothing_is_stated(spool, sender):
    one = sender(wanted=Wanted("3"))
    assert one.round() == "no-plan"
    assert spool.deliveries()[0].fact is None
    one.plan = 20260620
    assert one.round() is None
