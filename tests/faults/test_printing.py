"""The hub is killed while badges are on their way to paper: each page comes out once, and no copy stays behind."""

import pytest

from tests.printing.fake_printer import AT_ONCE, FakePrinter, running
from tests.running import PLAN, prepare, serving, until


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("morning") / "data", staff=3, kinds=("tablet",))


@pytest.fixture
def kept(morning, tmp_path):
    return morning.copied(tmp_path / "data")


def order(hub, morning, fake):
    asked = {"printer": fake.address.uri, "what": {"badges": {"plan": PLAN}}}
    answer = hub.caller(morning.office.token).post("/api/print-jobs", asked)
    assert answer.status == 200, answer.json
    return answer.json["job"]


def state(hub, morning, job):
    jobs = hub.caller(morning.office.token).get("/api/print-jobs").json["jobs"]
    return next(each for each in jobs if each["job"] == job)["state"]


def documents(kept):
    return [path for path in (kept.data / "press").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "cut_after", [pytest.param(0, marks=pytest.mark.long), 1], ids=["while it prints", "after a lost answer"]
)
def test_a_hub_killed_while_printing_goes_on_and_prints_nothing_twice(kept, cut_after):
    with running(FakePrinter(reasons=("media-empty-error",), cut_after=cut_after, operations=AT_ONCE)) as fake:
        with serving(kept.data) as hub:
            job = order(hub, kept, fake)
            until(fake.documents, what="the printer's getting it")
            hub.kill()
        assert len(documents(kept)) == 1
        fake.reasons = ()
        with serving(kept.data) as hub:
            until(lambda: state(hub, kept, job) == "done", 60, "the end of the job")
            until(lambda: not documents(kept), what="the copy's deletion")
            assert hub.stop() == 0
        assert len(fake.paper) == 1
        assert fake.paper[0].startswith(b"%PDF-")
        assert len(fake.documents()) == 1


def test_a_hub_that_waits_for_a_printer_stops_at_once_when_told(kept):
    with running(FakePrinter(busy=10**6)) as fake, serving(kept.data) as hub:
        job = order(hub, kept, fake)
        until(lambda: fake.asked.count(0x05), what="an attempt")
        assert state(hub, kept, job) in ("waiting", "sending")
        assert hub.stop() == 0
