"""Clients nobody here wrote (tuspy, tus-js-client) upload to a real hub."""

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tusclient.client import TusClient

from tests.running import Caller, prepare, serving

NODE = shutil.which("node")
SCRIPT = Path(__file__).with_name("tus_client.mjs")
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(scope="module")
def phone(tmp_path_factory):
    morning = prepare(tmp_path_factory.mktemp("clients") / "data", staff=1, kinds=("phone",))
    with serving(morning.data) as hub:
        yield Caller(hub.port, morning.devices["phone"][0].token)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    path = tmp_path_factory.mktemp("film") / "film.webm"
    path.write_bytes(os.urandom(3_000_000))
    return path


def endpoint(phone):
    return f"http://127.0.0.1:{phone.port}/api/media"


def whole(phone, url, film):
    answer = phone.get(urlsplit(url).path)
    return (answer.status, answer.headers["Upload-Complete"], answer.body == film.read_bytes()) == (200, "?1", True)


# It leaves its file and its connections to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_tuspy_uploads_in_parts_and_goes_on_where_it_broke_off(phone, film):
    client = TusClient(endpoint(phone), headers={"Authorization": f"Bearer {phone.token}"})
    first = client.uploader(str(film), chunk_size=500_000, metadata={"filename": "film.webm"})
    first.upload(stop_at=1_000_000)
    place = urlsplit(first.url).path
    assert phone.ask("HEAD", place, None, TUS).headers["Upload-Offset"] == "1000000"
    client.uploader(str(film), chunk_size=500_000, url=first.url).upload()
    assert whole(phone, first.url, film)


def js(phone, film, errand):
    command = [NODE, SCRIPT, endpoint(phone), phone.token, film, errand]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("errand", ["whole", "deferred", "resumed"])
def test_tus_js_client_uploads(phone, film, errand):
    assert whole(phone, js(phone, film, errand), film)


def test_tus_js_client_gives_an_upload_up(phone, film):
    place = urlsplit(js(phone, film, "given-up")).path
    assert phone.ask("HEAD", place, None, TUS).status == 404
