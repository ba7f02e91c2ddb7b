"""The station put together: a part of it that fails is never taken for one that works."""

from types import SimpleNamespace

import pytest

from kiosk.hub import Away, Hub, Refused, address
from kiosk.reader.agent import Agent, Options
from kiosk.reader.sending import Wanted
from kiosk.reader.standing import Seen, Standing
from kiosk.reader.words import WORDS
from kiosk.words import Screen
from tests.running import free_ports, until


@pytest.fixture
def agent(own, station, tmp_path):
    (tmp_path / "out").mkdir()
    hub = Hub(address(f"http://localhost:{free_ports(1)[0]}", None), "zh")
    options = Options([tmp_path / "out"], Wanted("3", 1), every=0.05, headless=True)
    return Agent(own, hub, Screen("zh", WORDS), station, options)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("part", ["_look_once", "_beat", "tell", "_sent"])
def test_a_part_that_fails_ends_the_program_by_name(agent, monkeypatch, part):
    def broken(*_):
        raise ZeroDivisionError(part)

    monkeypatch.setattr(agent, part, broken)
    agent._sending._changed = agent._sent
    with agent, pytest.raises(RuntimeError) as failed:
        agent.run()
    assert failed.value.__cause__.args == (part,)


def test_a_spool_that_cannot_be_written_is_told_and_looked_at_again(agent, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr("kiosk.reader.folder.Folders.look", full)
    with agent:
        until(lambda: agent._state()["trouble"] == "No space left on device")
        monkeypatch.undo()
        until(lambda: agent._state()["trouble"] is None)
        agent.stop()
        agent.run()


@pytest.mark.parametrize("why", [Refused(400, "bad-request", "不合要求", "改正"), Away("server", reached=True)])
def test_a_hub_that_will_not_hear_what_the_station_tells_still_says_which_plan_is_read(own, station, tmp_path, why):
    class Deaf:
        def beat(self, _said):
            raise why

        def plan_read(self):
            return 20260620

    options = Options([tmp_path], Wanted("3"), headless=True)
    agent = Agent(own, Deaf(), Screen("zh", WORDS), station, options)
    agent._beat()
    assert (agent._state()["plan"], agent._sending._plan) == (20260620, 20260620)


def test_a_file_that_is_used_after_all_is_said_to_be(own, station, tmp_path, capsys):
    options = Options([tmp_path], Wanted("3"), headless=True)
    agent = Agent(own, Hub(address("http://localhost:1", None), "zh"), Screen("zh", WORDS), station, options)

    def stands(state, why=None, replaced=False):
        seen = Seen("K1.TXT", "/out", 9, state, why=why, replaced=replaced)
        agent._say_all(agent._stands(lambda: Standing((seen,))))
        return capsys.readouterr().out

    assert stands("received") == ""
    assert "主机未采用 K1.TXT：没有一张卡" in stands("unused", "not-placed")
    assert stands("unused", "not-placed") == ""
    assert "主机未采用 K1.TXT：不是读卡文件" in stands("unused", "不是读卡文件")
    assert "主机已采用 K1.TXT" in stands("received")
    assert stands("received") == ""
    stands("unused", "不是读卡文件")
    assert "主机已决定不用 K1.TXT：不是本场的" in stands("aside", "不是本场的")
    stands("unused", "不是读卡文件")
    assert stands("received", replaced=True) == "", "its newer file counts, this one was not used"


class Telling:
    """A hub that answers a station's word with ``answer``."""

    def __init__(self, **answer):
        self.answer = answer

    def beat(self, _said):
        return {"now": "2026-11-22T00:00:00Z", "plan": 1, "cut": False} | self.answer


def unused(*names):
    return [{"sha256": name, "state": "unplaced", "says": "不是读卡文件"} for name in names]


def test_only_a_hub_that_tells_of_all_it_could_not_use_says_of_others_that_they_are(own, station, tmp_path):
    hub = Telling(unused=unused("a", "b"))
    agent = Agent(own, hub, Screen("zh", WORDS), station, Options([tmp_path], Wanted("3"), headless=True))

    def told(**answer):
        hub.answer = answer
        agent._beat()
        return sorted(agent._unused)

    assert told(unused=unused("a", "b")) == ["a", "b"]
    assert told(unused=unused("c"), cut=True) == ["a", "b", "c"], "the newest push the others off the list"
    assert told(unused=[], plan=None) == ["a", "b", "c"], "the hub tells of no plan at all"
    assert told(unused=unused("b")) == ["b"]
    assert told(unused=unused("d"), plan=2) == ["d"]


def test_a_file_that_two_people_put_aside_needs_nobody_at_the_station(own, station, tmp_path):
    hub = Telling(unused=unused("a", "b"))
    agent = Agent(own, hub, Screen("zh", WORDS), station, Options([tmp_path], Wanted("3"), headless=True))
    agent._beat()
    hub.answer = {"unused": [{"sha256": "a", "state": "dropped", "says": "不是本场的"}, *unused("c")], "cut": True}
    agent._beat()
    assert (sorted(agent._unused), agent._aside) == (["b", "c"], {"a": "不是本场的"})
    hub.answer = {"unused": unused("a")}
    agent._beat()
    assert (sorted(agent._unused), agent._aside) == (["a"], {}), "it was assigned again and still could not be used"


def test_the_terminal_does_not_keep_others_from_counting_nor_an_older_count_follow_a_newer(
    own, station, tmp_path, monkeypatch
):
    agent = Agent(own, Telling(), Screen("zh", WORDS), station, Options([tmp_path], Wanted("3"), headless=True))
    free = []
    monkeypatch.setattr(agent._screen, "say", lambda *_, **__: free.append(not agent._turn.locked()))

    def count():
        assert agent._turn.locked()
        return Standing((Seen("K1.TXT", "/out", 9, "unused", why="不是读卡文件"),))

    agent._say_all(agent._stands(count))
    assert free == [True]


def test_a_folder_made_the_next_day_inside_a_watched_one_is_said_too(agent, capsys):
    found = SimpleNamespace(inner={"/out": ("20261122", "20261121")})

    def said():
        agent._say_inner(found)
        return capsys.readouterr().out

    assert "不看：20261122、20261121。" in said()
    assert said() == ""
    found.inner = {"/out": ("20261123", "20261122", "20261121")}
    assert "不看：20261123。" in said()
