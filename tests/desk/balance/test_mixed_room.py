"""A room of two trades, from its labels to the balance: a paper bag for each, and each paper in its own trade's bag."""

import pytest

from server.store import tables
from tests.desk.balance.conftest import Table, all_is_well
from tests.exam_day import CANDIDATE_ROWS, PLAN, candidate_row
from tests.paper_day import CE, CLERK, FIRST, ROVER, accepted, mixed, papers_at_site, signer, signers

ELECTRICIAN, WELDER = ("PP", "101", "电工"), ("PP", "101", "焊工")
REST = [("CP", "101"), ("SL", "101"), ("RS", "101")]


def code(receipt):
    return receipt.refusal and receipt.refusal.code


class Mixed(Table):
    """Room 101 with twelve electricians of level 4 and eighteen welders of level 5."""

    def packs(self, *kinds):
        body = {
            "plan": PLAN, "container": self.papers.set_of("101"), "people": signers(CE),
            "objects": [self.papers.labels[kind] for kind in kinds],
        }  # fmt: skip
        return self.papers.table.hand("custody.pack", body)

    def walk(self):
        """Let 101's set go out, be opened and come back."""
        accepted(self.packs(ELECTRICIAN, WELDER, *REST))
        self.clock.at("08:30")
        accepted(self.papers.issue("101", FIRST))
        self.clock.at("08:50")
        for kind in (ELECTRICIAN, WELDER, ("CP", "101")):
            accepted(self.open(self.papers.labels[kind], FIRST))
        self.back("101")

    def strips(self, count):
        accepted(self.papers.table.hand("custody.label", {"plan": PLAN, "objects": [{"kind": "ST"}] * count}))
        found = [row["label"] for row in self.rows("item").values() if row["kind"] == "ST"]
        return iter(sorted(found))

    def seal(self, kind, papers, strip, why="点错"):
        label = self.papers.labels[kind]
        look = {
            "counts": [{"label": label, "counted": {"papers": papers}}],
            "reasons": [{"label": label, "words": why}],
        }
        body = {
            "plan": PLAN, "label": label, "seal": strip, "closer": signer(CE), "proctors": signers(*FIRST),
            "look": look,
        }  # fmt: skip
        return self.papers.table.hand("custody.seal", body)

    def correct(self, kind, papers):
        """Let clerk and chief say how many there were in truth when a bag was sealed."""
        counts = [{"label": self.papers.labels[kind], "counted": {"papers": papers}}]
        body = {
            "plan": PLAN, "corrects": self.item(kind)["act"]["fact"], "clerk": self.papers.signs(CLERK),
            "chief": signer(CE), "reason": "点错", "counts": counts,
        }  # fmt: skip
        return self.papers.table.hand("custody.correct", body)

    def differing(self):
        """The room's open differences in words, those that follow from another one left out."""
        lines = self.balance("S1/101")["lines"]
        return [line["says"]["zh"] for line in lines if line["state"] == "differs" and not line.get("follows")]

    def item(self, kind):
        return self.rows("item")[f"{PLAN}/{self.papers.labels[kind]}"]


@pytest.fixture
def seated(day):
    others = [row for row in CANDIDATE_ROWS if (row["session"], row["room"]) != ("S1", "101")]
    trades = [("电工", 4)] * 12 + [("焊工", 5)] * 18
    mine = [candidate_row(seat, trade=trade, level=level) for seat, (trade, level) in enumerate(trades, start=1)]
    accepted(day.take("candidates", [*others, *mine]))


@pytest.fixture
def table(seated, day, device, clock, rows):
    return Mixed(papers_at_site(day, device, clock, mixed()), rows, clock)


def test_each_bag_says_whose_it_is(table):
    assert table.item(ELECTRICIAN)["group"] == {"trade": "电工", "level": 4}
    assert table.item(WELDER)["packed"] == {"papers": 19}
    assert table.item(("CP", "101"))["group"] is None


