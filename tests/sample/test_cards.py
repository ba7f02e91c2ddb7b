"""Cards of the sample: the same arguments give the same cards, the able know more, and the list is kept."""

from tests.reading_day import ABSENT, ROOMS, SEATS, cards, key, listed, session_cards


def right(card, paper_of="电工/4"):
    return sum(
        given in one.answers for given, one in zip(card.answers, key(paper_of, card.paper).questions, strict=True)
    )


def test_everybody_on_the_list_has_one_card_and_who_did_not_come_an_empty_one_with_the_box_marked():
    found = session_cards()
    assert [one.number for one in found] == [one.number for one in listed()]
    assert {one.number for one in found if one.absent} == ABSENT
    assert {one.number for one in found if not any(one.answers)} == ABSENT


def test_where_absent_cards_are_not_bagged_there_are_none():
    assert not {one.number for one in session_cards(mark_absent=False)} & ABSENT


def test_the_same_seed_gives_the_same_cards_and_another_one_others():
    assert session_cards() == session_cards()
    assert session_cards() != session_cards(seed=2)


def test_a_candidates_answers_do_not_depend_on_who_else_is_on_the_list():
    alone = cards(listed()[:1])
    assert alone == session_cards()[:1]


def test_seats_have_papers_in_turn_and_the_second_paper_asks_the_same_in_another_order():
    found = session_cards()
    assert [one.paper for one in found[:4]] == ["A", "B", "A", "B"]
    a, b = key("电工/4", "A"), key("电工/4", "B")
    assert a != b
    for rule in ("single", "all"):
        assert sorted(one.answers for one in a.questions if one.rule == rule) == sorted(
            one.answers for one in b.questions if one.rule == rule
        )


def test_candidates_know_more_than_chance_and_differ():
    scores = [right(one) for one in session_cards(absent=())]
    assert len(scores) == len(ROOMS) * SEATS
    assert 0.4 * 80 < sum(scores) / len(scores) < 0.9 * 80
    assert max(scores) - min(scores) > 15
