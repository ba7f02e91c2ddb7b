"""An exam site in a browser: a day's data folder, the pages of its devices, and what these pages asked and said."""

import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from playwright.sync_api import expect

from protocol.token import Token, mint
from server.cli.client import open_hub
from server.cli.imports import take
from server.config import Config
from server.sample import write
from server.store import keys
from tests.browser import chromium
from tests.running import ROOT, ZONE, Caller, until

PHONE, TABLET, DESKTOP = (390, 844), (1180, 820), (1440, 900)
SIZES = {"phone": PHONE, "tablet": TABLET, "desktop": DESKTOP}
PATIENCE = 45_000  # ms; a state on a busy machine
BACK = 120_000  # ms; until a device that lost the hub has found it again: its tries lie up to a minute apart
expect.set_options(timeout=PATIENCE)
ALWAYS = 1440  # minutes: the check-in window is open around the clock

#: What a page writes to the console when the hub is stopped on purpose (ERR_FAILED: a font not used before).
HUB_GONE = r"ERR_(CONNECTION_\w+|INTERNET_DISCONNECTED|SOCKET\w*|EMPTY_RESPONSE|ABORTED|FAILED)|WebSocket connection to"

#: A scanner's keys carry the time at which its cable brought them, 5 ms apart, however busy the page is.
SCANNER = """presses => {
  const began = performance.now()
  presses.forEach((one, index) => {
    const press = new KeyboardEvent('keydown', { ...one, bubbles: true, cancelable: true })
    Object.defineProperty(press, 'timeStamp', { value: began + 5 * index })
    document.body.dispatchEvent(press)
  })
}"""

#: Answers leave the screen by themselves after a while. Here they stay until the test goes on: a busy machine may look
#: too late, and a quick one need not wait. That they leave in time is told where time stands still (check-in.test.ts).
ANSWERING = [ROOT / "static/src/screens/check-in" / name for name in ("check-in.ts", "UndoNote.vue")]
LEAVE = [int(re.search(r"^const STAYS = ([\d_]+)$", one.read_text("utf-8"), re.M)[1]) for one in ANSWERING]
NEVER = 2**31 - 1  # ms; the longest a browser's timer can be set to
STAY = f"""(() => {{
  const set = window.setTimeout
  window.setTimeout = (act, ms, ...rest) => set(act, {LEAVE}.includes(ms) ? {NEVER} : ms, ...rest)
}})()"""

#: So many milliseconds the app waits for the hub before it says that this device has something. Here it waits longer:
#: on a busy machine the hub is slow, not away. One that is stopped, and a cut network, are told at once all the same.
WAITING = ("outbox.ts", "screens/count/counting.ts", "screens/custody/deed.ts", "screens/practical/stations.ts")
WAITED = [
    int(re.search(r"\b(?:PATIENCE|patience) = ([\d_]+)", (ROOT / "static/src" / one).read_text("utf-8"))[1])
    for one in WAITING
]
SLOW = 20_000
PATIENT = f"""(() => {{
  const [set, timeout] = [window.setTimeout, AbortSignal.timeout.bind(AbortSignal)]
  const waits = (act) => /native code/.test(act)  // the end of a promise's wait is the browser's own function
  window.setTimeout = (act, ms, ...rest) => set(act, {WAITED}.includes(ms) && waits(act) ? {SLOW} : ms, ...rest)
  AbortSignal.timeout = (ms) => timeout(Math.max(ms, {SLOW}))
}})()"""

#: Notes every answer that came to stand. A camera shows the next badge whatever the test does meanwhile.
NOTED = """(() => {
  window.answers = []
  const look = () => {
    const shown = document.querySelector('.verdict')
    const now = shown && { state: shown.className, words: shown.innerText }
    if (now !== null && now.words !== window.answers.at(-1)?.words) window.answers.push(now)
  }
  const all = { subtree: true, childList: true, attributes: true, characterData: true }
  new MutationObserver(look).observe(document, all)
})()"""
GIVEN = "state => window.answers.find((one) => one.state.split(' ').includes(state))"


