"""What a page's recorder gave out, noted outside its browser: one that is killed takes none of it along."""

import base64
import json
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from statistics import median

#: Notes each slice as the recorder gives it out, before the app has it, and what the hub acknowledged of a film.
NOTES = """(() => {
  const note = (what) => window.noted?.(JSON.stringify(what))
  let films = 0
  window.MediaRecorder = class extends MediaRecorder {
    constructor(...asked) {
      super(...asked)
      films += 1
      const film = films
      let next = 0
      this.addEventListener('dataavailable', async ({ data }) => {
        if (data.size === 0) return
        const number = next++
        note({ film, number, size: data.size, at: Date.now() })
        note({ film, number, bytes: new Uint8Array(await data.arrayBuffer()).toBase64() })
      })
    }
  }
  const ask = window.fetch
  window.fetch = async (...asked) => {
    const [place, sent] = [asked[0], asked[1]?.method === 'PATCH']
    if (sent) note({ place, at: Date.now() })
    const answer = await ask(...asked)
    const acknowledged = Number(answer.headers.get('Upload-Offset'))
    if (sent && answer.status === 204) note({ place, at: Date.now(), acknowledged })
    return answer
  }
})()"""


@dataclass
class Slice:
    """One slice: bytes, ms since the epoch when it was given out, and what is in it once that was noted, too."""

    size: int
    at: float
    data: bytes | None = None


@dataclass
class Sent:
    """One request with bytes of a film: where the film was acknowledged to, and when it was asked and acknowledged (ms
    since the epoch); None where it was not.
    """

    offset: int
    asked: float
    answered: float | None = None


@dataclass
class Recorded:
    """One film as its recorder gave it out.

    ``place`` is its upload, ``acknowledged`` how many bytes of it the page was told are on the hub's disk.
    """

    page: object
    line: object
    slices: list[Slice] = field(default_factory=list)
    place: str | None = None
    acknowledged: int = 0
    sent: list[Sent] = field(default_factory=list)

    def hear(self, said):
        """Take one note."""
        note = json.loads(said["payload"])
        if "place" in note:
            assert self.place in (None, note["place"]), "one film, one upload"
            self.place = note["place"]
            if "acknowledged" in note:
                self.acknowledged = max(self.acknowledged, note["acknowledged"])
                self.sent[-1].answered = note["at"]
            else:
                self.sent.append(Sent(self.acknowledged, note["at"]))
        elif "size" in note:
            assert (note["film"], note["number"]) == (1, len(self.slices)), "every slice in its turn"
            self.slices.append(Slice(note["size"], note["at"]))
        else:
            self.slices[note["number"]].data = base64.b64decode(note["bytes"])

    def rest(self):
        """Hear nothing more: what is taken next is no part of this film."""
        self.now().line.detach()

    def now(self):
        """The film with all that was noted so far: notes come while the page is asked something."""
        if not self.page.is_closed():
            self.page.evaluate("true")
        return self

    @property
    def size(self):
        return sum(one.size for one in self.slices)

    @property
    def whole(self):
        """The film's bytes; of each slice they were noted."""
        return b"".join(one.data for one in self.slices)

    def missing(self, offset):
        """How many slices do not lie whole below ``offset``."""
        return sum(end > offset for end in accumulate(one.size for one in self.slices))

    def upto(self, number):
        """The bytes of so many slices, the first ones."""
        return sum(one.size for one in self.slices[:number])

    def lasts(self, number):
        """Milliseconds of film that were given out after so many slices."""
        later = self.slices[number:]
        return later[-1].at - later[0].at if later else 0

    def slowest(self, at):
        """The longest that one request took, in ms; of one still under way ``at`` that time, what it took so far."""
        took = [one.answered - one.asked for one in self.sent if one.answered is not None]
        return max([*took, *(at - one.asked for one in self.sent[-1:] if one.answered is None)], default=0)

    def idle(self):
        """The longest but one that a slice lay here while no request was under way, in ms: a disk is busy once.

        Before the film's first request and after one that failed nothing is counted.
        """
        found = [0, 0]
        for before, after in pairwise(self.sent):
            first = len(self.slices) - self.missing(after.offset)
            if before.answered is not None and first < len(self.slices):
                found.append(after.asked - max(before.answered, self.slices[first].at))
        return sorted(found)[-2]

    def prompt(self, at):
        """Whether slices went out at once: before two more were there, or while two requests took their time."""
        gaps = [after.at - before.at for before, after in pairwise(self.slices)] or [0]
        return self.idle() <= 2 * max(median(gaps), self.slowest(at))

    def overdue(self, offset, at):
        """How many slices do not lie whole below ``offset`` though the device could have brought them until ``at``.

        The newest may still be on its way to the device's disk. Any other had to get there, to wait for one request at
        most, and to be brought by one; each may take as long as it took before of this film. Before anything of it was
        acknowledged nobody knows how long that is.
        """
        if not self.acknowledged:
            return 0
        missing = self.slices[len(self.slices) - self.missing(offset) : -1]
        return sum(at - one.at > self.idle() + 2 * self.slowest(at) for one in missing)

    def late(self, offset, at):
        """Milliseconds from what lies below ``offset`` to ``at`` (ms since the epoch); None where nothing does."""
        there = self.slices[: len(self.slices) - self.missing(offset)]
        return at - there[-1].at if there else None

    def begins(self, data):
        """Fail unless the film begins with these bytes.

        The last notes of a killed one may not have come out of its browser, whose bytes went another way: what came
        beyond them is the phone's own digest's to tell.
        """
        killed = self.page.is_closed()
        assert killed or len(data) <= self.size, f"{len(data)} bytes of a film of {self.size}"
        assert killed or all(one.data is not None for one in self.slices[:-1]), "a slice was not noted"
        at = 0
        for number, one in enumerate(self.slices):
            part = data[at : at + one.size]
            assert one.data is None or part == one.data[: len(part)], f"slice {number} is not what was recorded"
            at += one.size


def recorded(page):
    """Note the first film that is recorded on each page opened in this tab from now on; returns it as it grows."""
    line = page.context.new_cdp_session(page)
    film = Recorded(page, line)
    line.on("Runtime.bindingCalled", film.hear)
    line.send("Runtime.enable")
    line.send("Runtime.addBinding", {"name": "noted"})
    page.add_init_script(NOTES)
    return film
