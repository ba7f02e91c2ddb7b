"""Signing in on a page, as a person does it: badge or name, then the PIN on the large keys."""

from playwright.sync_api import expect

from tests.browser import site

PIN = "739152"


def set_pin(hub, person, pin=PIN):
    """The office sets somebody's PIN."""
    plan = next(row["plan"] for (kind, _), row in site.rows_of(hub).items() if kind == "plan")
    answer = site.office(hub).post("/api/pins", {"plan": plan, "person": person["person"], "pin": pin})
    assert answer.status == 200, answer


def at_the_office(hub, person, pin=PIN):
    """Let somebody sign in on the office's own device (``hub`` is a command's way to it); return the grant."""
    who = {"plan": person["plan"], "person": person["person"], "pin": pin}
    hub.post("/api/pins", who)
    return hub.post("/api/sign-in", who)["grant"]


def press(page, pin=PIN):
    """Enter a PIN on the keys of the page."""
    pad = page.locator("form.pin")
    for digit in pin:
        pad.get_by_role("button", name=digit, exact=True).click()
    pad.locator("button[type=submit]").click()


def sign_in(page, person, pin=PIN):
    """Pick somebody by name on the sign-in screen and enter their PIN; afterwards the page is back where it was."""
    page.locator("a.signed-in").click()
    page.get_by_label("或按姓名、工号、证牌编号查找登录人").fill(person["staff_no"])
    page.locator(".search li button", has_text=person["name"]).first.click()
    press(page, pin)
    expect(page.locator("a.signed-in")).to_contain_text(person["name"])


def type_scan(page, text):
    """A hand scanner on any screen."""
    codes = {"$": "Digit4", "%": "Digit5", "*": "Digit8", "+": "Equal", ":": "Semicolon"}
    presses = [{"key": key, "code": codes.get(key, ""), "shiftKey": key in codes} for key in text]
    page.evaluate(site.SCANNER, [*presses, {"key": "Enter", "code": "Enter"}])
