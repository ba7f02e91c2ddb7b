"""What people type for a printer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing import address
from printing.address import Address
from printing.trouble import Trouble


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("ipp://192.168.1.20/ipp/print", "ipp://192.168.1.20:631/ipp/print"),
        ("ipp://192.168.1.20", "ipp://192.168.1.20:631/"),
        (" ipps://printer.local.:8631/ipp/print ", "ipps://printer.local:8631/ipp/print"),
        ("IPP://PRINTER/printers/HP LaserJet", "ipp://printer:631/printers/HP%20LaserJet"),
        ("ipp://[fe80::1]:631/", "ipp://[fe80::1]:631/"),
    ],
)
def test_an_address_is_written_in_one_form(text, uri):
    assert address.read(text).uri == uri
    assert address.read(uri).uri == uri


@pytest.mark.parametrize(
    "text",
    ["", " ", "http://x/", "ipp://", "ipp:///print", "ipp://a@b/", "ipp://b:99999/", "ipp://b:x/", "ipp://b/?q=1",
     "ipp://b/#f", "ipp://-b/", "ipp://b c/", "ipp://300.1.1.1/", "ipp://1.2.3/", "打印机", "a/b", "file:///etc/passwd",
     "ipp://b\n/x y\r\nHost: c"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text):
    with pytest.raises(Trouble, match="printer-address"):
        address.candidates(text)


def test_a_host_alone_is_tried_where_printers_listen():
    assert [each.uri for each in address.candidates("192.168.1.20")] == [
        "ipp://192.168.1.20:631/ipp/print",
        "ipp://192.168.1.20:631/ipp/printer",
        "ipp://192.168.1.20:631/",
    ]
    assert address.candidates("printer:8631")[0] == Address(False, "printer", 8631, "/ipp/print")
    assert address.candidates("fe80::1")[0].site == "[fe80::1]:631"


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text):
    try:
        found = address.candidates(text)
    except Trouble:
        return
    for each in found:
        assert address.read(each.uri) == each
        assert not set("\r\n ") & set(each.uri)