@pytest.mark.parametrize(
    ("kinds", "lacks"), [((ELECTRICIAN, *REST), "试卷袋（焊工 五级）"), ((WELDER, *REST), "试卷袋（电工 四级）")]
)
def test_a_set_with_one_of_its_two_bags_is_not_whole(table, kinds, lacks):
    receipt = table.packs(*kinds)
    assert code(receipt) == "pack-incomplete"
    assert receipt.refusal.said("zh")["says"].endswith(f"还缺：{lacks}")
    accepted(table.packs(ELECTRICIAN, WELDER, *REST))


def test_a_second_bag_of_the_same_trade_is_not_registered_unseen(table):
    again = [one for one in mixed() if "group" in one][:1]
    receipt = table.papers.table.hand("custody.label", {"plan": PLAN, "objects": again})
    assert code(receipt) == "label-there"
    assert "电工 四级" in receipt.refusal.said("zh")["says"]
    for other in ({"trade": "钳工", "level": 4}, {"trade": "电工", "level": 5}):
        receipt = table.papers.table.hand("custody.label", {"plan": PLAN, "objects": [again[0] | {"group": other}]})
        assert code(receipt) == "group-not-here"


def test_the_rooms_papers_are_the_sum_of_its_bags(table):
    table.walk()
    counts = table.rows("counts")[f"{PLAN}/S1/101"]["counts"]["custody"]
    assert (counts["papers_in"], counts["cards_in"]) == (32, 31)
    figures = all_is_well(30) | {"papers_unused": 2, "papers_returned": 32}
    accepted(table.count("101", figures))
    assert table.differing() == []
    assert table.line("S1/101", "by-bag")["state"] == "holds"


def test_one_paper_in_the_other_trades_bag_leaves_the_sum_right_and_is_told_by_bag(table):
    table.walk()
    accepted(table.count("101", all_is_well(30) | {"papers_unused": 2, "papers_returned": 32}))
    strips = table.strips(2)
    assert code(table.seal(ELECTRICIAN, 12, next(table.strips(1)), why="")) == "count-differs"
    accepted(table.seal(ELECTRICIAN, 12, next(strips)))
    # One bag alone is short: nobody knows yet where the paper is.
    assert table.differing() == ["101 号考场：封装和调入应有 32，袋内和另放共 31，缺 1 份试卷"]
    accepted(table.seal(WELDER, 20, next(strips)))
    electrician, welder = table.papers.labels[ELECTRICIAN], table.papers.labels[WELDER]
    told = (
        f"101 号考场：按袋核对试卷不符：电工 四级（{electrician}）应有 13，袋内 12，少 1 份；"
        f"焊工 五级（{welder}）应有 19，袋内 20，多 1 份"
    )
    assert table.differing() == [told]
    sums = {code: table.line("S1/101", code) for code in ("papers", "papers-returned", "packed-papers")}
    assert {code: line["state"] for code, line in sums.items()} == dict.fromkeys(sums, "holds")
    english = table.line("S1/101", "by-bag")["says"]["en"]
    assert english.endswith(f"焊工 level 5 ({welder}): 19 due, 20 in it, 1 too many")


def test_a_bag_that_was_taken_out_of_its_set_may_hold_a_paper_of_the_other_too(table):
    table.walk()
    body = {"plan": PLAN, "container": table.papers.set_of("101"), "people": signers(CE), "look": {"intact": True}}
    accepted(table.papers.table.hand("custody.unpack", body))
    strips = table.strips(2)
    assert code(table.seal(WELDER, 33, next(table.strips(1)))) == "count-above-pack"
    accepted(table.seal(WELDER, 20, next(strips)))
    accepted(table.seal(ELECTRICIAN, 12, next(strips)))
    assert len(table.differing()) == 1


def test_the_chief_is_told_of_the_short_bag_by_trade_and_level(table, rows):
    table.walk()
    accepted(table.seal(ELECTRICIAN, 12, next(table.strips(1))))
    (alert,) = [row["says"]["zh"] for row in rows("alert").values()]
    assert alert.startswith(f"试卷袋（电工 四级） {table.papers.labels[ELECTRICIAN]} 的试卷应有 13，清点 12")


