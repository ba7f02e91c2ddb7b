"""A morning at two tables: who comes in which order, what each of them shows, and how much handling that takes.

Table one has a phone with its camera on the table, table two a tablet with a hand scanner. Everybody shows a badge but
for those who were sent instead of somebody, came without one, or should not come in.
"""

from dataclasses import dataclass, field
from random import Random

import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from tests.browser import camera, site

#: What a person needs for one act of the hand, in seconds (keystroke-level model: a tap on a near target, one digit,
#: one Chinese character by pinyin with its choice, holding a badge before a camera or scanner).
TAP, KEY, CHARACTER, HOLD = 1.1, 0.5, 1.5, 1.5

#: Written into every page of a table: when the camera saw the film's mark, and when which answer stood there.
WATCH = """() => {
  window.seen = []
  const note = (what, words) => window.seen.push({ at: performance.now(), what, words })
  let before = ''
  const look = () => {
    const answer = document.querySelector('.verdict')
    const now = answer === null ? '' : `${[...answer.classList].join(' ')}|${answer.innerText}`
    if (now !== before) note('answer', (before = now))
  }
  const begin = () => new MutationObserver(look).observe(document.documentElement, {
    subtree: true, childList: true, attributes: true, characterData: true,
  })
  document.documentElement === null ? document.addEventListener('DOMContentLoaded', begin) : begin()
  const eye = new OffscreenCanvas(4, 4).getContext('2d', { willReadFrequently: true })
  let lit = false
  const frame = (video) => {
    eye.drawImage(video, 0, 0, 24, 24, 0, 0, 4, 4)
    const bright = eye.getImageData(1, 1, 1, 1).data[1] > 200
    if (bright && !lit) note('shown', '')
    lit = bright
    video.requestVideoFrameCallback(() => frame(video))
  }
  const watched = new WeakSet()
  setInterval(() => {
    const video = document.querySelector('video')
    if (video !== null && !watched.has(video)) {
      watched.add(video)
      video.requestVideoFrameCallback(() => frame(video))
    }
  }, 50)
}"""

#: The last answer of a state that came to stand since a moment, which may have left again.
ANSWERED = """([state, since]) => window.seen.filter(({ at, what, words }) =>
  what === 'answer' && at >= since && words.split('|')[0].split(' ').includes(state)).at(-1)"""

FPS = 5
SIZE = (640, 480)
HELD, AWAY, AWAY_AFTER_NO = 6, 4, 30  # frames


@dataclass
class Comer:
    """Somebody in the queue: ``case`` tells what is special, ``text`` what the badge says, ``name`` whose it is."""

    case: str
    name: str
    text: str | None = None
    person: dict | None = None
    spare: dict | None = None


@dataclass
class Effort:
    """What one person cost at a table: taps, keys and characters of the clerk, seconds of waiting for the machine."""

    case: str
    taps: int = 0
    keys: int = 0
    characters: int = 0
    holds: int = 0
    waited: float = 0.0

    def seconds(self):
        """All in, by the model above."""
        by_hand = self.taps * TAP + self.keys * KEY + self.characters * CHARACTER + self.holds * HOLD
        return by_hand + self.waited


@dataclass
class Queue:
    """Everybody of a morning: who stands at which table, in order, and who is to be in at its end."""

    camera: list[Comer] = field(default_factory=list)
    scanner: list[Comer] = field(default_factory=list)
    let_in: set[str] = field(default_factory=set)

    def __len__(self):
        return len(self.camera) + len(self.scanner)


