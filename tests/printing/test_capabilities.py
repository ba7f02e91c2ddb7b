"""What a printer says it can, and what is asked of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing import capabilities, ipp
from printing.capabilities import A4, JPEG, LONG_EDGE, PDF, PWG, SHORT_EDGE
from printing.ipp import Range, Resolution, Value, keyword, of
from printing.trouble import Trouble

BADGE = (8600, 12400)


def size(across, along):
    return Value(ipp.BEGIN_COLLECTION, {"x-dimension": (across,), "y-dimension": (along,)})


def whole(number):
    return Value(ipp.INTEGER, number)


def span(lower, upper):
    return Value(ipp.RANGE, Range(lower, upper))


FULL = {
    "printer-info": of(ipp.TEXT, "二楼"),
    "document-format-supported": tuple(Value(ipp.MIME_TYPE, kind) for kind in (JPEG, PDF, PWG, "text/plain")),
    "sides-supported": keyword("one-sided", LONG_EDGE),
    "color-supported": of(ipp.BOOLEAN, True),
    "copies-supported": of(ipp.RANGE, Range(1, 9)),
    "media-size-supported": (size(whole(21000), whole(29700)), size(whole(10500), whole(14800))),
    "media-col-supported": keyword("media-size"),
    "print-scaling-supported": keyword("none"),
}


def read(**changed):
    said = {**FULL, **{name.replace("_", "-"): value for name, value in changed.items()}}
    return capabilities.read({name: value for name, value in said.items() if value})


def test_pdf_is_sent_where_it_can_be_read():
    can = read()
    assert can.readable == (PDF, PWG, JPEG)
    assert capabilities.ticket(can, BADGE).format == PDF


@pytest.mark.parametrize(
    ("formats", "sent"),
    [
        ([PWG, JPEG], PWG),
        ([JPEG, "text/plain"], JPEG),
        (["APPLICATION/PDF; version=1.7"], PDF),
        (["application/octet-stream"], PDF),
    ],
)
def test_else_pictures(formats, sent):
    can = read(document_format_supported=tuple(Value(ipp.MIME_TYPE, kind) for kind in formats))
    assert capabilities.ticket(can, BADGE).format == sent


@pytest.mark.parametrize(
    ("changed", "asked", "code"),
    [
        ({"document_format_supported": of(ipp.MIME_TYPE, "image/urf")}, {}, "printer-format"),
        ({"document_format_supported": ()}, {}, "printer-format"),
        ({}, {"sides": SHORT_EDGE}, "printer-one-sided"),
        ({"sides_supported": ()}, {"sides": LONG_EDGE}, "printer-one-sided"),
        ({}, {"copies": 10}, "printer-copies"),
        ({"copies_supported": ()}, {"copies": 2}, "printer-copies"),
    ],
)
def test_what_it_cannot_is_refused(changed, asked, code):
    with pytest.raises(Trouble, match=code):
        capabilities.ticket(read(**changed), BADGE, **asked)


@pytest.mark.parametrize(
    ("page", "paper", "notes"),
    [
        ((21000, 29700), A4, ()),
        ((29700, 21000), A4, ()),
        ((10500, 14800), (10500, 14800), ()),
        ((10480, 14850), (10480, 14850), ()),
        (BADGE, A4, ("on-a4",)),
    ],
)
def test_a_page_is_printed_on_its_own_paper_or_in_its_own_size_on_a4(page, paper, notes):
    ticket = capabilities.ticket(read(), page)
    assert (ticket.paper, ticket.scaling, ticket.notes) == (paper, "none", notes)


def test_a_printer_of_any_size_prints_a_badge_on_badge_paper():
    can = read(media_size_supported=(size(span(7600, 21600), span(12000, 35600)),))
    assert capabilities.ticket(can, BADGE).paper == BADGE


def test_only_what_the_printer_knows_is_asked_of_it():
    said = dict.fromkeys(("media_col_supported", "print_scaling_supported", "media_size_supported"), ())
    can = read(**said, media_supported=keyword("iso_a4_210x297mm"))
    asked = capabilities.job_attributes(can, capabilities.ticket(can, BADGE))
    assert set(asked) == {"copies", "sides", "media"}
    listed = read(**said, job_creation_attributes_supported=keyword("print-scaling"))
    assert "print-scaling" in capabilities.job_attributes(listed, capabilities.ticket(listed, BADGE))


@pytest.mark.parametrize(
    ("resolutions", "dpi"),
    [
        ([], 300),
        ([Resolution(150, 150), Resolution(300, 300), Resolution(600, 600)], 300),
        ([Resolution(600, 600), Resolution(1200, 1200)], 600),
        ([Resolution(360, 180), Resolution(180, 180)], 180),
        ([Resolution(118, 118, 4)], 300),
    ],
)
def test_pictures_are_drawn_as_fine_as_a_badge_needs(resolutions, dpi):
    values = tuple(Value(ipp.RESOLUTION, each) for each in resolutions)
    can = read(pwg_raster_document_resolution_supported=values)
    assert capabilities.ticket(can, BADGE).dpi == dpi


@pytest.mark.parametrize(
    ("colour", "types", "drawn"),
    [
        (True, ("srgb_8", "sgray_8"), True),
        (False, ("srgb_8", "sgray_8"), False),
        (False, ("srgb_8",), True),
        (True, ("sgray_8",), False),
        (True, (), True),
        (False, (), False),
    ],
)
def test_pictures_are_in_colour_where_the_printer_takes_them_so(colour, types, drawn):
    types = keyword(*types) if types else ()
    can = read(color_supported=of(ipp.BOOLEAN, colour), pwg_raster_document_type_supported=types)
    assert capabilities.ticket(can, BADGE).colour == drawn


@pytest.mark.parametrize(
    ("state", "reasons", "accepting", "zh", "en"),
    [
        (3, ("none",), True, "空闲", "idle"),
        (4, ("media-low-warning",), True, "正在打印：纸快用完", "printing: paper low"),
        (5, ("media-empty-error", "cover-open"), True, "停止：缺纸、盖子打开", "stopped: out of paper, cover open"),
        (3, (), False, "空闲，暂不接受作业", "idle, takes no jobs"),
        (5, ("vendor-special-error",), True, "停止：vendor-special", "stopped: vendor-special"),
        (99, (), True, "状态不明", "state unknown"),
    ],
)
def test_how_it_is_in_words(state, reasons, accepting, zh, en):
    can = read(
        printer_state=of(ipp.ENUM, state),
        printer_state_reasons=keyword(*reasons) if reasons else (),
        printer_is_accepting_jobs=of(ipp.BOOLEAN, accepting),
    )
    assert (can.state_words("zh")[0], can.state_words("en")[0]) == (zh, en)


def test_what_to_do_about_it():
    can = read(printer_state=of(ipp.ENUM, 5), printer_state_reasons=keyword("media-empty", "media-jam-error"))
    assert can.state_words("zh")[1] == "请加纸；请打开盖子，取出卡住的纸"


ANYTHING = st.one_of(
    st.builds(Value, st.just(ipp.KEYWORD), st.text(max_size=5)),
    st.builds(Value, st.just(ipp.INTEGER), st.integers(-9, 9)),
    st.builds(Value, st.just(ipp.NO_VALUE), st.none()),
    st.builds(Value, st.just(ipp.BOOLEAN), st.booleans()),
    st.builds(Value, st.just(ipp.OCTETS), st.binary(max_size=3)),
    st.just(size(whole(1), span(1, 2))),
    st.just(Value(ipp.BEGIN_COLLECTION, {})),
)
NAMES = st.sampled_from(
    [*FULL, "printer-state", "printer-state-reasons", "operations-supported", "media-supported", "queued-job-count",
     "pwg-raster-document-resolution-supported", "pwg-raster-document-type-supported", "printer-uuid"]
)  # fmt: skip


@given(st.dictionaries(NAMES, st.lists(ANYTHING, min_size=1, max_size=3).map(tuple)))
def test_whatever_a_printer_says_of_itself_is_read(said):
    can = capabilities.read(said)
    can.state_words("zh")
    try:
        capabilities.job_attributes(can, capabilities.ticket(can, BADGE))
    except Trouble:
        return
