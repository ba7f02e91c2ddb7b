"""What happened at stations, folded again from the journal, is the same to the byte."""

from server.store import tables
from tests.practical_day import Stations, accepted, candidate


def projections(hub):
    with hub.db.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr) for table in tables.PROJECTIONS
        }


def test_an_exam_with_its_disputes_is_rebuilt_from_the_journal(workshop, stations, device, clock, hub):
    chief = device("tablet")
    chief.sign_in(1)
    accepted(chief.hand("duty.check_in", {"place": "office", "person": 1, "plan": workshop.plan}))
    accepted(stations.lay())
    for seat in (1, 2):
        accepted(stations.draw(seat, seat))
        accepted(stations.identify(seat))
    other = Stations(device("phone"), workshop)
    other.device.sign_in(11)
    other.seed = stations.seed
    assert other.draw(3, 1, acted=True).verdict == "disputed"
    accepted(stations.identify(4, "not_person"))
    clock.at("09:00")
    accepted(stations.begin(1, 2))
    clock.at("09:40")
    late = stations.identify(3, acted=True)
    settled = {"dispute": late.seq, "outcome": "holds", "by": {"plan": workshop.plan, "person": 1}, "reason": "other"}
    accepted(chief.hand("dispute.settle", settled))
    accepted(stations.end(1))
    accepted(stations.score(1, signer={"person": 10}))
    accepted(workshop.take("candidates", [candidate(2), candidate(5)]))
    before = projections(hub)
    assert before["practical"]
    hub.committer.call(hub.door.rebuild)
    assert projections(hub) == before
