"""A film as the gate's camera, before a real hub: who is let in, who is not, and what a lost hub costs."""

import re
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.token import Token, mint
from tests.kiosk.film import film, held_up, side_by_side
from tests.kiosk.test_gate import facts_of, people
from tests.running import PLAN, ROLE, free_ports, prepare, serving


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("morning") / "data", staff=12, kinds=("tablet",))


def forged(day):
    """A badge as this plan's, signed with a key of the forger's own."""
    token = Token("00" * 8, 3, ROLE, 1, PLAN, 0, 2**40)
    return mint(replace(token, badge="ab" * 8), Ed25519PrivateKey.generate(), 1)


def test_two_badges_are_let_in_and_a_forged_one_is_not(hub, desk, chief, code, badge, day, tmp_path):
    shown = film(tmp_path / "three.avi", held_up(badge()), held_up(forged(day)), held_up(badge()))
    station = desk.start(hub, "--enrol", code(hub, name="影"), "--name", "影", "--simulate", shown)
    assert station.end() == 0, station.said
    assert station.said.count("已签到") == 2, station.said
    assert station.said.count("未通过") >= 1
    assert re.search(r"读到证牌 3 次，通过 2，未通过 1，存疑 0，待上传 0", station.said)
    verdicts = [(entry["verdict"], entry["code"]) for entry in facts_of(hub, chief, "影")]
    assert sorted(verdicts, key=str) == [("accepted", None), ("accepted", None), ("refused", "badge-forged")]
    assert [person["place"] for person in people(hub, chief).values()].count("影") == 2


def test_two_people_side_by_side_each_get_an_answer(hub, desk, chief, code, badge, tmp_path):
    both = side_by_side(held_up(badge(), pixels=2.9), held_up(badge(), pixels=2.9))
    shown = film(tmp_path / "both.avi", both, held=15)
    station = desk.start(hub, "--enrol", code(hub, name="双"), "--name", "双", "--simulate", shown)
    assert station.end() == 0, station.said
    assert station.said.count("已签到") == 2, station.said


def test_a_badge_held_up_for_long_is_sent_once(hub, desk, chief, code, badge, tmp_path):
    shown = film(tmp_path / "long.avi", held_up(badge()), held=60)
    station = desk.start(hub, "--enrol", code(hub, name="久"), "--name", "久", "--simulate", shown)
    assert station.end() == 0, station.said
    assert len(facts_of(hub, chief, "久")) == 1


@pytest.mark.long  # test_gate.py has it without a film
def test_without_the_hub_a_film_is_kept_and_handed_in_later(hub, desk, chief, code, badge, day, tmp_path):
    assert desk.run(hub, "--enrol", code(hub, name="断"), "--name", "断")[0] == 0
    shown = film(tmp_path / "cut.avi", held_up(badge()), held_up(forged(day)))
    nowhere = free_ports(1)[0]
    station = desk.start(nowhere, "--simulate", shown)
    assert station.end() == 1, station.said
    assert "已存本机" in station.said
    assert "证牌签名不符" in station.said  # told by the station itself, from the rows it keeps
    assert facts_of(hub, chief, "断") == []
    assert desk.run(hub)[0] == 0
    entries = facts_of(hub, chief, "断")
    assert [(entry["verdict"], entry["acted"]) for entry in entries] == [("accepted", True), ("refused", False)]


@pytest.mark.long  # test_gate.py has it without a film
def test_the_hub_goes_in_the_middle_of_a_film_and_comes_back(morning, desk, tmp_path, code):
    data = tmp_path / "data"
    day, ports = morning.copied(data), free_ports(2)
    shown = film(tmp_path / "long.avi", *(held_up(text) for text in day.badges[:3]), between=30)
    with serving(data, ports=ports) as hub:
        caller = hub.caller(day.devices["tablet"][0].token)
        made = caller.post("/api/enrol-codes", {"kind": "gate", "name": "中"}).json["code"]
        station = desk.start(hub, "--enrol", made, "--name", "中", "--simulate", shown)
        station.until("已签到", seconds=60)
        hub.kill()
        station.until("已存本机", seconds=60)
        with serving(data, ports=ports) as again:
            if station.end() != 0:  # the film was over before the hub was back: the next start hands in the rest
                assert desk.run(again)[0] == 0
            entries = facts_of(again, day.devices["tablet"][0], "中")
            assert [entry["verdict"] for entry in entries] == ["accepted"] * 3


def test_what_is_no_film_is_said_in_one_sentence(hub, desk, code, tmp_path):
    (tmp_path / "film.mp4").write_text("this is no film")
    ended, said = desk.run(hub, "--enrol", code(hub), "--simulate", str(tmp_path / "film.mp4"))
    assert ended == 1
    assert "打不开" in said
    assert "Traceback" not in said
