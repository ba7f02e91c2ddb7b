"""One document, once: whatever the printer and the line do, no page is printed twice."""

import threading
import time
from dataclasses import replace

import pytest

from printing import capabilities
from printing.delivery import Cancelled, Delivery, Interrupted
from printing.link import Pins
from printing.printer import Printer
from printing.progress import Parcel, Progress
from tests.printing.conftest import QUICK
from tests.printing.fake_printer import ALL, AT_ONCE

PAGE = (8600, 12400)


class Prepared:
    """An order whose documents are ready as they are."""

    def __init__(self, parcel, wanted):
        self.total, self.ready, self.wanted = sum(parcel.pages), parcel, wanted

    def plan(self, can):
        return capabilities.ticket(can, PAGE, **self.wanted)

    def prepare(self, ticket):
        pass

    def parcel(self, kind):
        return self.ready


class Sending:
    """A delivery to a printer, and all that it said."""

    def __init__(self, fake, documents, *, patience=QUICK, progress=None, pages=None, **ticket):
        pages = pages or [3] * len(documents)
        self.fake, self.said, self.stop_at, self.stop_with = fake, [], None, Cancelled
        order = Prepared(Parcel("kaowu-0a1b2c3d4e5f", "证牌 3 枚", documents, pages), ticket)
        printer = Printer(fake.address, Pins())
        self.delivery = Delivery(printer, order, progress or Progress(), self.tell, self.pause, patience)

    def tell(self, progress):
        self.said.append(progress)

    def pause(self, seconds):
        if self.stop_at is not None and self.stop_at(self.said):
            raise self.stop_with
        time.sleep(seconds)

    def run(self):
        return self.delivery.run()

    def codes(self):
        """What was said, without repeats."""
        found = []
        for each in self.said:
            if not found or found[-1] != each.code:
                found.append(each.code)
        return found


@pytest.fixture(params=[ALL, AT_ONCE], ids=["create-then-send", "print-at-once"])
def operations(request):
    """Both ways a printer takes jobs."""
    return request.param


def test_a_document_is_printed_and_its_pages_are_counted(switch_on, document, operations):
    fake = switch_on(operations=operations)
    sending = Sending(fake, [document])
    ended = sending.run()
    assert (ended.state, ended.code, ended.done) == ("done", "job-done", 3)
    assert fake.paper == [document.read_bytes()]
    assert [each.done for each in sending.said if each.code == "job-printing"] == [1, 2, 3]


def test_the_job_is_asked_for_one_sided_unscaled_on_the_paper_there_is(switch_on, document, operations):
    fake = switch_on(operations=operations)
    Sending(fake, [document], copies=2).run()
    (job,) = fake.documents()
    plain = {name: values[0].data for name, values in job.words.items()}
    assert (plain["copies"], plain["sides"], plain["print-scaling"]) == (2, "one-sided", "none")
    size = plain["media-col"]["media-size"][0].data
    assert (size["x-dimension"][0].data, size["y-dimension"][0].data) == (21000, 29700)


def test_a_busy_printer_is_asked_again_until_it_takes_the_job(switch_on, document, operations):
    fake = switch_on(operations=operations, busy=3)
    sending = Sending(fake, [document])
    assert sending.run().state == "done"
    assert "job-busy" in sending.codes()
    assert len(fake.paper) == 1


def test_http_503_is_busy_too(switch_on, document, operations):
    fake = switch_on(operations=operations, http_busy=2)
    assert Sending(fake, [document]).run().state == "done"
    assert len(fake.paper) == 1


def test_a_printer_that_never_becomes_ready_is_given_up_with_nothing_on_paper(switch_on, document, operations):
    fake = switch_on(operations=operations, busy=10**6)
    ended = Sending(fake, [document], patience=replace(QUICK, ready=0.2)).run()
    assert (ended.state, ended.code, fake.paper) == ("failed", "job-too-long", [])


def test_a_paused_printer_is_waited_for_in_words(switch_on, document):
    fake = switch_on(accepting=False, reasons=("paused",))
    threading.Timer(0.2, lambda: fake.__dict__.update(accepting=True, reasons=())).start()
    sending = Sending(fake, [document])
    assert sending.run().state == "done"
    paused = next(each for each in sending.said if each.code == "job-paused")
    assert list(paused.params["keywords"]) == ["paused"]


