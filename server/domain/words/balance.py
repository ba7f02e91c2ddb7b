"""Words of the balance: what does not agree, in words a chief understands, and what could explain it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from server.domain.words.entry import Words


@dataclass(frozen=True, slots=True)
class Sentence:
    """How a difference of one equation is said.

    ``zh`` and ``en`` say both sides ({expected}, {found}), ``lacks`` and ``has`` how much too few or too many ({n}).
    """

    zh: str
    lacks: str
    has: str
    en: str
    lacks_en: str
    has_en: str


def _of(zh: str, zh_thing: str, en: str, en_thing: str) -> Sentence:
    """Make a sentence about a number of things; ``zh_thing`` with its measure word, such as 张答题卡."""
    return Sentence(
        zh,
        f"缺 {{n}} {zh_thing}",
        f"多 {{n}} {zh_thing}",
        en,
        f"{{n}} short ({en_thing})",
        f"{{n}} too many ({en_thing})",
    )


SENTENCES: Mapping[str, Sentence] = MappingProxyType(
    {
        "people": _of(
            "应考 {expected}，实考加缺考 {found}",
            "人",
            "{expected} expected, present and absent make {found}",
            "people",
        ),
        "signatures": _of(
            "实考 {expected} 人，座次表签名 {found} 个",
            "个签名",
            "{expected} present, {found} signatures",
            "signatures",
        ),
        "cards": _of("领 {expected}，交回 {found}", "张答题卡", "{expected} drawn, {found} came back", "answer cards"),
        "cards-present": _of(
            "按实考人数应有作答卡 {expected}，实有 {found}",
            "张作答卡",
            "{expected} answered cards for those present, {found} there",
            "answered cards",
        ),
        "cards-absent": _of(
            "按缺考人数应有缺考卡 {expected}，实有 {found}",
            "张缺考卡",
            "{expected} cards for those absent, {found} there",
            "absent candidates' cards",
        ),
        "card-bag": _of(
            "答题卡袋应装 {expected}，袋内 {found}",
            "张答题卡",
            "{expected} belong in the card bag, {found} are in it",
            "answer cards",
        ),
        "void-cards": _of(
            "记录单更换 {expected} 行，作废卡 {found} 张",
            "张作废卡",
            "{expected} replacements on the record sheet, {found} voided cards",
            "voided cards",
        ),
        "papers": _of(
            "领 {expected}，实考、缺考、残缺、未用合计 {found}",
            "份试卷",
            "{expected} drawn, present, absent, defective and unused make {found}",
            "papers",
        ),
        "papers-returned": _of(
            "领 {expected}，交回 {found}", "份试卷", "{expected} drawn, {found} came back", "papers"
        ),
        "packed-cards": _of(
            "封装和调入应有 {expected}，袋内和另放共 {found}",
            "张答题卡",
            "{expected} packed and supplied, {found} on record in the bags and aside",
            "answer cards",
        ),
        "packed-papers": _of(
            "封装和调入应有 {expected}，袋内和另放共 {found}",
            "份试卷",
            "{expected} packed and supplied, {found} on record in the bags and aside",
            "papers",
        ),
        "forms": _of(
            "领卷 {expected}，A 卷加 B 卷 {found}", "份试卷", "{expected} drawn, A and B make {found}", "papers"
        ),
        "scratch": _of(
            "发 {expected}，收回 {found}", "张草稿纸", "{expected} given, {found} came back", "sheets of scratch paper"
        ),
        "spare-cards": _of(
            "各考场调入减调出 {expected}，备用袋少了 {found}",
            "张备用卡",
            "the rooms took {expected}, the spare bags lack {found}",
            "spare cards",
        ),
        "spare-papers": _of(
            "各考场调入减调出 {expected}，备用袋少了 {found}",
            "份备用卷",
            "the rooms took {expected}, the spare bags lack {found}",
            "spare papers",
        ),
        "bags": _of(
            "{leg}应有 {expected} 件，实有 {found} 件", "件", "{leg_en}: {expected} due, {found} there", "pieces"
        ),
        "uncounted": Sentence(
            "已交回 {expected} 个考场，清点完 {found} 个",
            "{n} 个考场未清点",
            "{n} 个考场未清点",
            "{expected} rooms came back, {found} are counted",
            "{n} not counted",
            "{n} not counted",
        ),
        "things": Sentence(
            "发出设备、材料、钥匙 {expected} 件，收回 {found} 件",
            "{n} 件未收回",
            "{n} 件未收回",
            "{expected} devices, materials and keys went out, {found} came back",
            "{n} are still out",
            "{n} are still out",
        ),
        "seals": Sentence(
            "未启封的袋，封条应不变",
            "{n} 件封条不同",
            "{n} 件封条不同",
            "unopened bags keep their seals",
            "{n} seals differ",
            "{n} seals differ",
        ),
        "proctors": _of(
            "应到监考 {expected} 人，在岗 {found} 人", "人", "{expected} invigilators due, {found} here", "people"
        ),
        "badges": _of(
            "发出证牌 {expected}，收回加注销 {found}",
            "张证牌",
            "{expected} badges went out, {found} came back or were written off",
            "badges",
        ),
    }
)

#: Figures that people counted differently: Chinese, English.
COUNTED = ("{place}：{n} 项清点不一致：{figures}", "{place}: {n} counted differently: {figures}")

#: Papers of a room with a bag for each trade and level: the sentence, and a bag with too few, with too many;
#: Chinese, English.
BY_BAG = ("{place}：按袋核对试卷不符：{bags}", "{place}: papers do not agree bag by bag: {bags}")
BAG_OFF = (
    ("{bag}（{label}）应有 {due}，袋内 {there}，少 {n} 份", "{bag} ({label}): {due} due, {there} in it, {n} short"),
    ("{bag}（{label}）应有 {due}，袋内 {there}，多 {n} 份", "{bag} ({label}): {due} due, {there} in it, {n} too many"),
)

#: Figures of which one cannot be more than the other, but is: all that are found, and one pair; Chinese, English.
IMPOSSIBLE = ("{place}：{pairs}", "{place}: {pairs}")
MORE_THAN = ("{less} {n} 不能多于{more} {m}", "{less} {n} cannot be more than {more} {m}")

#: A thing that is still out: which, where and with whom; and how many more there are. Chinese, English.
STILL_OUT = ("{kind} {label}（{where}{people}）", "{kind} {label} ({where}{people})")
OTHERS_OUT = ("另 {n} 件见“去向”", "{n} more, see where things are")

#: What could explain a difference, and what to do: Chinese, English.
HINTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "count-again": ("请{by}重新清点{figure}", "let {by_en} count again: {figure_en}"),
        "compare-counts": (
            "请清点的人当面一起重点{figure}，按结果重填",
            "let those who counted do so again together and state what they find: {figure_en}",
        ),
        "void-unrecorded": (
            "记录单比作废卡多 {n} 行更换：找出作废的卡",
            "{n} more replacements on the record sheet than voided cards: look for the voided ones",
        ),
        "lines-unrecorded": (
            "作废卡比记录单更换行多 {n} 张：补记更换",
            "{n} more voided cards than replacements: enter them on the record sheet",
        ),
        "other-room": (
            "{other}正好{opposite} {n}：核对是否放错或相互借用未登记",
            "{other_en} is the other way round by {n}: see whether something was misplaced, or lent and not recorded",
        ),
        "spare-unrecorded": (
            "可能用了备用卷、卡没有登记：核对备用袋；记录单上有的，在该考场清点屏登记",
            "spares may have been used and not recorded: look at the spare bags; enter what the record sheet says",
        ),
        "absent-marks": (
            "核对缺考名单和缺考卡的填涂",
            "compare the list of absentees with the absent candidates' cards",
        ),
        "find": (
            "查座位、地面、试卷袋和草稿纸里是否夹带",
            "look at seats, floor, the paper bag and between the scratch paper",
        ),
        "object": ("查 {labels} 现在在谁手里", "see who has {labels}"),
        "recorded": (
            "查 {labels} 的每次清点和写明的原因：哪一次交接起少的",
            "look at each count of {labels} and the reasons given: since which handoff it differs",
        ),
        "sort-papers": (
            "主考在场时打开 {labels}，按职业和等级把试卷归袋，重新清点；已回库的写明依据结清",
            "open {labels} before the chief examiner, put each paper into the bag of its trade and level, and count"
            " again; where they are in the vault already, settle it with grounds",
        ),
        "count-rooms": (
            "到“交回清点”逐个清点；在纸上清点过的，按表填写",
            "count them on the return table; where they were counted on paper, enter what the form says",
        ),
        "bring-back": (
            "请持有的人交回交接台，当面登记；找不到的，写明原因",
            "let whoever has them bring them back to the table; where one cannot be found, say why",
        ),
        "sign": (
            "请未签名的考生补签，或核对实考人数",
            "let those who did not sign do so, or count those present again",
        ),
        "call": ("从备用监考中调人，或查谁还没有签到", "call somebody from the reserve, or see who is not checked in"),
    }
)

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "difference-unknown": Words(
            "没有这条差异，或已经平衡",
            "刷新后查看",
            "There is no such difference, or it balances now",
            "Refresh and look again",
        ),
        "difference-changed": Words(
            "数据已变：现在是 {expected} 和 {found}",
            "按新的数字重新核对后再说明",
            "The figures have changed: they are {expected} and {found} now",
            "Look at the new figures before you settle it",
        ),
        "difference-moved": Words(
            "数据已变：不符之处已不是刚才看到的那些",
            "按现在列出的重新核对后再说明",
            "What differs is no longer what you looked at",
            "Look at it as it is listed now before you settle it",
        ),
        "evidence-needed": Words(
            "没有写明依据或原因",
            "写明找到了什么、谁证明，或上传照片",
            "Neither evidence nor a reason was given",
            "Say what was found and who confirms it, or attach a photo",
        ),
    }
)


def room_words(room: str) -> tuple[str, str]:
    """Name a room as people at the site do, in Chinese and English."""
    return (f"{room} 号考场" if room.isascii() and room.isalnum() else f"{room}考场"), f"room {room}"


def difference_words(
    code: str, where: tuple[str, str], expected: int, found: int, leg: tuple[str, str]
) -> tuple[str, str]:
    """Say a difference in Chinese and English; ``where`` names the room or the site."""
    sentence = SENTENCES[code]
    values = {"expected": expected, "found": found, "n": abs(expected - found), "leg": leg[0], "leg_en": leg[1]}
    short = found < expected
    zh = f"{sentence.zh}，{sentence.lacks if short else sentence.has}".format(**values)
    en = f"{sentence.en}: {sentence.lacks_en if short else sentence.has_en}".format(**values)
    return f"{where[0]}：{zh}", f"{where[1]}: {en}"
