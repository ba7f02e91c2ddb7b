"""Scores as printed forms take them: every figure as the text that stands on paper (Chinese, as all forms).

``head`` is what every form begins with: plan, site, session, when, and made (when and from which release).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from server.domain.reading.abnormal import Bounds, Listed
from server.domain.reading.centre import ABSENT, FAILED, PASSED, VOID, points
from server.domain.reading.items import Analysis, Item
from server.domain.reading.marking import Marked, State
from server.domain.reading.release import SETTLED, Change, Release
from server.domain.words.scores import ABNORMAL, REMARKS, RULES, STATES

Head = Mapping[str, str]
NOT_GIVEN = "未答"


def score_sheets(
    head: Head, marked: Sequence[Marked], names: Mapping[str, str], subjects: Mapping[str, str], release: str
) -> list[dict[str, Any]]:
    """Return a score sheet for every room, by room and seat.

    Args:
        head: as above.
        marked: the results.
        names: names by admission number.
        subjects: by subject, trade and level in words.
        release: which release the scores are of; ``未发布`` before there is one.
    """
    rooms: dict[str, list[Marked]] = {}
    for one in sorted(marked, key=lambda one: (one.sheet.room, _seat(one.sheet.seat), one.sheet.number)):
        rooms.setdefault(one.sheet.room, []).append(one)
    return [
        {
            **head,
            "room": room,
            "counts": _counts(people),
            "release": release,
            "rows": [_line(one, names, subjects) for one in people],
            "notes": [_waiting(people)] if any(one.state not in SETTLED for one in people) else [],
        }
        for room, people in rooms.items()
    ]


def _seat(seat: str) -> tuple[int, str]:
    return (int(seat), "") if seat.isdigit() else (0, seat)


def _line(one: Marked, names: Mapping[str, str], subjects: Mapping[str, str]) -> list[str]:
    sheet = one.sheet
    score = points(one.total) if one.total is not None else {"absent": ABSENT, "void": VOID}.get(one.state, "—")
    verdict = "" if one.passed is None else PASSED if one.passed else FAILED
    remark = "" if one.state in ("scored", "absent", "void") else STATES[one.state][0]
    subject = subjects.get(sheet.subject, sheet.subject)
    return [sheet.seat, sheet.number, names.get(sheet.number, ""), subject, sheet.paper, score, verdict, remark]


def _counts(people: Sequence[Marked]) -> str:
    states = Counter(one.state for one in people)
    scores = [one.total for one in people if one.total is not None]
    told = [f"应考 {len(people)}", f"缺考 {states['absent']}", f"违纪 {states['void']}", f"有成绩 {len(scores)}"]
    told.append(f"合格 {sum(one.passed is True for one in people)}")
    if states["lost"]:
        told.append(f"卡片遗失 {states['lost']}")
    if scores:
        told.append(f"平均 {sum(scores) / len(scores) / 100:.1f}")
    return "，".join(told)


def _waiting(people: Sequence[Marked]) -> str:
    count = sum(one.state not in SETTLED for one in people)
    return f"还有 {count} 人没有成绩（见备注）。没有成绩不是 0 分，处理后另印。"


def analysis_page(head: Head, found: Analysis, subject: str) -> dict[str, Any]:
    """Return the item analysis of a paper; ``subject``: trade, level and paper in words."""
    hundred = 100
    figures = [
        ("人数", str(found.cards)),
        ("满分", points(found.full)),
        ("平均分", f"{found.mean / hundred:.1f}"),
        ("标准差", f"{found.deviation / hundred:.1f}"),
        ("最高 / 最低", f"{points(found.highest)} / {points(found.lowest)}"),
        ("合格率", f"{found.passed / found.cards:.0%}"),
        ("信度 α", _share(found.reliability)),
    ]
    step = found.full / len(found.bands) / hundred
    return {
        **head,
        "subject": subject,
        "figures": figures,
        "bands": list(found.bands),
        "band_names": [f"{step * place:.0f}–{step * (place + 1):.0f}" for place in range(len(found.bands))],
        "dots": [
            {"place": [item.difficulty, item.discrimination], "number": str(item.number), "striking": _striking(item)}
            for item in found.items
            if item.discrimination is not None
        ],
        "items": [{"cells": _item(item), "striking": _striking(item)} for item in found.items],
        "notes": [
            "难度：全体得分率，越大越容易。区分度：高分组（前 27%）与低分组（后 27%）得分率之差。"
            "相关：本题与其余各题总分的相关系数。",
            "区分度为负的题，低分者得分反而高，应先核对标准答案。人数少于 10 时不计算区分度，少于 30 时不作提示。",
        ],
    }


def analysis_overview(head: Head, found: Sequence[Analysis], subjects: Sequence[str]) -> dict[str, Any]:
    """Return what begins the item analysis of several papers: the questions to look at first, then every paper.

    Args:
        head: as above.
        found: the papers, in the order in which they follow.
        subjects: each in words, in the same order.
    """
    striking = [(place, item) for place, one in enumerate(found) for item in one.items if _striking(item)]
    striking.sort(key=lambda pair: _rank(pair[1]))
    counts = Counter(place for place, _ in striking)
    papers = sorted(range(len(found)), key=lambda place: (found[place].reliability is None, found[place].reliability))
    told = f"共 {len(found)} 份试卷（职业等级和卷型），{len(counts)} 份里有 {len(striking)} 题需要看。"
    more = len(striking) - WORST
    return {
        **head,
        "told": told,
        "worst": [{"of": place, "cells": _worst(item, subjects[place])} for place, item in striking[:WORST]],
        "more": f"另有 {more} 题，见各份试卷中粗体的题。" if more > 0 else "",
        "papers": [{"of": place, "cells": _sums(found[place], subjects[place], counts[place])} for place in papers],
    }


#: Questions that an overview names.
WORST = 25


def _rank(item: Item) -> tuple[int, float, float]:
    """What speaks against the key first, then what does not tell the able from the others, then what is too hard."""
    order = next(rank for rank, code in enumerate(("reversed", "poor", "hard")) if code in item.remarks)
    return order, 1.0 if item.discrimination is None else item.discrimination, item.difficulty


def _worst(item: Item, subject: str) -> list[str]:
    remarks = "；".join(REMARKS[code][0] for code in item.remarks)
    figures = [_share(one) for one in (item.difficulty, item.discrimination, item.correlation)]
    return [subject, str(item.number), *figures, remarks]


def _sums(one: Analysis, subject: str, count: int) -> list[str]:
    share = f"{one.passed / one.cards:.0%}"
    mean = f"{one.mean / 100:.1f} / {points(one.full)}"
    return [subject, str(one.cards), mean, share, _share(one.reliability), str(count)]


def _striking(item: Item) -> bool:
    return bool({"reversed", "hard", "poor"} & set(item.remarks))


def _item(item: Item) -> list[str]:
    answer = RULES[item.rule][0] if item.rule in ("given", "dropped") else " 或 ".join(item.answers)
    given = "，".join(f"{_way(way)} {count}" for way, count in item.given)
    remarks = "；".join(REMARKS[code][0] for code in item.remarks)
    figures = [_share(one) for one in (item.difficulty, item.discrimination, item.correlation)]
    return [str(item.number), answer, *figures, given, remarks]


def _way(way: str) -> str:
    return {"": NOT_GIVEN, "*": "多涂", "…": "其他"}.get(way, way)


def _share(share: float | None) -> str:
    return "—" if share is None else f"{share:.2f}"


def abnormal_page(head: Head, lines: Sequence[Listed], bounds: Bounds) -> dict[str, Any]:
    """Return the abnormal lists of a session, with the bounds that were theirs."""
    kinds = Counter(line.what for line in lines)
    told = "，".join(f"{ABNORMAL[what][0]} {count}" for what, count in kinds.items())
    return {
        **head,
        "counts": told or "没有列入名单的情况",
        "rows": [_abnormal(line) for line in lines],
        "notes": [_bounds(bounds)],
    }


def _bounds(by: Bounds) -> str:
    return (
        f"列入标准：分数不高于满分的 {by.low}% 或不低于 {by.high}%；空题不少于 {by.blank}%；"
        f"同考场、同职业等级（不分 A、B 卷）两人相同的错答至少 {by.wrong} 个，"
        f"且相同答案不少于 {by.same}%，或错答超出偶然 {by.beyond:g} 个标准差"
    )


def _abnormal(line: Listed) -> list[str]:
    who, other, score = f"{line.number}（{line.seat}）", "", points(line.score)
    told = f"满分 {points(line.full)}"
    if line.what == "blank":
        told = f"{line.of} 题中 {line.same} 题未答"
    elif line.what == "identical":
        other = f"{line.other}（{line.other_seat}）"
        score = f"{score} / {points(line.other_score or 0)}"
        told = f"都作答的 {line.of} 题中 {line.same} 题相同，其中 {line.wrong} 题同错"
    return [line.room, ABNORMAL[line.what][0], who, other, score, told, ""]


def notice_page(
    head: Head, release: Release, found: Sequence[Change], names: Mapping[str, str], released: str
) -> dict[str, Any]:
    """Return the notice of a correction.

    Args:
        head: as above.
        release: the later release.
        found: whose result it changed.
        names: names by admission number.
        released: who released it, and when, in words.
    """
    kept = release.sums.candidates - len({one.number for one in found})
    rows = [
        [
            str(place), one.room, one.number, names.get(one.number, ""),
            _result(one.before, one.before_score, one.before_passed),
            _result(one.after, one.after_score, one.after_passed),
        ]
        for place, one in enumerate(found, 1)
    ]  # fmt: skip
    return {
        **head,
        "says": f"第 {release.number} 次发布替代第 {release.replaces} 次发布，更正 {len(rows)} 名考生的结果：",
        "reason": release.reason,
        "rows": rows,
        "unchanged": f"其余 {kept} 名考生的结果不变。",
        "released": released,
    }


def _result(state: State | None, score: int | None, passed: bool | None) -> str:
    if state is None:
        return "不在名单"
    if score is None:
        return STATES[state][0]
    return points(score) if passed is None else f"{points(score)} {PASSED if passed else FAILED}"
