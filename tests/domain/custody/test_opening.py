"""Opening bags before candidates or a monitor, closing them again, and spares for a room."""

from dataclasses import replace

import pytest

from server.domain.custody.handoff import handoff
from server.domain.custody.item import Discrepancy
from server.domain.custody.opening import Closing, Supply, closed, opened, supplied
from server.domain.custody.seen import Look, Seen
from server.domain.policy import Policy
from tests.domain.custody.papers import (
    B101,
    CHIEF,
    CLERK,
    DUTY,
    FIRST,
    INTACT,
    K101,
    MONITOR,
    PARTIES,
    PLAN,
    RESERVE,
    ROVER,
    SEAL,
    SECOND,
    SL101,
    SPARE,
    act,
    at,
    at_site,
    back,
    done,
    in_rooms,
    in_use,
    opening,
    packed,
    post,
    refused,
    scene,
)  # fmt: skip


def judged(made, items=None, when="08:52", **more):
    return refused(opened, made, scene(items or in_rooms(), **more), at(when))


def test_a_bag_opened_before_two_candidates_is_in_use_and_its_seal_gone():
    items = done(in_rooms(), opened(opening(B101), scene(in_rooms()), at("08:50")))
    assert (items[B101].state, items[B101].seal, items[B101].inside) == ("opened", None, in_rooms()[B101].inside)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (opening("B999-X"), "object-unknown"),
        (opening(SL101), "not-sealed"),
        (opening(B101, people=FIRST[:1]), "too-few-people"),
        (opening(B101, people=(2, CLERK)), "role-not-for-act"),
        (opening(B101, people=SECOND), "not-holder"),
        (opening(B101, people=(2, 2)), "same-person"),
        (opening(B101, witnesses=("03",)), "witnesses-needed"),
        (opening(B101, witnesses=("03", "03")), "witnesses-needed"),
        (opening(B101, look=Look()), "seal-not-checked"),
        (opening(B101, look=Look(seals={B101: Seen(SEAL[30])})), "seal-differs"),
        (opening(B101, look=Look(seals={B101: Seen(broken=True)})), "seal-broken-unreported"),
        (opening(B101, look=Look(intact=True, counts={B101: {"papers": 30}})), "count-differs"),
    ],
)
def test_what_may_not_be_opened(made, code):
    assert judged(made).code == code


def test_a_bag_is_not_opened_before_its_time():
    said = judged(opening(B101), when="08:49")
    assert (said.code, said.params["opens"]) == ("opened-early", "08:50")
    early = scene(in_rooms(), Policy(opens_before=15))
    assert opened(opening(B101), early, at("08:49")).items[0].state == "opened"


def test_a_bag_is_opened_once_and_in_its_room():
    again = judged(opening(B101), in_use())
    assert (again.code, again.params["since"]) == ("already-opened", "08:52")
    said = judged(opening(B101), packed())
    assert said.said("zh")["says"] == f"{B101} 的状态是“已到考点”，不能启封"


def test_a_short_bag_is_opened_with_a_reason():
    look = Look(intact=True, counts={B101: {"papers": 30}}, reasons={B101: "封装少一份，两名考生作证"})
    moved = opened(opening(B101, look=look), scene(in_rooms()), at("08:52"))
    assert moved.discrepancies == (Discrepancy(B101, "papers", 31, 30, "封装少一份，两名考生作证"),)
    assert moved.items[0].counts == {"papers": 30}


def test_assessors_open_in_practical_sessions_only():
    parties = PARTIES | {person: replace(PARTIES[person], post=post(person, "EX")) for person in FIRST}
    theory = scene(in_rooms(), parties=parties)
    assert refused(opened, opening(B101), theory, at("08:52")).code == "role-not-for-act"
    sessions = (replace(PLAN.sessions[0], kind="practical"), PLAN.sessions[1])
    practical = replace(theory, plan=replace(PLAN, sessions=sessions))
    assert opened(opening(B101), practical, at("08:52")).items[0].state == "opened"


def test_a_substitute_in_the_room_may_open():
    post = replace(PARTIES[RESERVE].post, rooms={"S1": "101"})
    parties = PARTIES | {RESERVE: replace(PARTIES[RESERVE], post=post)}
    assert opened(opening(B101, people=(2, RESERVE)), scene(in_rooms(), parties=parties), at("08:52")).items


# spare bags and the duty copy


def spare(label=SPARE, people=(CHIEF,), monitors=(MONITOR,), approval="考区 9:20 电话同意，101 缺一张卡", look=INTACT):
    return opening(label, people, look=look, witnesses=(), monitors=monitors, approval=approval)


def test_a_spare_bag_is_opened_by_the_chief_before_a_monitor_with_the_reason():
    items = done(at_site(), opened(spare(), scene(at_site()), at("09:25")))
    assert items[SPARE].state == "opened"
    assert opened(spare(DUTY), scene(at_site()), at("09:25")).items[0].state == "opened"


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (spare(monitors=()), "monitor-needed"),
        (spare(monitors=(CLERK,)), "role-not-for-act"),
        (spare(monitors=(CHIEF,)), "same-person"),
        (spare(people=(CLERK,)), "role-not-for-act"),
        (spare(people=()), "too-few-people"),
        (spare(approval=" "), "approval-needed"),
        (spare(look=Look()), "seal-not-checked"),
    ],
)
def test_a_spare_bag_is_not_opened_like_that(made, code):
    assert judged(made, at_site(), "09:25").code == code


# closing


