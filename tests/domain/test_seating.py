"""Counting candidates by room and session."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from server.domain.plan import Group
from server.domain.seating import sittings

CANDIDATES = st.lists(
    st.fixed_dictionaries(
        {
            "room": st.sampled_from(["101", "102"]),
            "session": st.sampled_from(["S1", "S2"]),
            "trade": st.sampled_from(["电工", "焊工"]),
            "level": st.integers(3, 5),
        }
    )
)


def test_nobody_sits_nowhere():
    assert sittings([]) == {}


def test_the_largest_group_comes_first_and_equal_ones_by_name():
    def candidate(trade, level):
        return {"room": "101", "session": "S1", "trade": trade, "level": level}

    rows = [candidate("b", 4), candidate("a", 5), candidate("c", 3), candidate("c", 3), candidate("a", 4)]
    sitting = sittings(rows)["101"]["S1"]
    assert sitting.expected == 5
    assert sitting.groups == (Group("c", 3, 2), Group("a", 4, 1), Group("a", 5, 1), Group("b", 4, 1))


@given(CANDIDATES)
def test_every_candidate_is_counted_once(rows):
    counted = Counter((row["room"], row["session"]) for row in rows)
    found = {(room, session): one for room, by_session in sittings(rows).items() for session, one in by_session.items()}
    assert {place: one.expected for place, one in found.items()} == counted
    assert all(sum(group.count for group in one.groups) == one.expected for one in found.values())
