"""Printers that answer in the network; a real one is looked for in ``test_virtual``."""

import socket

from zeroconf import ServiceInfo

from printing import discover
from printing.link import Pins
from printing.printer import Printer

UUID = b"12345678-0000-4000-8000-000000000001"


def service(kind, name, host="192.0.2.7", port=631, **texts):
    said = {"rp": "ipp/print", "ty": "Maker 1", "note": "二楼", "pdl": "application/pdf, image/pwg-raster", **texts}
    return kind, ServiceInfo(
        kind, f"{name}.{kind}", addresses=[socket.inet_aton(host)] if host else [], port=port, properties=said
    )


IPP, IPPS = discover.KINDS


def test_one_printer_with_two_services_is_one_with_two_addresses_the_encrypted_first():
    (found,) = discover.merged([service(IPP, "办公室", UUID=UUID), service(IPPS, "办公室", port=443, UUID=UUID)])
    assert (found.name, found.model, found.note) == ("办公室", "Maker 1", "二楼")
    assert found.formats == ("application/pdf", "image/pwg-raster")
    assert [each.uri for each in found.addresses] == [
        "ipps://192.0.2.7:443/ipp/print",
        "ipp://192.0.2.7:631/ipp/print",
    ]


def test_two_printers_of_one_name_stay_two():
    found = discover.merged([service(IPP, "HP", UUID=UUID), service(IPP, "HP", host="192.0.2.8", UUID=b"other")])
    assert [each.addresses[0].host for each in found] == ["192.0.2.7", "192.0.2.8"]


def test_without_an_id_the_same_name_at_the_same_place_is_one():
    (found,) = discover.merged([service(IPP, "HP"), service(IPPS, "HP")])
    assert len(found.addresses) == 2


def test_what_has_no_address_is_left_out():
    assert discover.merged([service(IPP, "HP", host=None)]) == []


def test_a_printer_that_says_little_is_found_at_the_usual_path():
    kind, info = service(IPP, "HP", rp="", pdl="", ty="", note="")
    (found,) = discover.merged([(kind, info)])
    assert (found.addresses[0].path, found.formats) == ("/", ())
    bare = ServiceInfo(IPP, f"HP.{IPP}", addresses=[socket.inet_aton("192.0.2.7")], port=631, properties={})
    assert discover.merged([(IPP, bare)])[0].addresses[0].path == "/ipp/print"


def test_a_path_in_chinese_can_be_asked(switch_on):
    fake = switch_on()
    (found,) = discover.merged(
        [service(IPP, "考务", host="127.0.0.1", port=fake.address.port, rp="printers/考 务\r\n")]
    )
    assert found.addresses[0].path == "/printers/%E8%80%83%20%E5%8A%A1%0D%0A"
    assert Printer(found.addresses[0], Pins()).capabilities().readable


def test_without_a_network_nothing_is_found(monkeypatch):
    def fail(**_):
        raise OSError("no network")

    monkeypatch.setattr(discover, "Zeroconf", fail)
    assert discover.printers(1) == []
