"""Policies of a plan: what differs between provinces about custody, counts, the balance, the draw and the reading.

The defaults are Jiangxi's where its rules say so, else the commonest practice (``domain`` 2, 3 and 14).
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from server.domain.refusal import Refusal
from server.domain.words.policy import NAMES

VoidBag = Literal["paper", "card"]
SealNumbers = Literal["own", "factory"]

#: What a leg of the plan may change (``custody.legs.Leg``), and what belongs there.
LEG_KEYS: Mapping[str, type] = MappingProxyType(
    {
        "used": bool, "end": str, "givers": int, "receivers": int, "monitors": int, "giver_roles": tuple,
        "receiver_roles": tuple, "monitor_roles": tuple, "opens": tuple, "closes": tuple,
    }
)  # fmt: skip


#: From where to where a policy that is a whole number goes; the screens have them from here.
RANGES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "cards_per_candidate": (1, 2),
        "scratch_per_candidate": (0, 20),
        "witnesses": (0, 4),
        "opens_before": (0, 60),
        "spare_monitors": (0, 4),
        "still_after": (1, 1440),
        "media_quota": (0, 1_000_000),
        "media_silent": (1, 1440),
        "reading_days": (0, 365),
        "papers_before": (0, 30),
        "papers_after": (1, 365),
        "back_within": (1, 1440),
        "counted_within": (1, 1440),
        "stored_within": (1, 4320),
        "check_cards": (1, 200),
        "second_pass": (0, 100),
        "abnormal_high": (50, 100),
        "abnormal_low": (0, 50),
        "abnormal_blank": (1, 100),
        "abnormal_same": (50, 100),
        "abnormal_wrong": (1, 100),
        "abnormal_beyond": (1, 20),
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a plan says about papers, by which rules its draws are held, and what is looked at after the reading.

    Attributes:
        cards_per_candidate: answer cards of one candidate, 1 or 2.
        mark_absent: absent candidates' cards are filled in and go into the card bag (Jiangxi, Guangdong).
        void_to: the bag that cards voided by replacement go into.
        forms: papers come in forms A and B, counted apart.
        scratch_per_candidate: sheets of scratch paper handed out to each.
        seals: ``own`` strips carry our check character, ``factory`` ones do not.
        room_set: codes of the kinds that a room set must hold.
        witnesses: candidates who look at the seal before a bag is opened.
        opens_before: minutes before the start from which a room's bags may be opened.
        spare_monitors: monitors at the opening of spare bags and the duty copy.
        verify_before_return: what was opened must be counted and sealed by the chief before it leaves the site.
        practical_papers: practical sessions have paper and card bags too.
        still_after: minutes without a move after which a thing that is on its way is named.
        media_quota: gigabytes of photos and film that a session may have; 0: what the disk has.
        media_silent: minutes without a byte after which a film that runs counts as broken off.
        reading_days: days after the last one in which cards are read, marked and scores are released.
        papers_before: days before the first one from which papers may leave the vault for the site.
        papers_after: days after the last one in which papers go back to the vault, to the reading room and back.
        counts_in_room: invigilators sign in on a device in their room; they state there what was opened and counted.
        draw_units: the invigilators of a room are drawn from different units.
        draw_experience: each room is drawn an experienced invigilator, beside whom a new one may stand.
        back_within: minutes after the end of its session from which a room's bag that is not back is missing.
        counted_within: minutes after its bags came back from which a room that is not counted is named.
        stored_within: minutes after the end from which what is not in the vault, lent things and badges are missing.
        check_cards: cards that a random check of a reading draws.
        second_pass: per cent of the cards that a second reading covers before scores go out; 0: none is asked for. Its
            files are signed by the three; the file of the first reading handed in again is none.
        abnormal_high: per cent of the full score from which a score is listed as very high.
        abnormal_low: per cent of it up to which one is listed as very low; 0 points have a list of their own.
        abnormal_blank: per cent of the questions left out from which a card is listed.
        abnormal_same: per cent of equal answers among those that both gave from which a pair is listed.
        abnormal_wrong: equal wrong answers that a pair has at least.
        abnormal_beyond: standard deviations above chance from which equal wrong answers alone list a pair.
        legs: changes to the legs, by leg id.
    """

    cards_per_candidate: int = 1
    mark_absent: bool = True
    void_to: VoidBag = "paper"
    forms: bool = False
    scratch_per_candidate: int = 1
    seals: SealNumbers = "own"
    room_set: tuple[str, ...] = ("PP", "CP", "SL", "RS")
    witnesses: int = 2
    opens_before: int = 10
    spare_monitors: int = 1
    verify_before_return: bool = True
    practical_papers: bool = False
    still_after: int = 45
    media_quota: int = 0
    media_silent: int = 15
    reading_days: int = 30
    papers_before: int = 1
    papers_after: int = 30
    counts_in_room: bool = False
    draw_units: bool = True
    draw_experience: bool = True
    back_within: int = 60
    counted_within: int = 45
    stored_within: int = 180
    check_cards: int = 30
    second_pass: int = 0
    abnormal_high: int = 97
    abnormal_low: int = 10
    abnormal_blank: int = 30
    abnormal_same: int = 90
    abnormal_wrong: int = 6
    abnormal_beyond: int = 5
    legs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