#: Whether a row that the device keeps says what is wanted.
KEPT_ROW = """async ([kind, key, wanted]) => {
  const done = (asked) => new Promise((is, fails) => {
    asked.onsuccess = () => is(asked.result)
    asked.onerror = () => fails(asked.error)
  })
  const kept = await done(indexedDB.open('kaowu'))
  const row = await done(kept.transaction('rows').objectStore('rows').get([kind, key]))
  kept.close()
  return Object.entries(wanted).every(([name, is]) => row?.value?.[name] === is)
}"""


def sample_day(folder, *, rooms=8, seed=1, plan_number=None, always_open=True, begins=45, cards=False, ago=0):
    """Write the files of a made-up day that is today, or was some days ``ago`` (negative: will be).

    ``always_open`` lets people sign in at any hour; ``begins`` is in how many minutes the first session starts;
    ``cards``: with the files of a card reader below ``cards``.
    """
    now = datetime.now(ZONE)
    if ago:
        nine = datetime.combine(now.date() - timedelta(days=ago), time(9), ZONE)
        write(folder, rooms=rooms, seed=seed, start=nine, plan_number=plan_number, cards=cards)
        return folder
    write(folder, rooms=rooms, seed=seed, start=now + timedelta(minutes=begins), plan_number=plan_number, cards=cards)
    if always_open:
        path = folder / "plan.yaml"
        plan = yaml.safe_load(path.read_text("utf-8"))
        near = (now.date() + timedelta(days=shift) for shift in (-1, 0, 1))
        plan["days"] = sorted({*plan["days"], *(day.isoformat() for day in near)})
        plan["check_in"] = {"opens": ALWAYS, "closes": ALWAYS}
        path.write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


@dataclass
class Day:
    """A data folder with one day in it: its plan, people in the order of their numbers, and their badges."""

    data: Path
    plan: dict
    people: list[dict]
    badge_rows: dict[str, dict]

    def copied(self, data):
        """Copy the folder, for tests of their own."""
        shutil.copytree(self.data, data)
        return replace(self, data=data)

    def with_spares(self, role, count):
        """Make spare badges of a role; before a hub runs on the folder."""
        first = len(self.badge_rows) + 1
        ids = [f"{0x5BA2_0000_0000_0000 + index:016x}" for index in range(first, first + count)]
        made = [{"badge": one, "person": 0, "role": role} for one in ids]
        with open_hub(Config(self.data, f"sqlite:///{self.data / 'kaowu.db'}")) as hub:
            (receipt,) = hub.facts([("badge.issue", {"plan": self.plan["plan"], "badges": made})])
            assert receipt["verdict"] == "accepted", receipt
            return replace(self, badge_rows={row["badge"]: row for row in hub.rows("badge")})

    def spares(self, role):
        """Spare badges of a role nobody had when they were made, by number."""
        free = (row for row in self.badge_rows.values() if row["person"] == 0 and row["role"] == role)
        return sorted(free, key=lambda row: row["number"])

    def spare_text(self, spare, **other):
        """The QR text of a spare badge."""
        number, site = self.plan["plan"], self.plan["site"]["number"]
        token = Token(spare["badge"], 0, spare["role"], site, number, spare["nbf"], spare["exp"])
        return mint(replace(token, **other), keys.load(self.data / "keys").badge, 1)

    def badge_text(self, person, *, key=None, **other):
        """The QR text of a person's badge; ``key`` and other claims make it a false one."""
        row = self.badge_rows[person["badge"]]
        number, site = self.plan["plan"], self.plan["site"]["number"]
        token = Token(row["badge"], person["person"], person["role"], site, number, row["nbf"], row["exp"])
        return mint(replace(token, **other), key or keys.load(self.data / "keys").badge, 1)


