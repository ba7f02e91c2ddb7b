"""A day whose bags lie in sealed cases in the vault, and acts stated from the office under a grant."""

from datetime import datetime

import uuid6

from protocol import fact as facts
from protocol.role import BY_CODE
from server.cli.client import open_hub
from server.config import Config
from server.store import keys
from tests.browser import signing, site
from tests.browser.papers import IN_SET, Papers
from tests.running import ZONE

PER_CASE = 7
BAGS = ("PP", "CP")


def in_vault(day, sets):
    """Register the papers of so many rooms of the first session, before a hub runs; everybody is in, couriers carry."""
    plan, session = day.plan["plan"], day.plan["sessions"][0]["id"]
    with open_hub(Config(day.data, f"sqlite:///{day.data / 'kaowu.db'}")) as hub:
        chief = next(one for one in day.people if one["role"] == BY_CODE["CE"].number)
        grant = signing.at_the_office(hub, chief)

        def state(*stated):
            for start in range(0, len(stated), 200):
                for receipt in hub.facts(stated[start : start + 200], grant):
                    assert receipt["verdict"] == "accepted", receipt

        rooms = sorted((row["room"] for row in hub.rows("room") if session in row["sessions"]),
                       key=lambda room: (len(room), room))[:sets]  # fmt: skip
        assert len(rooms) == sets
        at_vault = {BY_CODE[code].number for code in ("VK", "CO")}
        state(("plan.policy", {"plan": plan, "policy": {}}))
        state(*(
            ("duty.check_in", {"place": "考务办公室", "plan": plan, "person": one["person"]})
            for one in day.people if one["role"] not in at_vault
        ))  # fmt: skip
        cases = -(-sets // PER_CASE) if sets > PER_CASE else 2
        new = [{"kind": "CS"}] * cases + [{"kind": "ST", "packed": {"seals": 1}}] * (cases + 1)
        new += [{"kind": "RSET", "session": session, "room": room} for room in rooms]
        new += [
            {"kind": kind, "session": session, "room": room, "packed": packed}
            for room in rooms
            for kind, packed in IN_SET
        ]
        for start in range(0, len(new), 400):
            state(("custody.label", {"plan": plan, "objects": new[start : start + 400]}))
        items = sorted(hub.rows("item"), key=lambda row: (len(row["label"]), row["label"]))
    papers = Papers(day, session, rooms, {(row["kind"], row["room"]): row["label"] for row in items if row["room"]}, {})
    papers.cases = [row["label"] for row in items if row["kind"] == "CS"]
    papers.strips = [row["label"] for row in items if row["kind"] == "ST"]
    return papers


def stated(hub, day, person, *acts):
    """State acts ``(kind, body)`` on the office's own device, on which somebody signs in for it."""
    plan, asks, secret = day.plan["plan"], site.office(hub), keys.load(hub.data / "keys").office
    answer = asks.post("/api/sign-in", {"plan": plan, "person": person["person"], "pin": signing.PIN})
    assert answer.status == 200, answer
    me = asks.get("/api/me").json
    made = []
    for number, (kind, body) in enumerate(acts, me["device_seq"] + 1):
        fact = {
            "id": str(uuid6.uuid7()), "kind": kind, "at": datetime.now(ZONE).isoformat(timespec="milliseconds"),
            "device": me["device"], "device_seq": number, "grant": answer.json["grant"], "body": {"plan": plan, **body},
        }  # fmt: skip
        made.append({"fact": fact, "sig": facts.sign(secret, facts.canonical(fact)), "acted": False})
    for receipt in asks.facts(*made):
        assert receipt["verdict"] == "accepted", receipt


def into_cases(hub, papers, clerk, keeper):
    """The custodian puts the bags into the cases and closes each with a strip."""
    each = -(-len(papers.rooms) // len(papers.cases))
    who = [{"badge": papers.day.badge_text(keeper)}]
    acts = []
    for number, (case, strip) in enumerate(zip(papers.cases, papers.strips, strict=False)):
        rooms = papers.rooms[number * each : (number + 1) * each]
        bags = [papers.labels[kind, room] for room in rooms for kind in BAGS]
        acts.append(("custody.pack", {"container": case, "objects": bags, "people": who, "seal": strip}))
    stated(hub, papers.day, clerk, *acts)


def out_of_cases(hub, papers, clerk):
    """The clerk opens the cases at the site; the seals that are still on them are whole."""
    people = [{"person": clerk["person"]}]
    look = {"intact": True}
    acts = [("custody.unpack", {"container": case, "people": people, "look": look}) for case in papers.cases]
    stated(hub, papers.day, clerk, *acts)
