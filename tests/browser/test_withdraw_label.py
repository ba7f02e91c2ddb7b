"""One bag too many was registered: its label is withdrawn where it is looked up, and scanned again it is none."""

from playwright.sync_api import expect

from tests.browser import signing
from tests.browser.bags import SESSION, Bags, at_whereabouts, find, state
from tests.browser.looks import looked


def test_a_label_registered_by_mistake_is_withdrawn_where_it_is_looked_up(here, chief, hub, picture):
    bags = Bags(here)
    extra = {"kind": "SP", "session": SESSION, "packed": {"papers": 5, "cards": 5}}
    with bags.hub() as office:
        state(office, bags.grant, ("custody.label", {"plan": bags.plan, "objects": [extra]}))
        (mistaken,) = [
            row["label"] for row in office.rows("item") if row["kind"] == "SP" and row["label"] != bags.labels["SP"]
        ]
    page = at_whereabouts(chief, hub, bags)
    find(page, bags, "SP")
    expect(page.get_by_role("button", name="注销标签")).to_have_count(0)  # it came from the vault

    signing.type_scan(page, bags.qr(mistaken))
    page.get_by_role("button", name=f"注销标签 {mistaken}").click()
    dialog = page.locator("dialog")
    expect(dialog.get_by_role("button", name="注销", exact=True)).to_be_disabled()
    dialog.get_by_label("为什么注销").fill("多登记了一袋备用")
    looked(page, picture, "withdraw-label")
    dialog.get_by_role("button", name="注销", exact=True).click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".life")).to_have_count(0)

    signing.type_scan(page, bags.qr(mistaken))
    expect(page.get_by_role("alert").filter(has_text=mistaken)).to_be_visible()
    looked(page, picture, "withdrawn-label")
