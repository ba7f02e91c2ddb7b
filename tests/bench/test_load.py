"""The load client asks a real server, and says so when the server fails."""

import json
import subprocess

import pytest

from bench import load
from bench.process import free_port, python, running


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    port = free_port()
    command = python("bench.bare", str(port), str(tmp_path_factory.mktemp("bare") / "posts.db"))
    with running(command, f"http://127.0.0.1:{port}/readyz"):
        yield port


def said(number):
    fields = {
        "id": f"f{number}",
        "kind": "duty.check_in",
        "at": "2026-06-20T08:01:02+08:00",
        "device": "d1",
        "body": "x",
    }
    return json.dumps(fields | {"device_seq": number}).encode()


def test_every_post_is_kept_once(port):
    lanes = [[load.post("/post", said(10 * lane + number), port) for number in range(5)] for lane in range(4)]
    report = load.run(port, lanes)
    assert len({json.loads(answer)["seq"] for answer in report["answers"]}) == 20
    assert len(report["latencies"]) == 20
    assert report["seconds"] > 0


def test_a_failing_server_is_no_figure(port):
    with pytest.raises(subprocess.CalledProcessError) as failed:
        load.run(port, [[load.post("/nowhere", b"{}", port)]])
    assert "404" in failed.value.stderr


def test_a_program_that_ends_early_says_what_it_printed():
    broken = running(python("bench.bare", "not-a-port", "x"), "http://127.0.0.1:9/readyz")
    with pytest.raises(RuntimeError, match="invalid literal"), broken:
        pytest.fail("it cannot be running")