def crossed(table):
    """A paper of one trade lies in the other's bag; return the line that tells it."""
    table.walk()
    strips = table.strips(2)
    accepted(table.seal(ELECTRICIAN, 12, next(strips)))
    accepted(table.seal(WELDER, 20, next(strips)))
    return table.line("S1/101", "by-bag")


def test_what_is_settled_stays_settled_only_at_these_figures(table):
    line = crossed(table)
    accepted(table.settle(line, labels=line["labels"], grounds="主考当面看过，焊工袋内夹 1 份电工卷"))
    assert table.line("S1/101", "by-bag")["settled"]
    accepted(table.correct(WELDER, 21))
    changed = table.line("S1/101", "by-bag")
    assert ((changed["expected"], changed["found"]), changed["settled"]) == ((line["expected"], line["found"]), None)


def test_a_difference_by_bag_is_settled_only_as_it_was_seen(table):
    seen = crossed(table)
    accepted(table.correct(WELDER, 21))
    receipt = table.settle(seen, labels=seen["labels"])
    assert code(receipt) == "difference-moved"
    assert receipt.refusal.said("zh")["says"]
    accepted(table.settle(seen))  # an app of before says nothing of it


def test_a_paper_that_is_only_lacking_is_told_once_by_the_sum_with_its_bag(table):
    table.walk()
    strips = table.strips(2)
    accepted(table.seal(ELECTRICIAN, 12, next(strips)))
    accepted(table.seal(WELDER, 19, next(strips)))
    assert table.differing() == ["101 号考场：领 32，交回 31，缺 1 份试卷"]
    line = table.line("S1/101", "by-bag")
    assert (line["state"], line["follows"]) == ("differs", "S1/101/papers-returned")
    assert "电工 四级" in line["says"]["zh"]
    assert "焊工" not in line["says"]["zh"]
    assert table.balance("S1/101")["open"] == 1


def test_a_rebuild_comes_to_the_same_bags_and_lines(table, hub):
    table.walk()
    strips = table.strips(2)
    accepted(table.seal(ELECTRICIAN, 12, next(strips)))
    accepted(table.seal(WELDER, 20, next(strips)))

    def kept():
        with hub.db.reading() as connection:
            return {
                one.name: sorted(map(tuple, connection.execute(one.select())), key=str)
                for one in (tables.item, tables.row, tables.custody)
            }

    before = kept()
    hub.committer.call(hub.door.rebuild)
    assert kept() == before


def test_a_roving_count_at_the_door_is_of_the_whole_room(table):
    table.walk()
    figures = all_is_well(30) | {"papers_unused": 2, "papers_returned": 32}
    accepted(table.count("101", figures, by="roving", person=ROVER))
    assert table.differing() == []


def test_where_a_trade_came_later_the_set_lacks_its_bag_alone(day, device, clock, rows):
    whole = [one for one in mixed() if "group" not in one or one["group"]["trade"] == "焊工"]
    whole = [{name: value for name, value in one.items() if name != "group"} for one in whole]
    others = [row for row in CANDIDATE_ROWS if (row["session"], row["room"]) != ("S1", "101")]
    welders = [candidate_row(seat, trade="焊工", level=5) for seat in range(13, 31)]
    accepted(day.take("candidates", [*others, *welders]))
    table = Mixed(papers_at_site(day, device, clock, whole), rows, clock)
    accepted(day.take("candidates", [*others, *welders, candidate_row(1, trade="电工", level=4)]))
    (made,) = [row for row in rows("item").values() if (row["kind"], row["room"]) == ("PP", "101")]
    assert (made["group"], made["made_for"]) == (None, [{"trade": "焊工", "level": 5}])
    no = table.packs(("PP", "101"), *REST)
    assert code(no) == "pack-incomplete"
    assert no.refusal.said("zh")["says"].endswith("还缺：试卷袋（电工 四级）")
