"""Taking back, correcting, entering from paper, and what a settled dispute still changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.domain.custody.amend import (
    CONTRADICTED,
    WHAT_UNKNOWN,
    Correction,
    Recorded,
    can_hold,
    contradicted,
    corrected,
    from_paper,
    on_record,
    undone,
)
from server.domain.custody.item import Holder
from server.domain.custody.opening import opened
from server.domain.custody.pack import Packing, Unpacking, pack, unpack
from server.domain.custody.paper import FORMS, Paper
from server.domain.custody.seen import Look
from server.domain.words import WORDS
from tests.domain.custody.mixed import BE, BW, mixed_out
from tests.domain.custody.papers import (
    B101,
    BACK,
    CASE,
    CHIEF,
    CLERK,
    COURIERS,
    DEPUTY,
    FIRST,
    GIVEN,
    K101,
    ROOM_OF,
    ROVER,
    SECOND,
    SET101,
    SET102,
    act,
    at,
    back,
    done,
    given_out,
    hand,
    in_use,
    in_vault,
    opening,
    packed,
    refused,
    scene,
)  # fmt: skip

# taking back


NOW = timedelta(0)


def undo(items, fact="given", device="d1", last="given", when="08:30", known_for=NOW):
    return refused(undone, fact, device, last, items, at(when), known_for=known_for)


def test_the_newest_act_of_a_device_is_taken_back_within_a_minute():
    items = given_out()
    restored = undone("given", "d1", "given", items, at("08:31"), known_for=NOW)
    before = packed()
    assert {item.label for item in restored} == {SET101, *ROOM_OF["101"]}
    assert all(replace(item, acts=()) == replace(before[item.label], acts=()) for item in restored)


def test_a_minute_later_it_is_not():
    said = refused(undone, "given", "d1", "given", given_out(), at("08:31") + timedelta(seconds=1), known_for=NOW)
    assert said.code == "handoff-undo-late"


def test_a_clock_that_was_put_back_makes_no_undoing_early():
    assert undo(given_out(), when="08:29").code == "undo-before-act"
    assert undo(given_out(), when="08:30", known_for=timedelta(minutes=90)).code == "handoff-undo-late"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fact": "none"}, "undo-unknown"),
        ({"device": "d2"}, "undo-other-device"),
        ({"last": "another"}, "handoff-undo-overtaken"),
    ],
)
def test_what_is_not_taken_back(changes, code):
    assert undo(given_out(), **changes).code == code


def test_what_something_later_stands_on_is_not_taken_back():
    items = hand(given_out(), BACK, "09:10")
    assert undo(items, when="09:10").code == "handoff-undo-overtaken"


def test_what_lies_in_it_and_was_opened_since_keeps_it_where_it_is():
    items = given_out()
    items = done(items, opened(opening(B101), scene(items), at("08:50")))
    assert undo(items, when="08:50").code == "handoff-undo-overtaken"
    assert wrong(items, correction(void=True), act_=GIVEN, done_at="08:30") == "handoff-undo-overtaken"


def test_after_taking_back_it_can_be_done_rightly():
    items = given_out()
    items |= {item.label: item for item in undone("given", "d1", "given", items, at("08:30"), known_for=NOW)}
    assert hand(items, GIVEN, "08:32")[SET101].holder.people == FIRST


# correcting


def correction(**changes):
    return Correction("fix", "d9", CLERK, CHIEF, **({"reason": "当时扫错"} | changes))


def correct(items, by, act_=BACK, done_at="10:50", when="11:30", **more):
    return corrected(on_record(act_, at(done_at)), by, scene(items, **more), at(when))


def wrong(items, by, **more):
    arguments = {"act_": BACK, "done_at": "10:50", "when": "11:30"} | more
    when, done_at, act_ = arguments.pop("when"), arguments.pop("done_at"), arguments.pop("act_")
    act_ = act_ and on_record(act_, at(done_at))
    return refused(corrected, act_, by, scene(items, **arguments), at(when)).code


def returned():
    return hand(in_use(), BACK, "10:50")


def test_clerk_and_chief_correct_a_count_and_the_others_are_told():
    fixed = correct(returned(), correction(counts={K101: {"cards": 30}}))
    items = done(returned(), fixed)
    assert items[K101].counts == {"cards": 30}
    assert fixed.told == (*FIRST, ROVER)
    (told,) = fixed.discrepancies
    assert (told.expected, told.found, told.reason) == (31, 30, "当时扫错")
    assert items[K101].acts[-1].kind == "custody.correct"


def test_a_corrected_sum_of_several_trades_bags_is_asked_for_bag_by_bag():
    items = hand(mixed_out(), BACK, "10:50")
    assert wrong(items, correction(counts={SET101: {"papers": 31}})) == "count-by-bag"
    assert correct(items, correction(counts={SET101: {"papers": 32}})).items
    fixed = done(items, correct(items, correction(counts={BE: {"papers": 12}})))
    assert (fixed[BW].counts, fixed[BE].counts) == ({"papers": 19}, {"papers": 12})


def test_clerk_and_chief_correct_who_received():
    fixed = correct(returned(), correction(receivers=(DEPUTY,)))
    assert done(returned(), fixed)[B101].holder == Holder("site", (DEPUTY,))
    assert fixed.told == (*FIRST, ROVER, DEPUTY)


def test_clerk_and_chief_correct_a_seal_number():
    sent = act("L1", CASE, [12], COURIERS, fact="sent")
    items = hand(in_vault(), sent, "06:50")
    fixed = correct(items, correction(seals={CASE: "S777-7"}), act_=sent, done_at="06:50")
    assert done(items, fixed)[CASE].seal == "S777-7"


def test_an_act_that_never_was_is_struck_out():
    fixed = correct(returned(), correction(void=True))
    items = done(returned(), fixed)
    assert (items[SET101].state, items[SET101].holder) == ("issued", Holder("room", FIRST, "101"))
    assert hand(items, replace(BACK, fact="again"), "11:35")[SET101].state == "returned"


@pytest.mark.parametrize(
    ("by", "more", "code"),
    [
        (correction(void=True), {"act_": None}, "act-unknown"),
        (correction(void=True), {"done_at": "00:10", "when": "23:59", "act_": BACK}, None),
        (correction(), {}, "correct-nothing"),
        (correction(void=True, reason=" "), {}, "why-needed"),
        (correction(counts={K101: {"cards": -1}}), {}, "count-below-zero"),
        (correction(counts={SET102: {"cards": 1}}), {}, "object-unknown"),
        (correction(receivers=FIRST), {}, "receivers-unfit"),
        (correction(receivers=(8,)), {}, "role-not-for-act"),
        (Correction("fix", "d9", CHIEF, CHIEF, "?", void=True), {}, "same-person"),
        (Correction("fix", "d9", CLERK, ROVER, "?", void=True), {}, "role-not-for-act"),
        (Correction("fix", "d9", FIRST[0], CHIEF, "?", void=True), {}, "role-not-for-act"),
    ],
)
def test_what_is_not_corrected(by, more, code):
    if code is None:
        arguments = {key: value for key, value in more.items() if key in ("done_at", "when")}
        assert correct(returned(), by, **arguments).items
        return
    assert wrong(returned(), by, **more) == code


def test_an_opening_and_its_count_are_corrected_too():
    short = Look(True, counts={B101: {"papers": 30}}, reasons={B101: "少一份"})
    items = done(given_out(), opened(replace(opening(B101, look=short), fact="open"), scene(given_out()), at("08:52")))
    on_file = Recorded("open", FIRST, at("08:52"))
    fixed = corrected(on_file, correction(counts={B101: {"papers": 31}}), scene(items), at("09:30"))
    assert done(items, fixed)[B101].counts == {"papers": 31}
    struck = corrected(on_file, correction(void=True), scene(items), at("09:30"))
    assert done(items, struck)[B101].state == "issued"
    assert struck.told == FIRST
    nobody = refused(corrected, on_file, correction(receivers=SECOND), scene(items), at("09:30"))
    assert nobody.code == "correct-nothing"


def test_unpacking_a_case_of_sets_is_taken_back_whole():
    items = back()
    items = done(items, pack(Packing("in", "d1", CASE, (SET101,), (CLERK,), "S1"), scene(items), at("11:00")))
    out = Unpacking("out", "d1", CASE, (CLERK,), Look(True))
    items_out = done(items, unpack(out, scene(items), at("11:05")))
    assert (items_out[SET101].inside, items_out[B101].inside) == (None, SET101)
    restored = undone("out", "d1", "out", items_out, at("11:06"), known_for=NOW)
    again = items_out | {item.label: item for item in restored}
    assert (again[SET101].inside, again[B101].inside, again[CASE].seal) == (CASE, SET101, "S1")


def test_corrections_end_with_the_day():
    said = refused(
        corrected, on_record(BACK, at("23:59")), correction(void=True), scene(returned()), at("00:01", day=23)
    )
    assert (said.code, said.params["day"]) == ("correct-late", "2026-11-22")


def test_what_later_acts_stand_on_is_not_struck_out_but_its_counts_are_corrected():
    items = hand(given_out(), BACK, "09:10")
    assert wrong(items, correction(void=True), act_=GIVEN, done_at="08:30") == "handoff-undo-overtaken"
    assert wrong(items, correction(receivers=SECOND), act_=GIVEN, done_at="08:30") == "handoff-undo-overtaken"
    fixed = correct(items, correction(counts={B101: {"papers": 30}}), act_=GIVEN, done_at="08:30")
    assert done(items, fixed)[B101].counts == {"papers": 30}


def test_what_an_object_has_forgotten_is_not_struck_out():
    items = hand(given_out(), BACK, "09:10")
    items |= {label: replace(items[label], acts=items[label].acts[-1:]) for label in items}
    given = on_record(GIVEN, at("08:30"), [items[SET101], items[B101]])
    for by in (correction(void=True), correction(receivers=FIRST), correction(counts={B101: {"papers": 30}})):
        assert refused(corrected, given, by, scene(items), at("11:30")).code == "correct-too-far"


def test_a_striking_out_that_is_taken_back_leaves_the_act_as_it_was():
    items = done(returned(), correct(returned(), correction(void=True)))
    restored = undone("fix", "d9", "fix", items, at("11:30"), known_for=NOW)
    again = items | {item.label: item for item in restored}
    assert again[SET101].state == "returned"
    assert done(again, correct(again, correction(void=True)))[SET101].state == "issued"


def test_papers_of_a_room_are_corrected_to_its_own_invigilators_only():
    assert wrong(given_out(), correction(receivers=SECOND), act_=GIVEN, done_at="08:30") == "proctor-other-room"


@pytest.mark.parametrize(("seals", "used"), [({B101: "S900-1"}, {"S900-1"}), ({B101: "S900-1", K101: "S900-1"}, set())])
def test_a_strip_is_corrected_onto_one_thing_only(seals, used):
    by, on_file = correction(seals=seals), on_record(BACK, at("10:50"))
    said = refused(corrected, on_file, by, scene(returned()), at("11:30"), used_seals=used)
    assert said.code == "seal-used"


# from paper


def paper(form="issue", signed="08:30", by=CLERK, day=22):
    return Paper(form, at(signed, day), by)


def test_what_was_signed_on_paper_is_entered_afterwards_and_judged_at_its_own_moment():
    moved = from_paper(GIVEN, paper(), scene(packed()), at("09:40"))
    assert {item.at for item in moved.items} == {at("08:30")}
    items = done(packed(), moved)
    assert undone("given", "d1", "given", items, at("09:41"), known_for=timedelta(minutes=1))


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (paper(form="napkin"), "form-unknown"),
        (paper(signed="11:01"), "paper-future"),
        (paper(day=21), "paper-day"),
        (paper(by=FIRST[0]), "role-not-for-act"),
        (paper(signed="10:31"), "leg-closed"),
    ],
)
def test_what_is_not_entered_from_paper(made, code):
    assert refused(from_paper, GIVEN, made, scene(packed()), at("11:00")).code == code


def test_paper_signed_this_minute_can_be_entered():
    assert from_paper(GIVEN, paper(signed="09:40"), scene(packed()), at("09:40")).items


def test_paper_does_not_undo_what_happened_after_it():
    items = hand(given_out(), BACK, "09:10")
    assert refused(from_paper, GIVEN, paper(), scene(items), at("09:40")).code == "object-overtaken"


def test_every_form_has_two_names():
    assert all(zh and en.isascii() for zh, en in FORMS.values())


# disputes


def test_a_dispute_can_hold_where_it_is_known_what_went_to_whom():
    assert can_hold("already-moved")
    assert can_hold("too-few-people")
    assert not can_hold("object-unknown")
    assert WORDS.keys() >= WHAT_UNKNOWN | CONTRADICTED


def test_a_dispute_names_the_act_it_contradicts():
    items = given_out()
    inside = [items[SET101], items[B101]]
    assert contradicted(inside, "already-moved").fact == "given"
    assert contradicted(inside, "too-few-people") is None
    assert contradicted([], "already-moved") is None
