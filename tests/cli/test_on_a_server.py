"""The commands on a PostgreSQL server, by an account that owns its database and no more, and has a password."""

import json
import os
import subprocess
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import text

from server.cli.client import running_port
from server.store.db import Database
from tests.running import KAOWU, ROOT, free_ports, plan_text, serving, staff_text

SECRET = "s3cret-口令/@:%"
PEOPLE = 12


@pytest.fixture(scope="module")
def site(postgres, tmp_path_factory):
    """A data folder and its database, and what every command said."""
    folder = tmp_path_factory.mktemp("site")
    name = postgres.create()
    with postgres.connect() as connection:
        connection.execute(psycopg.sql.SQL("CREATE ROLE secretive LOGIN PASSWORD {}").format(SECRET))
    postgres.ask("ALTER DATABASE {} OWNER TO secretive", name)
    (folder / "plan.yaml").write_text(plan_text(), "utf-8")
    (folder / "staff.csv").write_text(staff_text(PEOPLE), "utf-8")
    url = postgres.url(name, user="secretive", password=SECRET)
    yield SimpleNamespace(folder=folder, data=folder / "data", url=url, name=name, said=[])
    postgres.drop(name)
    postgres.ask("DROP ROLE secretive")


def kaowu(site, *arguments, code=0, **changed):
    local, port = free_ports()
    env = {key: value for key, value in os.environ.items() if not key.startswith("KAOWU_")} | {
        "KAOWU_DATA": str(site.data), "KAOWU_DATABASE": site.url, "KAOWU_LOCAL_PORT": str(local),
        "KAOWU_PORT": str(port), **changed,
    }  # fmt: skip
    done = subprocess.run(
        [KAOWU, *map(str, arguments)], cwd=ROOT, env=env, capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    site.said.append(done.stdout + done.stderr)
    assert done.returncode == code, site.said[-1]
    return site.said[-1]


@pytest.fixture(scope="module")
def ready(site):
    """The day imported and its badges made."""
    assert "登记码" in kaowu(site, "init")
    kaowu(site, "import", site.folder / "plan.yaml", site.folder / "staff.csv")
    kaowu(site, "badges", "-o", site.folder / "badges.pdf")
    return site


def people(site):
    opened = Database(site.url)
    with opened.reading() as connection:
        found = connection.execute(text("SELECT name, number, state FROM person ORDER BY person")).all()
    opened.close()
    return [tuple(row) for row in found]


def test_a_day_is_imported_and_gets_its_badges(ready):
    assert [name for name, _, _ in people(ready)] == [f"张{number:04d}" for number in range(PEOPLE)]
    assert all(number for _, number, _ in people(ready))
    assert (ready.folder / "badges.pdf").read_bytes().startswith(b"%PDF")
    assert not (ready.data / "kaowu.db").exists()


def test_the_record_verifies_and_lists_are_made_again_from_it(ready):
    before = people(ready)
    assert "complete and unchanged" in kaowu(ready, "verify")
    assert "rebuilt from" in kaowu(ready, "rebuild")
    assert people(ready) == before


def test_a_hub_serves_from_it_and_a_second_one_is_refused_by_another_folder_too(ready, tmp_path):
    command = ("env", f"KAOWU_DATABASE={ready.url}", KAOWU, "serve")
    with serving(ready.data, command) as hub:
        token = (ready.data / "keys" / "office.token").read_text().strip()
        rows = hub.caller(token).get("/api/changes?limit=1000").json["rows"]
        assert sum(row["kind"] == "person" for row in rows) == PEOPLE
        metrics = hub.caller(token).get("/metrics").body.decode()
        ready.said.append(metrics)
        assert running_port(ready.data) == hub.port
        assert "complete and unchanged" in kaowu(ready, "verify")  # also while it runs
        said = kaowu(ready, "serve", code=1, KAOWU_DATA=str(tmp_path / "other"))
        assert "正被另一个考务主机使用" in said
        assert ready.name in said
    ready.said.append(hub.said())


def test_a_changed_entry_is_found(ready, postgres):
    with postgres.connect(ready.name) as connection:
        connection.execute("ALTER TABLE journal DISABLE TRIGGER USER")
        connection.execute("UPDATE journal SET received = '2020-01-01T00:00:00.000Z' WHERE seq = 3")
        try:
            assert "entry 3" in kaowu(ready, "verify", code=1)
        finally:
            connection.execute("UPDATE journal SET received = leaf::json->>'received' WHERE seq = 3")
            connection.execute("ALTER TABLE journal ENABLE TRIGGER USER")
            connection.execute("ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_append_only")
            connection.execute("ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_at_the_end")
    assert "complete and unchanged" in kaowu(ready, "verify")


@pytest.mark.parametrize(
    "command", ["verify", *(pytest.param(one, marks=pytest.mark.long) for one in ("rebuild", "serve"))]
)
def test_a_server_that_does_not_answer_is_said_with_its_address(ready, command):
    said = kaowu(
        ready, command, code=1, KAOWU_DATABASE=f"postgresql+psycopg://kaowu:s3cret@127.0.0.1:{free_ports()[0]}/x"
    )
    assert "没有回应" in said
    assert "kaowu:***@127.0.0.1" in said


def test_a_wrong_password_is_said(ready):
    said = kaowu(ready, "verify", code=1, KAOWU_DATABASE=ready.url.replace("%25", "%25-wrong"))
    assert "口令" in said
    assert "secretive:***@" in said


@pytest.mark.long
def test_an_account_that_may_not_make_tables_is_said(ready, postgres):
    name = postgres.create()
    said = kaowu(ready, "init", code=1, KAOWU_DATABASE=postgres.url(name, user="secretive", password=SECRET))
    postgres.drop(name)
    assert "账号" in said
    assert "permission denied" in said


def test_an_address_that_is_none_ends_with_bad_usage(ready):
    assert "KAOWU_DATABASE" in kaowu(ready, "verify", code=2, KAOWU_DATABASE="postgresql//x:s3cret@y/z")


def test_nothing_that_was_said_shows_the_password(ready):
    said = "\n".join(ready.said) + json.dumps(ready.said, ensure_ascii=False)
    assert len(ready.said) >= 3
    for shape in ("s3cret", SECRET, ready.url.split("@")[0].rpartition(":")[2]):
        assert shape not in said
