"""Hubs of tests find their ports free, also when they are started again."""

from itertools import combinations, islice

from tests import running


def test_a_port_is_given_to_nobody_else_while_its_hub_is_away():
    given = [port for _ in range(200) for port in running.free_ports()]
    assert len(set(given)) == len(given)
    assert set(given) <= set(running.PORTS)


def test_workers_of_a_run_try_no_port_of_each_other(monkeypatch):
    tried = []
    for worker in ("gw0", "gw1", "gw2"):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
        running._ports.cache_clear()
        tried.append(set(islice(running._ports(), 5_000)))
    running._ports.cache_clear()
    assert [one & other for one, other in combinations(tried, 2)] == [set()] * 3
