"""A phone is revoked while somebody goes on scanning with it: it must not promise what the hub will never take."""

import re

from playwright.sync_api import expect

from tests.browser import site


def test_a_revoked_phone_records_nothing_and_says_so(hub, chief, phone, here, picture):
    phone.watch.expected += [site.HUB_GONE, "status of 401"]
    first, second = here.people[:2]
    site.scan(phone, here.badge_text(first))
    assert first["name"] in site.answer(phone, "accepted")
    site.go_on(phone)

    site.visit(chief, "/devices")
    chief.locator("li.device", has_text="东门手机").get_by_role("button", name="停用", exact=True).click()
    dialog = chief.get_by_role("dialog")
    dialog.get_by_label("原因").select_option(label="丢失")
    dialog.get_by_role("button", name="停用", exact=True).click()

    told = phone.get_by_role("alert").filter(has_text="本设备已停用或登记失效，不能签到")
    expect(told).to_contain_text("请改用另一台设备")
    picture(phone, "turned-away-before")
    site.scan(phone, here.badge_text(second))
    said = site.answer(phone, "notEnrolled")
    picture(phone, "turned-away")
    assert "本设备已停用或登记失效，这次没有记上" in said
    assert "请改用另一台设备，并请主考重新登记本机" in said
    assert not re.search("已存本机|放行|自动上传", said)
    site.go_on(phone)
    site.all_sent(phone)
    assert site.rows_of(hub)["person", f"{here.plan['plan']}/{second['person']}"]["state"] == "expected"