def test_an_answer_lost_after_the_document_arrived_is_not_sent_again(switch_on, document, operations):
    fake = switch_on(operations=operations, cut_after=1)
    sending = Sending(fake, [document])
    ended = sending.run()
    assert (ended.state, ended.done) == ("done", 3)
    assert fake.paper == [document.read_bytes()]
    assert len(fake.documents()) == 1


def test_a_lost_answer_is_not_sent_again_though_the_job_is_printed_already(switch_on, document):
    fake = switch_on(operations=AT_ONCE, cut_after=1)
    sending = Sending(fake, [document])
    sending.stop_at = lambda _said: fake.finish_all()  # each time it looks, all is printed already
    assert sending.run().state == "done"
    assert len(fake.paper) == 1


def test_a_document_cut_off_before_it_arrived_is_sent_again(switch_on, document, operations):
    fake = switch_on(operations=operations, cut_before=2)
    assert Sending(fake, [document]).run().state == "done"
    assert fake.paper == [document.read_bytes()]


def test_pages_that_came_out_of_a_job_cut_off_are_for_a_person_to_judge(switch_on, document):
    fake = switch_on(cut_before=1, half_printed=2)
    ended = Sending(fake, [document]).run()
    assert (ended.state, ended.code, ended.params["done"], fake.paper) == ("held", "job-half", 2, [])


def test_a_printer_that_keeps_no_list_of_old_jobs_cannot_tell_so_a_person_is_asked(switch_on, document):
    fake = switch_on(operations=AT_ONCE, cut_before=1, old_jobs=0)
    ended = Sending(fake, [document]).run()
    assert (ended.state, ended.code, fake.paper) == ("held", "job-cannot-tell", [])
    assert fake.asked.count(0x02) == 1


def test_a_printer_that_forgot_the_job_after_a_lost_answer_is_not_sent_it_again(switch_on, document):
    fake = switch_on(operations=ALL, cut_after=1)
    sending = Sending(fake, [document])

    def forget(_said):
        if fake.documents():
            fake.finish_all()
            fake.jobs.clear()

    sending.stop_at = forget
    ended = sending.run()
    assert (ended.state, ended.code) == ("held", "job-cannot-tell")
    assert len(fake.paper) == 1


def test_a_printer_that_forgets_jobs_once_printed_is_done_with_a_word(switch_on, document, operations):
    fake = switch_on(operations=operations, forgets=True)
    ended = Sending(fake, [document]).run()
    assert (ended.state, ended.code, len(fake.paper)) == ("done", "job-done-unsaid", 1)


def test_out_of_paper_is_said_and_the_job_goes_on_once_there_is_paper(switch_on, document, operations):
    fake = switch_on(operations=operations, reasons=("media-empty-error", "media-needed"))
    sending = Sending(fake, [document])
    sending.stop_at = lambda said: said and said[-1].code == "job-stopped" and fake.__dict__.update(reasons=())
    assert sending.run().state == "done"
    stopped = next(each for each in sending.said if each.code == "job-stopped")
    assert stopped.params["keywords"] == ["media-empty-error", "media-needed"]
    assert len(fake.paper) == 1


def test_a_slow_printer_is_waited_for(switch_on, document, operations):
    fake = switch_on(operations=operations, slow=0.05)
    assert Sending(fake, [document]).run().state == "done"


def test_an_aborted_job_is_failed_with_its_reason_and_not_tried_again(switch_on, document, operations):
    fake = switch_on(operations=operations, abort="document-format-error")
    ended = Sending(fake, [document]).run()
    assert (ended.state, ended.code) == ("failed", "job-aborted")
    assert list(ended.params["keywords"]) == ["document-format-error"]
    assert len(fake.documents()) == 1


def test_a_job_cancelled_at_the_printer_is_cancelled(switch_on, document, operations):
    fake = switch_on(operations=operations, pages=1000)
    sending = Sending(fake, [document], pages=[1000])
    sending.stop_at = lambda said: (
        said and said[-1].done == 2 and fake.cancel(None, {"job-id": max(fake.jobs)}) and None
    )
    ended = sending.run()
    assert (ended.state, ended.code) == ("cancelled", "job-cancelled-there")
    assert fake.paper == []


def test_a_job_is_cancelled_while_it_prints(switch_on, document, operations):
    fake = switch_on(operations=operations, pages=1000)
    sending = Sending(fake, [document], pages=[1000])
    sending.stop_at = lambda said: said and said[-1].done >= 2
    ended = sending.run()
    assert (ended.state, ended.code) == ("cancelled", "job-cancelled")
    assert [job.state for job in fake.documents()] == [7]


