"""Packing room sets and cases, and unpacking them."""

from dataclasses import replace

import pytest

from server.domain.custody.item import Holder
from server.domain.custody.pack import Packing, Unpacking, pack, packable, unpack
from server.domain.custody.seen import Look, Seen
from server.domain.policy import Policy
from tests.domain.custody.papers import (
    B101,
    B102,
    CASE,
    CHIEF,
    CLERK,
    DUTY,
    FIRST,
    INTACT,
    K101,
    KEY,
    PARTIES,
    RS101,
    SC101,
    SEAL,
    SET101,
    SET102,
    SL101,
    SPARE,
    TABLET,
    VAULT,
    at,
    at_site,
    back,
    done,
    in_rooms,
    in_vault,
    packed,
    refused,
    scene,
)  # fmt: skip

ALL = (B101, K101, SL101, RS101)


def packing(objects=ALL, container=SET101, people=(CLERK,), seal=None):
    return Packing("p1", "d1", container, tuple(objects), people, seal)


def judged(made, items=None, **more):
    used = more.pop("used_seals", ())
    return refused(pack, made, scene(items or at_site(), **more), at("08:00"), used_seals=used)


def test_a_rooms_bags_lists_and_sheets_become_one_set():
    items = packed()
    assert {items[label].inside for label in ALL} == {SET101}
    assert {items[label].holder for label in (*ALL, SET101)} == {Holder("site")} | {items[SET101].holder}
    assert items[B101].state == "received"


def test_scratch_paper_joins_a_set_later():
    items = packed()
    moved = pack(packing((SC101,)), scene(items), at("08:10"))
    assert done(items, moved)[SC101].inside == SET101


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (packing(()), "object-none"),
        (packing(container="R999-X"), "object-unknown"),
        (packing((*ALL, "B999-X")), "object-unknown"),
        (packing((B101, SL101, RS101)), "pack-incomplete"),
        (packing((*ALL, B102)), "object-wrong-room"),
        (packing((*ALL, TABLET)), "container-cannot-hold"),
        (packing((*ALL, SPARE)), "object-wrong-room"),
        (packing((SET102,), container=SET101), "container-cannot-hold"),
        (packing(people=()), "too-few-people"),
        (packing(people=(8,)), "role-not-for-act"),
        (packing(people=(99,)), "person-unknown"),
        (packing(people=(CLERK, CLERK)), "same-person"),
        (packing(seal=SEAL[0]), "seal-used"),
    ],
)
def test_what_cannot_be_packed(made, code):
    assert judged(made, used_seals=SEAL[:3]).code == code


def test_a_set_without_its_card_bag_is_named():
    said = judged(packing((B101, SL101, RS101))).said("zh")
    assert said["says"] == f"考场套 {SET101} 还缺：答题卡袋"
    items = done(at_site(), pack(packing((B101,)), scene(at_site(), Policy(room_set=("PP",))), at("08:00")))
    assert items[B101].inside == SET101


def test_what_lies_in_another_set_is_told():
    assert judged(packing(ALL, container=SET102), packed()).code == "object-inside-another"


def test_a_thing_of_another_session_is_told():
    items = at_site()
    items[B101] = replace(items[B101], session="S2")
    said = judged(packing(), items).said("zh")
    assert said["says"] == f"{B101} 是“下午理论”的，现在交接的是“上午理论”"


def test_things_that_are_elsewhere_are_handed_over_first():
    items = at_site()
    items[B101] = replace(items[B101], holder=Holder("vault"))
    assert judged(packing(), items).code == "pack-elsewhere"
    assert judged(packing((SC101,)), in_rooms()).code == "pack-elsewhere"


def test_who_is_not_on_the_list_or_not_in_packs_nothing():
    away = {CLERK: replace(PARTIES[CLERK], present=False)}
    assert judged(packing(), parties=PARTIES | away).code == "person-not-in"
    gone = {CLERK: replace(PARTIES[CLERK], post=replace(PARTIES[CLERK].post, listed=False))}
    assert judged(packing(), parties=PARTIES | gone).code == "not-on-list"


def test_a_case_is_closed_with_a_new_seal_and_then_takes_nothing_more():
    items = back()
    made = packing((SET101, SET102), container=CASE, people=(CHIEF,), seal=SEAL[20])
    items = done(items, pack(made, scene(items), at("11:00"), used_seals=SEAL[:10]))
    assert items[CASE].seal == SEAL[20]
    assert items[SET101].inside == CASE
    assert items[B101].inside == SET101
    assert judged(packing((SPARE,), container=CASE), items).code == "container-sealed"


def test_the_vault_packs_with_badges():
    items = in_vault()
    items[CASE] = replace(items[CASE], seal=None)
    made = packing((KEY,), container=CASE, people=(VAULT,))
    assert done(items, pack(made, scene(items), at("06:30")))[KEY].inside == CASE
    without = {VAULT: replace(PARTIES[VAULT], badge=False)}
    assert judged(made, items, parties=PARTIES | without).code == "badge-needed"
    assert judged(replace(made, people=(CLERK,)), items).code == "role-not-for-act"


# unpacking


def unpacking(container=CASE, people=(CLERK,), look=INTACT):
    return Unpacking("u9", "d1", container, people, look)


def test_what_lay_in_a_case_stands_alone_and_the_seal_is_gone():
    items = at_site()
    assert items[CASE].seal is None
    assert {items[label].inside for label in (SPARE, DUTY, B101, K101, B102)} == {None}
    assert items[B101].seal is not None


def test_a_set_unpacked_keeps_nothing():
    items = done(packed(), unpack(unpacking(SET101), scene(packed()), at("08:10")))
    assert {items[label].inside for label in ALL} == {None}


def test_a_case_is_not_opened_without_a_look_at_its_seal():
    items = in_vault()
    people = (VAULT,)
    rule = scene(items)
    assert refused(unpack, unpacking(people=people, look=Look()), rule, at("06:30")).code == "seal-not-checked"
    seen = Look(seals={CASE: Seen(SEAL[9])})
    assert refused(unpack, unpacking(people=people, look=seen), rule, at("06:30")).code == "seal-differs"
    broken = Look(seals={CASE: Seen(broken=True, words="封条断开")})
    moved = unpack(unpacking(people=people, look=broken), rule, at("06:30"))
    assert (moved.items[0].broken, moved.discrepancies[0].reason) == (True, "封条断开")


def test_nothing_is_unpacked_that_is_empty_or_in_a_room():
    assert refused(unpack, unpacking(), scene(at_site()), at("08:00")).code == "container-empty"
    assert refused(unpack, unpacking(SET101), scene(in_rooms()), at("08:40")).code == "pack-elsewhere"
    assert refused(unpack, unpacking("C999-X"), scene(at_site()), at("08:00")).code == "object-unknown"
    assert refused(unpack, unpacking(people=FIRST), scene(in_vault()), at("06:00")).code == "role-not-for-act"


@pytest.mark.parametrize("room_set", [("PP", "XX"), ("PP", "CS")])
def test_a_set_that_must_hold_what_it_cannot_is_refused_when_the_plan_says_so(room_set):
    assert refused(packable, Policy(room_set=room_set)).code == "policy-wrong"
    packable(Policy())
