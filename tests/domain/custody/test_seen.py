"""Seals and counts at a handoff: what is seen, against what is on record."""

from dataclasses import replace

import pytest

from server.domain.custody.handoff import handoff
from server.domain.custody.item import Discrepancy
from server.domain.custody.pack import Packing, pack
from server.domain.custody.seen import Look, Seen
from server.domain.policy import Policy
from tests.domain.custody.papers import (
    B101,
    B102,
    CASE,
    CHIEF,
    CLERK,
    COURIERS,
    FIRST,
    K101,
    K102,
    ROVER,
    SC101,
    SEAL,
    SET101,
    SET102,
    SL101,
    SPARE,
    VAULT,
    act,
    at,
    back,
    done,
    hand,
    in_use,
    in_vault,
    judged,
    packed,
    scene,
    third,
)  # fmt: skip


def first(look):
    return act("L1", CASE, [VAULT], COURIERS, look=look)


def test_the_seal_of_what_is_scanned_is_confirmed_by_one_tap_or_by_its_number():
    assert judged(in_vault(), first(Look()), "06:50").code == "seal-not-checked"
    assert hand(in_vault(), first(Look(seals={CASE: Seen(SEAL[0])})), "06:50")[CASE].state == "out"


def test_another_seal_stops_the_act():
    said = judged(in_vault(), first(Look(seals={CASE: Seen("S999-9")})), "06:50")
    assert said.code == "seal-differs"
    assert said.said("zh") == {
        "code": "seal-differs", "says": f"{CASE} 的封条应为 {SEAL[0]}，读到 S999-9",
        "fix": "停止交接，实物原样放好，报告主考", "field": "seals",
    }  # fmt: skip


def test_another_seal_on_a_bag_that_was_looked_at_stops_the_set_too():
    made = third(look=Look(intact=True, seals={B101: Seen(SEAL[9])}))
    assert judged(packed(), made, "08:30").params["label"] == B101


def test_a_broken_seal_is_told_in_words_and_stays_on_record():
    assert judged(in_vault(), first(Look(seals={CASE: Seen(broken=True)})), "06:50").code == "seal-broken-unreported"
    made = first(Look(seals={CASE: Seen(broken=True, words="左侧撕开 2 厘米，当面用新封条")}))
    moved = handoff(made, scene(in_vault()), at("06:50"))
    assert moved.discrepancies == (Discrepancy(CASE, "seal", SEAL[0], "", "左侧撕开 2 厘米，当面用新封条"),)
    assert {item.label for item in moved.items if item.broken} == {CASE}


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({SET101: {"cards": 30}}, "count-differs"),
        ({SET101: {"cards": -1}}, "count-below-zero"),
        ({SET101: {"cards": 32}}, "count-above-pack"),
        ({SET101: {"keys": 1}}, "count-unknown"),
        ({SL101: {"cards": 1}}, "count-unknown"),
        ({SET102: {"cards": 31}}, "object-unknown"),
        ({SET101: {"pieces": 3}}, "pieces-differ"),
        ({SET101: {"cards": 31}, K101: {"cards": 31}}, "count-twice"),
    ],
)
def test_wrong_counts(counts, code):
    made = act("L4", SET101, FIRST, [ROVER], look=Look(intact=True, counts=counts))
    assert judged(in_use(), made, "10:50").code == code


def test_a_card_that_is_missing_is_told_before_it_is_taken_with_a_reason():
    counts = {SET101: {"cards": 30, "papers": 31}}
    made = act("L4", SET101, FIRST, [ROVER], look=Look(intact=True, counts=counts))
    said = judged(in_use(), made, "10:50").said("zh")
    assert said["says"] == f"{SET101}：上次记录答题卡 31 张，这次 30 张"
    made = replace(made, look=Look(intact=True, counts=counts, reasons={SET101: "一张被风吹走，正在找"}))
    moved = handoff(made, scene(in_use()), at("10:50"))
    assert moved.discrepancies == (Discrepancy(SET101, "cards", 31, 30, "一张被风吹走，正在找"),)
    assert {item.label: item.counts for item in moved.items if item.counts} == {
        B101: {"papers": 31}, K101: {"cards": 30}
    }  # fmt: skip


def test_a_short_sum_is_borne_by_as_many_contents_as_it_takes():
    items = in_vault()
    made = act(
        "L1", CASE, [VAULT], COURIERS,
        look=Look(intact=True, counts={CASE: {"cards": 4}}, reasons={CASE: "箱内进水，逐张清点"}),
    )  # fmt: skip
    after = hand(items, made, "06:50")
    assert sum(after[label].counts["cards"] for label in (K101, K102, SPARE)) == 4
    assert min(after[label].counts["cards"] for label in (K101, K102, SPARE)) >= 0


def test_a_case_one_short_is_opened_and_the_missing_one_named():
    look = Look(intact=True, counts={CASE: {"pieces": 5}})
    said = judged(in_vault(), first(look), "06:50")
    assert said.said("zh")["says"] == f"{CASE} 里应有 6 件，清点 5 件"
    named = replace(first(look), missing=(B102,))
    assert judged(in_vault(), named, "06:50").code == "why-needed"
    named = replace(named, look=replace(look, reasons={B102: "保密室漏装，另行送来"}))
    moved = handoff(named, scene(in_vault()), at("06:50"))
    after = in_vault() | {item.label: item for item in moved.items}
    assert (after[B102].state, after[B102].inside, after[B102].holder.stage) == ("sealed", None, "vault")
    assert after[K102].state == "out"
    assert moved.discrepancies == (Discrepancy(CASE, "missing", B102, "", "保密室漏装，另行送来"),)


def test_what_never_lay_in_it_cannot_be_missing():
    look = Look(intact=True, reasons={SC101: "?"})
    assert judged(in_vault(), replace(first(look), missing=(SC101,)), "06:50").code == "missing-not-inside"


def test_a_missing_set_keeps_what_lies_in_it():
    items = done(
        back(), pack(Packing("in", "d1", CASE, (SET101, SET102), (CLERK,), SEAL[30]), scene(back()), at("11:00"))
    )
    made = act("L5", CASE, [CHIEF], COURIERS, missing=(SET102,), look=Look(True, reasons={SET102: "留在考点"}))
    moved = handoff(made, scene(items, Policy(verify_before_return=False)), at("11:10"))
    after = items | {item.label: item for item in moved.items}
    assert (after[SET102].inside, after[B102].inside) == (None, SET102)
    assert {after[label].holder.stage for label in (SET102, B102)} == {"site"}
    assert {after[label].holder.stage for label in (CASE, SET101, B101)} == {"road"}
