"""``kaowu rebuild``: lists and board from the record alone."""

import shutil
import sqlite3

from server.cli.client import open_hub
from server.config import Config
from tests.running import serving

KINDS = ("plan", "person", "badge", "device", "contact", "feed")


def rows(data):
    with open_hub(Config(data, f"sqlite:///{data / 'kaowu.db'}")) as hub:
        return {kind: hub.rows(kind) for kind in KINDS}


def test_what_was_lost_or_changed_beside_the_record_comes_back(shell, day):
    gate = day.gates[0]
    with serving(shell.data) as hub:
        hub.caller(gate.token).facts(gate.check_in(day.badges[0]), gate.check_in("KW1:rubbish"))
    before = rows(shell.data)
    db = sqlite3.connect(shell.data / "kaowu.db")
    db.execute("DELETE FROM row")
    db.execute("UPDATE person SET name = '别人'")
    db.commit()
    db.close()
    assert rows(shell.data) != before
    result = shell.run("rebuild")
    assert result.exit_code == 0, result.output
    assert "rebuilt from" in result.output
    assert rows(shell.data) == before


def test_a_running_hub_must_be_stopped_first(shell, day):
    with serving(shell.data):
        result = shell.run("rebuild")
    assert result.exit_code == 1
    assert "stop the hub first" in result.output


def test_without_the_imported_files_one_sentence_says_what_to_restore(shell, day):
    shutil.rmtree(shell.data / "files")
    before = rows(shell.data)
    done = shell.really("rebuild")
    assert done.returncode == 1
    assert "files" in done.stderr
    assert "从备份恢复" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert rows(shell.data) == before


def test_a_damaged_key_is_named(shell, day):
    (shell.data / "keys" / "badge.pem").write_text("rubbish")
    result = shell.run("rebuild")
    assert result.exit_code == 1
    assert "badge.pem" in result.output
