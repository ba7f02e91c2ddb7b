"""Opened inside another app: the way out, on every address, and nothing else."""

import pytest
from playwright.sync_api import expect

from tests.browser import site

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
APPS = {
    "微信": f"{PHONE} MicroMessenger/8.0.49.2600(0x28003133) NetType/WIFI Language/zh_CN",
    "企业微信": f"{PHONE} wxwork/4.1.22 MicroMessenger/7.0.1 NetType/WIFI",
    "QQ": f"{PHONE} MQQBrowser/6.2 V1_AND_SQ_9.0.70 QQ/9.0.70.17360 NetType/WIFI",
    "钉钉": f"{PHONE} AliApp(DingTalk/7.6.0) com.alibaba.android.rimet/0 DingTalk/7.6.0",
    "支付宝": f"{PHONE} AliApp(AP/10.6.0) AlipayClient/10.6.0",
}


def test_on_every_address_wechat_is_shown_the_way_out(browser, hub):
    with site.device(browser, site.hub_origin(hub), site.PHONE, user_agent=APPS["微信"]) as page:
        for path in ("/enrol#code=ABCD-2345", "/", "/check-in", "/prepare", "/devices"):
            page.goto("about:blank")
            page.goto(path)
            expect(page.get_by_role("heading", name="请换用系统浏览器打开")).to_be_visible()
            expect(page.get_by_role("button", name="登记", exact=True)).to_have_count(0)
            assert not [url for url in page.watch.asked if "/api/" in url]
            assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
            assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


@pytest.mark.parametrize("app", ["微信", *(pytest.param(one, marks=pytest.mark.long) for one in APPS if one != "微信")])
def test_the_app_is_named_and_the_address_with_its_code_can_be_copied(browser, hub, app, picture):
    with site.device(browser, site.hub_origin(hub), site.PHONE, user_agent=APPS[app]) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto("/enrol#code=ABCD-2345")
        expect(page.get_by_text(f"{app}内的网页不能登记设备")).to_be_visible()
        expect(page.get_by_role("img", name="右上角菜单里的“在浏览器打开”")).to_be_visible()
        page.get_by_role("button", name="复制网址").click()
        expect(page.get_by_role("button", name="已复制")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == f"{site.hub_origin(hub)}/enrol#code=ABCD-2345"
        if app == "微信":
            picture(page, "outside-wechat")


def test_a_browser_of_its_own_is_let_in(browser, hub):
    agent = f"{PHONE} MQQBrowser/14.9"
    with site.device(browser, site.hub_origin(hub), site.PHONE, user_agent=agent) as page:
        page.goto("/enrol")
        expect(page.get_by_role("heading", name="登记本设备")).to_be_visible()
