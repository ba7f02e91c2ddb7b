"""One language at a time: no Chinese word is left on an English screen but data, and none the other way round."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import expect

from tests.browser import site
from tests.running import until

#: Every text a person can see or hear on the page.
TEXTS = """() => {
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { parentElement } = walker.currentNode
    if (parentElement.closest('script, style, .language') === null) found.push(walker.currentNode.textContent.trim())
  }
  for (const one of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]')) {
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) found.push(one.getAttribute(name) ?? '')
  }
  return found.filter((text) => text !== '')
}"""
SCREENS = (
    "/board",
    "/check-in",
    "/office/import",
    "/office/badges",
    "/office/staff",
    "/office/rooms",
    "/office/plan",
    "/office/design",
    "/office/print",
    "/office/forms",
    "/office/missing",
    "/office/record-sheet",
    "/office/card-profiles",
    "/office/keys",
    "/office/scores",
    "/office/analysis",
    "/reading",
    "/reading/bring",
    "/devices",
    "/prepare",
    "/media",
    "/media-import",
)
LONG = pytest.mark.long
HAN = re.compile("[\u3400-\u9fff]")
WORD = re.compile("[A-Za-z]{2,}")
#: File kinds, codes and units that are the same in both languages.
SAME = {
    "xlsx", "xls", "csv", "txt", "dbf", "yaml", "PDF", "photos", "QR", "ABC", "PNG", "JPEG", "USB", "SHA",
    "PIN", "keys", "ca", "crt", "KAOWU", "WELCOME", "PORT", "GB", "MB",
}  # fmt: skip


@pytest.fixture(scope="module")
def data(hub, here):
    """Every text of the day itself, longest first; refusals and alerts are words of the program."""
    rows = {key: row for key, row in site.rows_of(hub).items() if key[0] not in ("alert",)}
    feed = [{**row, "refusal": None} if kind == "feed" else row for (kind, _), row in rows.items()]
    trust = site.office(hub).get("/api/certificate").json
    said = {text for row in [*feed, trust] for text in site.words(row) if text}
    said |= set(trust["authority"]["fingerprint"].split())
    return sorted(said, key=len, reverse=True)


def bare(text, data):
    """A text without what comes from the day."""
    for one in data:
        if len(one) > 1:
            text = text.replace(one, " ")
    return text


def leaks(page, pattern, data):
    texts = page.evaluate(TEXTS)
    return sorted({text for text in texts if set(pattern.findall(bare(text, data))) - SAME})


def wholly_english(page, data):
    """Nothing Chinese is left; what the hub itself words is asked for anew, and comes a moment later."""
    with suppress(AssertionError):
        until(lambda: leaks(page, HAN, data) == [], site.PATIENCE / 1_000)
    assert leaks(page, HAN, data) == [], "Chinese words on the English screen"


@pytest.fixture(scope="module")
def lived(chief, here, hub):
    """The chief's pages after somebody came in and somebody was turned away."""
    site.visit(chief, "/check-in")
    for person in here.people[:2]:
        site.scan(chief, here.badge_text(person))
        site.answer(chief, "accepted")
        site.go_on(chief)
    site.scan(chief, "https://example.org/")
    site.answer(chief, "refused")
    site.go_on(chief)
    return chief


@pytest.fixture
def english(lived):
    """Turn to English, and back."""
    yield lived.get_by_role("button", name="EN").click
    lived.get_by_role("button", name="中文").click()


def every_run(path):
    """Each area's screen with most words in every run, the others in the long one."""
    return path if path in ("/board", "/check-in", "/office/staff", "/devices") else pytest.param(path, marks=LONG)


@pytest.mark.parametrize("path", [every_run(path) for path in SCREENS])
def test_each_language_stands_alone_on_a_screen(lived, path, data, english):
    site.visit(lived, path)
    until(lambda: len(lived.evaluate(TEXTS)) > 15, what="a screen full of words")
    assert leaks(lived, WORD, data) == [], "English words on the Chinese screen"
    until(lambda: len(leaks(lived, HAN, data)) > 3, what="a leak that would be found")
    english()
    expect(lived.locator("html")).to_have_attribute("lang", "en")
    wholly_english(lived, data)


def test_a_screen_opened_in_english_has_no_chinese_words(lived, data, english):
    site.visit(lived, "/check-in")
    english()
    site.visit(lived, "/board")
    until(lambda: len(lived.evaluate(TEXTS)) > 15, what="a screen full of words")
    wholly_english(lived, data)
    assert lived.evaluate("document.documentElement.lang") == "en"


def test_the_hub_answers_in_the_language_of_the_screen(lived, english):
    site.visit(lived, "/check-in")
    english()
    site.scan(lived, "https://example.org/")
    said = site.answer(lived, "refused")
    assert "This is not the QR code of a staff badge" in said
    assert not HAN.search(said.replace("主考平板", "")), said
    lived.locator(".verdict footer button").click()
