"""The same screens over HTTPS, as every device but the laptop itself reaches them."""

from playwright.sync_api import expect

from tests.browser import site


def test_a_phone_enrols_and_checks_in_over_https(browser, hub, here):
    with site.device(browser, f"https://localhost:{hub.tls_port}", site.PHONE, ignore_https_errors=True) as phone:
        # A worker's script is not fetched past a certificate that the browser does not trust.
        phone.watch.expected.append("ServiceWorker|SSL certificate")
        site.enrol(phone, hub, "phone", "西门手机")
        (cookie,) = phone.context.cookies()
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
        site.type_number(phone, here.people[0]["number"])
        said = site.answer(phone, "accepted")
        assert here.people[0]["name"] in said
        site.go_on(phone)
        expect(phone.get_by_role("button", name="待上传 0")).to_be_visible()
