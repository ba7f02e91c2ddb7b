"""The watch over every page sees what it is there for: without these, its silence would prove nothing."""

from tests.browser import site


def test_a_request_to_anywhere_else_is_stopped_by_the_page_itself_and_noticed(browser, hub):
    with site.device(browser, site.hub_origin(hub)) as page:
        page.goto("/enrol")
        assert page.evaluate("fetch('https://example.org/').then(() => 'went', () => 'stopped')") == "stopped"
        page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/dot.png'}))")
        page.wait_for_function("() => document.images[0].complete")
        for _ in range(100):  # what a page says comes a moment later
            said = [one for one in page.watch.complaints if "Content Security Policy" in one]
            if len(said) >= 2:
                break
            page.wait_for_timeout(300)
        assert len(said) >= 2, page.watch.complaints
        assert page.watch.foreign() == ["http://127.0.0.1:9/dot.png"]
        page.watch.asked = [one for one in page.watch.asked if one not in page.watch.foreign()]
        page.watch.expected.append("Content Security Policy|Failed to (load resource|fetch)|violates")


def test_an_address_of_another_port_is_foreign():
    watch = site.Watch("http://localhost:8080", asked=["http://localhost:8080/board", "blob:http://localhost:8080/1"])
    assert watch.foreign() == []
    watch.asked += ["http://localhost:8081/", "wss://example.org/socket.io"]
    assert watch.foreign() == ["http://localhost:8081/", "wss://example.org/socket.io"]


def test_an_error_nobody_caught_is_noticed(browser, hub):
    with site.device(browser, site.hub_origin(hub)) as page:
        page.goto("/enrol")
        with page.expect_event("pageerror"):
            page.evaluate("setTimeout(() => { throw new Error('planted') })")
        assert [said for said in page.watch.unexpected() if "planted" in said]
        page.watch.expected.append("planted")