def queue_of(day, count, *, seed=5):
    """Put ``count`` people in two queues.

    At least 24 of them: five substitutes, three without a badge, two with forged ones, one with a revoked one, one who
    is scanned twice, and otherwise people with their badge.
    """
    chance = Random(seed)
    proctors = [one for one in day.people if one["role"] == 8]
    others = [one for one in day.people if one["role"] != 8]
    chance.shuffle(proctors)
    spares = iter(day.spares(8))
    made = Queue()

    def ordinary(person, case="badge"):
        return Comer(case, person["name"], day.badge_text(person), person)

    replaced = [proctors.pop() for _ in range(2)]
    made.scanner += [
        Comer("substitute", f"代考{word}", person=person, spare=next(spares))
        for word, person in zip("甲乙丙丁戊", [*replaced, None, None, None], strict=True)
    ]
    made.scanner += [Comer("forgot", one["name"], None, one, next(spares)) for one in (proctors.pop(), proctors.pop())]
    made.scanner.append(Comer("name", (known := proctors.pop())["name"], None, known))
    made.scanner += [Comer("number", one["name"], None, one) for one in (proctors.pop(), proctors.pop())]
    stranger = Ed25519PrivateKey.generate()
    for one in (proctors.pop(), proctors.pop()):
        made.camera.append(Comer("forged", one["name"], day.badge_text(one, key=stranger), one))
    made.camera.append(ordinary(proctors.pop(), "revoked"))
    twice = ordinary(proctors.pop())
    rest = [ordinary(one) for one in [*proctors, *others]][: count - len(made) - 2]
    half = len(rest) // 2
    made.camera += rest[:half]
    made.scanner += rest[half:]
    for queue in (made.camera, made.scanner):
        chance.shuffle(queue)
    made.camera.insert(1, twice)
    made.camera.append(Comer("twice", twice.name, twice.text, twice.person))
    kept_out = {"forged", "revoked", "twice"}
    made.let_in = {one.name for one in [*made.camera, *made.scanner] if one.case not in kept_out}
    return made


def card_of(text):
    """A card of the badge's size (86 x 124 mm, 8 pixels a millimetre) with its code where the badge has it."""
    card = Image.new("RGB", (86 * 8, 124 * 8), "white")
    card.paste("#0f766e", (0, 0, card.width, 24 * 8))
    code = Image.fromarray(
        zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, zxingcpp.QRCode, ec_level="M"))
    )
    code = code.convert("RGB").resize((50 * 8, 50 * 8), Image.Resampling.NEAREST)
    card.paste(code, (18 * 8, 66 * 8))
    return card


def film_of(queue, path):
    """Film the camera's queue: each badge is held up and taken away; a white corner says when one is held up."""
    wall = camera.wall().resize(SIZE)
    empty = camera.grainy(wall)
    with path.open("wb") as file:
        file.write(b"YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420jpeg\n" % (*SIZE, FPS))
        dark = camera.frame_of(_marked(empty, 0))
        file.write(dark * 15)
        for comer in queue:
            scene = camera.held_up(card_of(comer.text), SIZE)
            file.write(camera.frame_of(_marked(scene, 255)) * HELD)
            file.write(dark * (AWAY if comer.case == "badge" else AWAY_AFTER_NO))
        file.write(dark * 600)
    return path


def _marked(scene, light):
    marked = scene.copy()
    marked.paste(Image.new("RGB", (32, 32), (light,) * 3), (0, 0))
    return marked


class Table:
    """A table where people sign in; counts what the clerk's hands do."""

    def __init__(self, page):
        self.page = page
        self.efforts = []

    def begin(self, case):
        self.effort = Effort(case)
        self.efforts.append(self.effort)
        return self.effort

    def _act(self):
        """Whatever the hand does next, the machine's answer is waited for from then on."""
        self._since = self.page.evaluate("performance.now()")

    def tap(self, target):
        self._act()
        self.effort.taps += 1
        target.click()

    def write(self, text):
        """Write where the cursor stands, as a clerk does."""
        self.effort.keys += sum(one.isascii() for one in text)
        self.effort.characters += sum(not one.isascii() for one in text)
        self.page.keyboard.insert_text(text)

    def enter(self):
        self._act()
        self.effort.keys += 1
        self.page.keyboard.press("Enter")

    def scan(self, text):
        self._act()
        self.effort.holds += 1
        site.scan(self.page, text)

    def answer(self, state):
        """Wait for the answer; from the hand's last act to it is waiting."""
        asked = [state, self._since]
        said = self.page.wait_for_function(ANSWERED, arg=asked, polling=100, timeout=site.BACK).json_value()
        self.effort.waited += (said["at"] - self._since) / 1000
        return said["words"]

    def leave(self):
        """Leave an answer that stays until it is read."""
        self._act()
        self.effort.taps += 1
        site.go_on(self.page)