def closing(label=K101, seal=SEAL[40], closer=CHIEF, proctors=FIRST, counts=None, aside=None, reasons=None):
    counts = {"cards": 31} if counts is None else counts
    return Closing(
        "c1", "d1", label, seal, closer, proctors, Look(counts={label: counts}, reasons=reasons or {}), aside or {}
    )


def test_a_bag_that_came_back_is_counted_and_sealed_anew():
    items = done(back(), closed(closing(), scene(back()), at("11:00")))
    assert (items[K101].state, items[K101].seal, items[K101].counts) == ("verified", SEAL[40], {"cards": 31})


def test_a_voided_card_lies_in_the_paper_bag_and_is_no_difference():
    moved = closed(closing(counts={"cards": 30}, aside={"cards": 1}), scene(back()), at("11:00"))
    assert moved.discrepancies == ()
    assert (moved.items[0].counts, moved.items[0].aside) == ({"cards": 30}, {"cards": 1})


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (closing("K999-X"), "object-unknown"),
        (closing(SL101), "not-sealed"),
        (closing(counts={}), "count-needed"),
        (closing(counts={"cards": 30}), "count-differs"),
        (closing(counts={"cards": -1}), "count-below-zero"),
        (closing(counts={"cards": 32}), "count-above-pack"),
        (closing(counts={"cards": 32}, aside={"cards": -1}), "count-above-pack"),
        (closing(counts={"cards": 31}, aside={"cards": -1}), "count-below-zero"),
        (closing(seal=SEAL[0]), "seal-used"),
        (closing(closer=CLERK), "role-not-for-act"),
        (closing(proctors=FIRST[:1]), "too-few-people"),
        (closing(proctors=SECOND), "proctor-other-room"),
    ],
)
def test_what_may_not_be_closed(made, code):
    assert refused(closed, made, scene(back()), at("11:00"), used_seals=SEAL[:8]).code == code


def test_a_bag_is_closed_once_and_only_after_it_came_back():
    assert refused(closed, closing(), scene(in_use()), at("10:40")).code == "object-not-ready"
    items = done(back(), closed(closing(), scene(back()), at("11:00")))
    assert refused(closed, closing(seal=SEAL[41]), scene(items), at("11:01")).code == "object-not-ready"


def test_a_difference_at_the_chiefs_count_is_told_with_its_reason():
    made = closing(counts={"cards": 30}, reasons={K101: "找到记录单写明的遗失一张"})
    assert closed(made, scene(back()), at("11:00")).discrepancies == (
        Discrepancy(K101, "cards", 31, 30, "找到记录单写明的遗失一张"),
    )


def test_a_roving_invigilator_counts_for_the_chief():
    assert closed(closing(closer=ROVER), scene(back()), at("11:00")).items[0].state == "verified"


def test_closed_bags_leave_the_site():
    items = back()
    for nth, (label, counts) in enumerate(((K101, {"cards": 31}), (B101, {"papers": 31}))):
        items = done(items, closed(closing(label, SEAL[40 + nth], counts=counts), scene(items), at("11:00")))
    items = {label: replace(item, inside=None) for label, item in items.items()}
    moved = handoff(act("L5", (K101, B101), [CHIEF], (10, 11)), scene(items), at("11:30"))
    assert {item.state for item in moved.items} == {"sent"}


# spares for a room


def supply(source=SPARE, target=K101, what="cards", number=1, approver=CHIEF, reason="更换答题卡 101-07"):
    return Supply("s1", "d1", source, target, what, number, approver, reason)


def with_spare_open():
    return done(in_use(), opened(spare(), scene(in_use()), at("09:25")))


def test_a_card_from_the_spare_bag_is_a_card_of_the_room():
    items = done(with_spare_open(), supplied(supply(), scene(with_spare_open()), at("09:30")))
    assert (items[SPARE].counts["cards"], items[K101].counts["cards"]) == (4, 32)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (supply(source="P999-X"), "object-unknown"),
        (supply(source=K101), "supply-same"),
        (supply(what="papers"), "count-unknown"),
        (supply(number=0), "supply-none"),
        (supply(number=-1), "supply-none"),
        (supply(number=6), "supply-too-few"),
        (supply(approver=CLERK), "role-not-for-act"),
        (supply(reason=""), "why-needed"),
    ],
)
def test_what_may_not_be_supplied(made, code):
    assert refused(supplied, made, scene(with_spare_open()), at("09:30")).code == code


def test_a_spare_bag_can_be_used_up():
    items = done(with_spare_open(), supplied(supply(number=5), scene(with_spare_open()), at("09:30")))
    assert (items[SPARE].counts["cards"], items[K101].counts["cards"]) == (0, 36)


def test_nothing_is_taken_from_a_closed_bag():
    said = refused(supplied, supply(), scene(in_use()), at("09:30"))
    assert (said.code, said.params["label"]) == ("supply-not-open", SPARE)


def test_nothing_is_lent_to_another_session():
    items = with_spare_open()
    items[K101] = replace(items[K101], session="S2")
    said = refused(supplied, supply(), scene(items), at("09:30"))
    assert (said.code, said.params["found"]) == ("object-wrong-session", "下午理论")


def test_assessors_sign_for_the_bags_of_practical_sessions_only():
    parties = PARTIES | {person: replace(PARTIES[person], post=post(person, "EX")) for person in FIRST}
    theory = scene(back(), parties=parties)
    assert refused(closed, closing(), theory, at("11:00")).code == "role-not-for-act"
    sessions = (replace(PLAN.sessions[0], kind="practical"), PLAN.sessions[1])
    practical = replace(theory, plan=replace(PLAN, sessions=sessions))
    assert closed(closing(), practical, at("11:00")).items[0].state == "verified"
