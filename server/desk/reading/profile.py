"""Card-file profiles (读卡格式) of a plan: how its stations' files are to be read."""

from pydantic import Field, StrictBool, StrictStr
from sqlalchemy import Connection

from reading import BadProfile, Profile, load_profile, shipped
from server.desk import feed
from server.desk.act import Act, Desk, Hub
from server.desk.reading import batch_row, taken
from server.desk.reading.bodies import OfPlan, ProfileId, at, holder
from server.domain.refusal import Refusal
from server.store import plan as plans
from server.store import reading
from server.store.journal import Transaction

#: Characters of a profile's text.
LONGEST = 60_000


class ProfileBody(OfPlan):
    """A profile as its text stands; ``withdrawn``: it is used for no more files."""

    id: ProfileId
    profile: StrictStr = Field(min_length=1, max_length=LONGEST)
    withdrawn: StrictBool = False


def read(text: str) -> Profile:
    """Read a profile's text.

    Raises:
        Refusal: ``profile-wrong``, with line and field.
    """
    try:
        return load_profile(text)
    except BadProfile as bad:
        raise Refusal(
            "profile-wrong", field=bad.field or "profile", line=bad.line, says=bad.says, fix=bad.fix,
            says_en=bad.says_en, fix_en=bad.fix_en,
        ) from bad  # fmt: skip


def in_force(connection: Connection, plan: int) -> dict[str, Profile]:
    """Return the profiles by which a plan's files may be read, by id: its own, and those that ship with the hub."""
    known = {profile.id: profile for profile in shipped()}
    for key, row in reading.every(connection, plan, "profile").items():
        known.pop(key, None)
        if not row["withdrawn"]:
            try:
                known[key] = load_profile(row["profile"])
            except BadProfile:  # an older hub took what today's rules do not
                continue
    return known


def _load(connection: Connection, _hub: Hub, _act: Act, body: ProfileBody) -> bool:
    return plans.get(connection, body.plan) is not None


def _decide(loaded: bool, _act: Act, body: ProfileBody) -> None:
    if not loaded:
        raise Refusal("plan-unknown", field="plan", plan=body.plan)
    profile = read(body.profile)
    if profile.id != body.id:
        raise Refusal("profile-id", field="profile", found=profile.id, expected=body.id)


def _keep(tx: Transaction, act: Act, body: ProfileBody, _loaded: bool) -> None:
    """Keep the text; files of which nothing was taken yet are parsed again."""
    row = {"profile": body.profile, "withdrawn": body.withdrawn, "at": at(act), "by": holder(act)}
    reading.keep(tx.connection, body.plan, "profile", body.id, row)
    tx.rows.put(act.seq, "profile", f"{body.plan}/{body.id}", batch_row.SCOPE, _shown(body) | {
        "at": at(act), "by": holder(act),
    })  # fmt: skip
    for batch in reading.every(tx.connection, body.plan, "batch").values():
        if batch["state"] == "refused":
            taken.taken(tx.connection, batch, act.seq)
    feed.line(tx, act, plan=body.plan, person=holder(act), about=body.id)


def _shown(body: ProfileBody) -> dict[str, object]:
    try:
        profile = load_profile(body.profile)
    except BadProfile:
        told: dict[str, object] = {"title": body.id, "title_en": body.id, "format": None, "digest": None}
    else:
        told = {"title": profile.title, "title_en": profile.title_en, "format": str(profile.format),
                "digest": profile.digest}  # fmt: skip
    return {"plan": body.plan, "id": body.id, "withdrawn": body.withdrawn} | told


def _turn_down(tx: Transaction, act: Act, body: ProfileBody, _loaded: bool, refusal: Refusal) -> None:
    feed.line(tx, act, plan=body.plan, person=holder(act), about=body.id, refusal=refusal)


PROFILE = Desk("reading.profile", ProfileBody, _load, _decide, _keep, _turn_down)
