"""Is the hub up, can it take facts, how is it doing."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from server.store.committer import Stopped

ELSEWHERE = {"REMOTE_ADDR": "192.168.1.77"}


def test_up_is_told_to_all(client):
    assert client.get("/healthz", environ_base=ELSEWHERE).json == {"status": "up"}


def test_ready_means_that_the_writer_commits(client, hub):
    jobs = hub.committer.measures.jobs
    assert client.get("/readyz").json == {"status": "ready"}
    assert hub.committer.measures.jobs == jobs + 1


def test_a_hub_that_stops_is_not_ready_but_up(client, hub, monkeypatch):
    def stopped(*_):
        raise Stopped("stopping")

    monkeypatch.setattr(hub.committer, "submit", stopped)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["error"]["code"]) == (503, "hub-stopping")
    assert client.get("/healthz").status_code == 200


def test_a_hub_whose_disk_fails_is_not_ready(client, hub, monkeypatch):
    monkeypatch.setattr("server.store.db.probe", lambda _: 1 / 0)
    assert client.get("/readyz").status_code == 500


def measured(answer):
    families = text_string_to_metric_families(answer.text)
    return {sample.name: sample.value for family in families for sample in family.samples}


def test_metrics_count_entries_devices_and_commits(client, hub, day, device):
    before = measured(client.get("/metrics"))
    device("gate")
    said = measured(client.get("/metrics"))
    assert said["kaowu_journal_size"] == hub.journal.size
    assert said["kaowu_devices"] == 3
    assert said["kaowu_commits_total"] == before["kaowu_commits_total"] + 1


def test_metrics_are_for_this_laptop_and_enrolled_devices(client, device):
    answer = client.get("/metrics", environ_base=ELSEWHERE)
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "not-enrolled")
    assert client.get("/metrics", environ_base=ELSEWHERE, headers=device("gate").headers).status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_nobody_becomes_this_laptop_by_saying_so(client, header):
    assert client.get("/metrics", environ_base=ELSEWHERE, headers={header: "127.0.0.1"}).status_code == 401