def prepare_day(data, folder):
    """Import a day's files into an empty data folder and make everybody a badge."""
    settings = Config(data, f"sqlite:///{data / 'kaowu.db'}")
    take(settings, [folder])
    with open_hub(settings) as hub:
        (plan,) = hub.rows("plan")
        people = sorted(hub.rows("person"), key=lambda row: row["person"])
        made = [{"badge": f"{person['person']:016x}", "person": person["person"]} for person in people]
        (receipt,) = hub.facts([("badge.issue", {"plan": plan["plan"], "badges": made})])
        assert receipt["verdict"] == "accepted", receipt
        people = sorted(hub.rows("person"), key=lambda row: row["person"])
        return Day(data, plan, people, {row["badge"]: row for row in hub.rows("badge")})


def office(hub):
    """The command line's own session with a running hub."""
    return Caller(hub.port, keys.load(hub.data / "keys").office_token)


def rows_of(hub):
    """Every row the office may see, by kind and key."""
    found, after, more, asks = {}, 0, True, office(hub)
    while more:
        page = asks.get(f"/api/changes?after={after}&limit=5000").json
        found |= {(row["kind"], row["key"]): row["value"] for row in page["rows"]}
        after, more = page["through"], page["more"]
    return {key: value for key, value in found.items() if value is not None}


def entries(hub):
    """Everything in the hub's journal, in its order."""
    found, after, asks = [], 0, office(hub)
    while page := asks.get(f"/api/facts?after={after}&limit=2000").json["entries"]:
        found, after = found + page, page[-1]["seq"]
    return found


@dataclass
class Watch:
    """What a device's pages asked for and complained about; ``keeps``: its browser may keep the app, as it should.

    A page left in the middle of a piece of a photo is followed by one that goes on with it while the hub still hears
    the first: it is told so (423) and asks again, which is no complaint.
    """

    origin: str
    keeps: bool = True
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=lambda: [r"423 \(LOCKED\) \(/api/media/"])

    def over(self, context):
        """Begin to listen to everything in a browser context."""
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        context.on("page", lambda page: page.on("websocket", lambda line: self.asked.append(line.url)))

    def _heard(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} ({urlsplit(message.location['url']).path})")

    def foreign(self):
        """Addresses asked that are not the hub's."""
        home = urlsplit(self.origin).netloc
        return [
            url for url in self.asked if urlsplit(url).scheme not in ("blob", "data") and urlsplit(url).netloc != home
        ]

    def unexpected(self):
        """Complaints that no test announced."""
        return [said for said in self.complaints if not any(re.search(form, said) for form in self.expected)]


@contextmanager
def device(browser, origin, size=TABLET, *, answers_stay=True, **options):
    """Open a browser of its own at the site; at the end nothing foreign was asked and nothing complained.

    ``answers_stay``: until the test goes on, instead of leaving by themselves.
    """
    # No worker is fetched past a certificate that the browser does not trust.
    keeps = not options.get("ignore_https_errors") and options.get("service_workers") != "block"
    watch, program = Watch(origin, keeps), chromium.program_of(browser)
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=size == PHONE,
        base_url=origin,
        **options,
    )
    context.set_default_timeout(PATIENCE)
    watch.over(context)
    context.add_init_script(PATIENT)
    if answers_stay:
        context.add_init_script(STAY)
    page = context.new_page()
    page.watch = watch
    try:
        yield page
    finally:
        chromium.close(context, program)
    assert watch.asked, "nothing was asked: the watch saw nothing"
    assert watch.foreign() == []
    assert watch.unexpected() == []


def enrol_link(hub, kind, name, origin=None):
    """A one-time enrolment link that the office makes."""
    code = office(hub).post("/api/enrol-codes", {"kind": kind, "name": name}).json["code"]
    return f"{origin or hub_origin(hub)}/enrol#code={code}"


def hub_origin(hub):
    return f"http://localhost:{hub.port}"


