"""Operations and refusals of one printer, and finding it."""

import pytest

from printing import capabilities, ipp
from printing.link import Pins
from printing.printer import Printer, reach
from printing.trouble import Busy, Lost, Trouble, Unknown, Unreachable

PAGE = (8600, 12400)


@pytest.fixture
def refusing(switch_on, monkeypatch):
    """A printer that answers each question with one status."""

    def make(status, groups=()):
        fake = switch_on()
        monkeypatch.setattr(fake, "reply", lambda _request: (status, list(groups)))
        return Printer(fake.address, Pins())

    return make


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (0x0502, Busy, None),
        (0x0505, Busy, None),
        (0x0506, Busy, None),
        (0x0507, Busy, None),
        (0x050B, Busy, None),
        (0x0406, Unknown, None),
        (0x0407, Unknown, None),
        (0x0401, Trouble, "printer-locked"),
        (0x0402, Trouble, "printer-locked"),
        (0x0403, Trouble, "printer-locked"),
        (0x040A, Trouble, "printer-format"),
        (0x0400, Trouble, "printer-refused"),
        (0x0404, Trouble, "printer-refused"),
        (0x0504, Trouble, "printer-refused"),
        (0x05FF, Trouble, "printer-refused"),
    ],
)
def test_each_status_has_its_meaning(refusing, status, kind, code):
    with pytest.raises(kind) as told:
        refusing(status).job(1)
    assert getattr(told.value, "code", None) == code


def test_an_internal_error_over_a_document_leaves_it_open(refusing, document):
    can = capabilities.read({"document-format-supported": ipp.of(ipp.MIME_TYPE, "application/pdf")})
    ticket = capabilities.ticket(can, PAGE)
    with pytest.raises(Lost):
        refusing(0x0500).print("x", can, ticket, document)
    with pytest.raises(Lost):
        refusing(0).print("x", can, ticket, document)  # taken, but no number


def test_a_job_that_has_ended_cannot_be_cancelled(switch_on):
    fake = switch_on()
    printer = Printer(fake.address, Pins())
    assert not printer.cancel(1)  # the old one
    with pytest.raises(Unknown):
        printer.cancel(99)


def test_a_printer_is_found_at_the_path_where_it_listens(switch_on, monkeypatch):
    fake = switch_on()
    reply = fake.reply

    def only_root(request):
        path = ipp.first(request.group(ipp.OPERATION), "printer-uri").rsplit(":631", 1)[-1]
        return reply(request) if path.endswith("/ipp/printer") else (0x0406, [])

    monkeypatch.setattr(fake, "reply", only_root)
    printer, can = reach(fake.address.site, Pins())
    assert (printer.address.path, can.name) == ("/ipp/printer", "二楼打印机")


def test_a_host_without_printer_says_so(switch_on):
    with pytest.raises(Trouble, match="printer-no-ipp"):
        reach(switch_on(status=404).address.site, Pins())
    with pytest.raises(Unreachable):
        reach("127.0.0.1:9", Pins())


def test_what_it_says_of_its_state(switch_on):
    fake = switch_on(reasons=("media-empty-error", "toner-low-warning"))
    assert Printer(fake.address, Pins()).state() == (5, ("media-empty-error", "toner-low-warning"))