#: Jiangxi: the chief and a roving invigilator collect the papers at the centre themselves (``domain`` 2.1, T-120).
JIANGXI = Policy(
    legs={
        "L1": {"end": "site", "receiver_roles": ("CE", "DCE", "RP", "CO")},
        "L2": {"used": False},
    }
)


def policy_to_row(policy: Policy) -> dict[str, Any]:
    """Write a policy as JSON."""
    row = asdict(policy)
    row["room_set"] = list(policy.room_set)
    row["legs"] = {leg: {key: _plain(value) for key, value in of.items()} for leg, of in policy.legs.items()}
    return row


def policy_from_row(row: Mapping[str, Any]) -> Policy:
    """Read a policy; what the row leaves out is as by default.

    Raises:
        Refusal: ``policy-range``, naming the policy and its bounds; ``policy-wrong``, naming the key; or
            ``policy-order``: papers are in the vault before they are back.
    """
    for key, value in row.items():
        if key in RANGES and not _whole(value, *RANGES[key]):
            raise _outside(key, value)
        if key not in RANGES and not _ALLOWED.get(key, _never)(value):
            raise Refusal("policy-wrong", field=key, found=str(value)[:40])
    given = dict(row)
    if "room_set" in given:
        given["room_set"] = tuple(given["room_set"])
    if "legs" in given:
        given["legs"] = {leg: {key: _fixed(value) for key, value in of.items()} for leg, of in given["legs"].items()}
    policy = Policy(**given)
    if policy.stored_within < policy.back_within:
        raise Refusal(
            "policy-order", field="stored_within", back=policy.back_within, stored=policy.stored_within,
        )  # fmt: skip
    return policy


def _outside(key: str, value: Any) -> Refusal:
    (zh, en), (low, high) = NAMES[key], RANGES[key]
    return Refusal(
        "policy-range", field=key, policy=zh, policy_en=en, found=str(value)[:40], low=low, high=high,
    )  # fmt: skip


def unchanged_since(seen: Policy, now: Policy, stated: Policy) -> None:
    """Let who saw ``seen`` state what is to stand from now on.

    Raises:
        Refusal: ``policies-changed``: somebody else changed them meanwhile, and not to what is stated; it names each
            with what stands now.
    """
    if now in (seen, stated):
        return
    was, is_ = policy_to_row(seen), policy_to_row(now)
    changed = [key for key in is_ if is_[key] != was[key]]
    raise Refusal(
        "policies-changed", field="seen",
        changed="；".join(NAMES[key][0] + _now(was[key], is_[key], "（{} → {}）", ("否", "是")) for key in changed),
        changed_en="; ".join(NAMES[key][1] + _now(was[key], is_[key], " ({} to {})", ("no", "yes")) for key in changed),
    )  # fmt: skip


def _now(was: Any, is_: Any, said: str, flags: tuple[str, str]) -> str:
    """Say how a number or a flag changed; of anything else its name says enough."""
    if isinstance(is_, bool):
        return said.format(flags[was], flags[is_])
    return said.format(was, is_) if isinstance(is_, int) else ""


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _never(_: Any) -> bool:
    return False


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _codes(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)


def _legs(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(of, Mapping) and all(key in LEG_KEYS and isinstance(_fixed(of[key]), LEG_KEYS[key]) for key in of)
        for of in value.values()
    )


_ALLOWED: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        "mark_absent": _flag,
        "void_to": lambda value: value in ("paper", "card"),
        "forms": _flag,
        "seals": lambda value: value in ("own", "factory"),
        "room_set": _codes,
        "verify_before_return": _flag,
        "practical_papers": _flag,
        "counts_in_room": _flag,
        "draw_units": _flag,
        "draw_experience": _flag,
        "legs": _legs,
    }
)