def test_a_job_is_cancelled_before_the_printer_took_it(switch_on, document):
    fake = switch_on(busy=10**6)
    sending = Sending(fake, [document])
    sending.stop_at = lambda said: any(each.code == "job-busy" for each in said)
    assert sending.run().state == "cancelled"
    assert fake.documents() == []


def test_too_late_to_cancel_is_done(switch_on, document, operations):
    fake = switch_on(operations=operations)
    sending = Sending(fake, [document])

    def too_late(said):
        if said and said[-1].code == "job-printing":
            fake.finish_all()
            return True
        return False

    sending.stop_at = too_late
    assert sending.run().state == "done"
    assert len(fake.paper) == 1


@pytest.mark.parametrize("at", range(12))
def test_a_restart_at_any_moment_prints_once(switch_on, document, operations, at):
    """This program ends after it has kept its n-th progress, and goes on from there."""
    fake = switch_on(operations=operations, cut_after=1)
    sending = Sending(fake, [document])
    sending.stop_with = Interrupted
    sending.stop_at = lambda said: len(said) > at
    progress = Progress()
    try:
        progress = sending.run()
    except Interrupted:
        progress = sending.said[-1] if sending.said else progress
    assert Sending(fake, [document], progress=progress).run().state == "done"
    assert fake.paper == [document.read_bytes()]


class _PowerCut(BaseException):
    """The end of this program, without a word."""


@pytest.mark.parametrize("at", range(12))
def test_a_power_cut_right_after_anything_was_kept_prints_at_most_once(switch_on, document, operations, at):
    fake = switch_on(operations=operations)
    sending = Sending(fake, [document])

    def tell(progress):
        sending.said.append(progress)
        if len(sending.said) > at:
            raise _PowerCut

    sending.delivery._tell = tell
    try:
        sending.run()
        progress = sending.said[-1]
    except _PowerCut:
        progress = sending.said[-1]
    again = Sending(fake, [document], progress=progress).run() if progress.state != "done" else progress
    assert again.state == "done"
    assert fake.paper == [document.read_bytes()]


def test_pictures_go_out_page_by_page_each_once(switch_on, tmp_path):
    files = []
    for number in range(12):
        files.append(tmp_path / f"page-{number}.jpg")
        files[-1].write_bytes(b"jpeg %d" % number)
    fake = switch_on(operations=AT_ONCE, formats=("image/jpeg",), pages=1, cut_after=1, busy=1)
    ended = Sending(fake, files, pages=[1] * 12).run()
    assert (ended.state, ended.done, ended.part) == ("done", 12, 12)
    assert fake.paper == [file.read_bytes() for file in files]


def test_a_printer_switched_off_while_it_prints_is_looked_for_until_it_is_back(switch_on, document, operations):
    fake = switch_on(operations=operations, pages=20)
    sending = Sending(fake, [document], pages=[20])

    def off_for_a_while(said):
        if said and said[-1].done == 5 and said[-1].code == "job-printing":
            fake.http_busy_for_all = 3
        return False

    sending.stop_at = off_for_a_while
    ended = sending.run()
    assert (ended.state, len(fake.paper)) == ("done", 1)
    assert "job-away" in sending.codes()


def test_a_printer_gone_for_good_with_the_job_is_for_a_person_to_judge(switch_on, document, operations):
    fake = switch_on(operations=operations, pages=20)
    sending = Sending(fake, [document], pages=[20], patience=replace(QUICK, vanished=0.2))
    sending.stop_at = lambda said: said and said[-1].done == 5 and setattr(fake, "http_busy_for_all", 10**6)
    ended = sending.run()
    assert (ended.state, ended.code) == ("held", "job-lost-sight")


def test_an_empty_job_left_behind_is_used_and_not_left_in_the_printers_queue(switch_on, document):
    fake = switch_on(operations=ALL)
    job = Printer(fake.address, Pins()).create("kaowu-0a1b2c3d4e5f x", *asked(fake))
    assert Sending(fake, [document], progress=Progress(state="sending", code="job-sending")).run().state == "done"
    assert [each.number for each in fake.documents()] == [job]


def asked(fake):
    can = Printer(fake.address, Pins()).capabilities()
    return can, capabilities.ticket(can, PAGE)