def enrol(page, hub, kind, name):
    """Open an enrolment link and join, as a person does."""
    page.goto(enrol_link(hub, kind, name, page.watch.origin))
    page.get_by_label("设备名称").fill(name)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page).to_have_url(re.compile(r"/(board|check-in|reading)$"))
    expect(page.locator("main > .board, main > .empty, main > .check-in, main > .reading")).to_be_visible()
    settled(page)
    if page.watch.keeps and page.evaluate("isSecureContext"):
        controlled(page)  # as after the evening's preparation: the whole app is on the device
    return page


def scan(page, text):
    """A hand scanner types a whole code in one go and ends with Enter."""
    expect(page.locator(".check-in")).to_be_visible()
    codes = {"$": "Digit4", "%": "Digit5", "*": "Digit8", "+": "Equal", ":": "Semicolon"}
    presses = [{"key": key, "code": codes.get(key, ""), "shiftKey": key in codes} for key in text]
    page.evaluate(SCANNER, [*presses, {"key": "Enter", "code": "Enter"}])


def type_number(page, number):
    """Type a badge number on the check-in screen."""
    show_way(page, "输编号")
    page.get_by_label("证牌编号").fill(number)
    page.locator(".pad button.submit").click()


def pick_name(page, person):
    """Search a person by name, pick the one of that unit and check them in without a badge."""
    open_card(page, person)
    page.get_by_role("button", name="签到（无证牌）").click()


def open_card(page, person):
    """Search a person by name and open the card with the ways on."""
    show_way(page, "搜姓名")
    page.get_by_label("姓名、工号、编号、单位或手机尾号").fill(person["staff_no"])
    page.locator(".search li button", has_text=person["name"]).first.click()


def show_way(page, way):
    page.locator(".check-in > .ways").get_by_role("button", name=way).click()


def turn_to(page, errand):
    """What the device is for now: 签到, 签退, 发证 or 收证."""
    page.locator(".direction").get_by_role("button", name=errand, exact=True).click()


def answer(page, state):
    """Wait until the answer fills the screen in this state; return its words and leave it standing."""
    shown = page.locator(f".verdict.{state}")
    expect(shown).to_be_visible()
    return shown.inner_text()


def answer_to_camera(page, state):
    """Wait until an answer of this state stood there once (``NOTED`` runs on the page); return its words."""
    return page.wait_for_function(GIVEN, arg=state, polling=100, timeout=BACK).json_value()["words"]


def go_on(page):
    """Leave the answer, if it has not left by itself."""
    page.evaluate("document.querySelector('.verdict footer button:last-child')?.click()")
    expect(page.locator(".verdict")).to_have_count(0)


def visit(page, path):
    """Open a screen and wait until it stands."""
    page.goto(path)
    expect(page.locator("main > *").first).to_be_visible()
    settled(page)


def settled(page):
    """Wait until the page shows what the hub has."""
    expect(page.locator(".picture.live")).to_be_visible(timeout=BACK)


def all_sent(page):
    """Wait until the hub has everything that waited on the device."""
    expect(page.get_by_role("button", name="待上传 0")).to_be_visible(timeout=BACK)


def heard(page, kind, key, *, seconds=PATIENCE / 1000, **wanted):
    """Wait until a row has come to this device as others changed it at the hub."""
    # Not by wait_for_function: it takes the promise of an answer for a yes.
    until(lambda: page.evaluate(KEPT_ROW, [kind, key, wanted]), seconds, f"{kind} {key} with {wanted} on the device")


def controlled(page):
    """Wait until the service worker serves the page: from then on it opens without the hub."""
    page.wait_for_function("() => navigator.serviceWorker.controller !== null", polling=50, timeout=BACK)


def asked_before_leaving(page, link):
    """Follow a link that the page asks about first, and stay; return the question."""
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name=link).click()
    return asked.value.message


def words(value):
    """Every text in rows of any shape."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from words(one)
    elif isinstance(value, list):
        for one in value:
            yield from words(one)
