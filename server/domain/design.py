"""The design of a plan's badges: what a site may choose within the unified format, and how long each text may be.

The format itself (places, sizes, the QR, the role's name and bars) is not for choosing: a badge must be known as one
at every site. A *row* is the JSON-able form; it holds only what differs from the format's own design.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from protocol.role import BY_NUMBER, ROLES
from server.domain.refusal import Refusal

#: What the small lines beneath the badge number may say: code -> the label printed before it.
LINES: Mapping[str, str] = MappingProxyType(
    {
        "code": "批次",
        "plan": "计划",
        "site": "考点",
        "unit": "单位",
        "valid": "有效",
        "centre": "机构",
        "area": "考区",
    }
)
LINES_MOST = 4
MARK_MOST, FOUND_MOST, DUTIES_MOST, DUTY_MOST = 24, 60, 5, 26  # characters, lines
CONTRAST = 4.5  # of white on the band, WCAG 2.2 level AA
FOUND = "拾获请交考点考务办公室。证牌限本人使用，遗失立即报告主考。"

#: What each role does and may do, after the rule books of the founding plan; the reverse of the badge says it.
DUTIES: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        1: (
            "督查考区、考点的组织实施和考风考纪",
            "可进入考点各场所，不影响考生作答",
            "只查看、提意见，不代替考务操作",
            "不拆看、不翻阅试卷和答题卡",
            "发现问题当场指出，如实记录并上报",
        ),
        2: (
            "巡视考点秩序和考务执行情况",
            "可进入考场，不与考生交谈",
            "不翻阅试卷和答题卡，不代替监考",
            "发现违规及时指出，并通报主考",
            "如实填写巡视记录，按时上报",
        ),
        3: (
            "全面负责本考区考务组织和考试安全",
            "选派主考，检查各考点准备情况",
            "接报突发事件，启动预案，逐级上报",
            "审批备用试卷启用等重大事项",
            "督促试卷、答题卡按时清点交回",
        ),
        4: (
            "协助考区主任，负责分管工作",
            "检查分管考点的准备与实施",
            "监督试卷的交接、保管和保密",
            "接报突发事件，先行处置并报告",
            "考区主任不在岗时按授权履职",
        ),
        5: (
            "考点第一责任人，负责本考点考务",
            "主持考前会议，抽签确定监考考场",
            "下达开考、终考指令，审批更换答题卡",
            "处理违规和突发事件，重大情况即报",
            "考后逐场清点，核签记录单和试卷袋",
        ),
        6: (
            "协助主考，负责分管工作",
            "检查考场布置和人员到岗",
            "监督试卷、答题卡的领取和回收",
            "协助处理违规和突发事件",
            "受主考委托清点、核签",
        ),
        7: (
            "代表主考巡查所负责的各考场",
            "检查监考履职，开考后核对考生身份",
            "监督试卷交接，装订前复核份数",
            "不擅离、不调换责任区",
            "在试卷袋和考场记录单上签字",
        ),
        8: (
            "抽签定考场，两人同领试卷、同进考场",
            "核验考生身份，对号入座，清理违禁物品",
            "当众验封、拆袋，按时发卷、收卷",
            "登记缺考；违规如实记录，当场告知",
            "按序清点、密封并签字，清点后考生离场",
        ),
        9: (
            "持有效考评员证上岗，按评分标准考评",
            "组织考生抽签定工位，工位不得调换",
            "独立观察测量，逐项评分，实名签字",
            "与考生有亲属、师生关系的主动回避",
            "不提示考生，不透露评分情况",
        ),
        10: (
            "独立督导，不参与考务操作和评分",
            "查验场地、设备、人员资格和程序",
            "可进入考场、工位，查看记录和影像",
            "发现违规当场要求纠正，记录在案",
            "填写督导记录，报派出部门",
        ),
        11: (
            "两人同行，专车直达，途中不停留",
            "核对箱数、编号和封条，双方签字",
            "试卷箱不离视线，不交无关人员",
            "封条异常不拆封，立即报主考和总值班",
            "考后及时送回，当面清点交接",
        ),
        12: (
            "双人双锁，昼夜值守，做好登记",
            "按交接单发放、收回，当面清点签字",
            "保管室不准无关人员进入，不准拍照",
            "封条异常保护现场，立即报告",
            "严守保密规定，不泄露试卷信息",
        ),
        13: (
            "与验卡员、监督员三人同在方可读卡",
            "按考场逐袋读卡，核对袋数和张数",
            "不得更改考生信息和作答内容",
            "异常卡单独登记，三方确认后处理",
            "设备和数据专人管理，不外传",
        ),
        14: (
            "读卡前逐袋清点答题卡，核对封条",
            "读卡后核对答题卡、记录单和座次表",
            "核对无误，在袋面签字",
            "不操作读卡机，不改动答题卡",
            "数目不符立即停止，报监督员",
        ),
        15: (
            "启封、读卡、封存全程在场监督",
            "三人不齐，不得启封、不得读卡",
            "中途离场封门，返场验封",
            "制止更改信息和私自查询、拷贝",
            "记录监督情况并签字",
        ),
        16: (
            "布置考场，张贴门签、座签和考场规则",
            "引导签到，发放、收回证牌",
            "协助领取、分发、回收试卷和用品",
            "传达指令，登记情况并报主考",
            "不进入已开考的考场",
        ),
        17: (
            "保障供电、网络、广播、监控和设备",
            "考前逐台检测，备好备用设备",
            "故障先报主考，监考在场时处理",
            "不接触试卷、答题卡，不查看作答",
            "不更改系统时间、数据和记录",
        ),
        18: (
            "人员、车辆凭证牌出入，逐一查验",
            "无关人员和无关物品不得进入",
            "迟到考生按主考指令处理",
            "保持大门和应急通道畅通",
            "异常情况立即报主考和总值班",
        ),
        19: (
            "考前到岗，备齐药品和急救器材",
            "及时救治突发疾病的人员",
            "经主考同意，方可进入考场施救",
            "重症立即转送，同时报主考",
            "如实记录诊治情况",
        ),
        20: (
            "考前到岗至考试结束，专人值守电话",
            "接收、登记各考点问题和突发事件",
            "及时报告考区主任，传达处置意见",
            "掌握人员到岗和试卷交接进度",
            "汇总当日情况，填写值班记录",
        ),
    }
)

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Design:
    """What a site chose.

    Attributes:
        mark: the line at the top of every badge; None: the plan's own.
        crest: SHA-256 of the picture kept as crest; None: the product's own.
        colours: bands by role number, where they differ from the role's own.
        lines: codes of ``LINES`` in the order in which they stand.
        found: what to do with a badge that was found; empty: nothing is printed.
        reverse: duties by role number, where they differ from ``DUTIES``; an empty tuple prints none.
        duty_phone: whether the duty desk's phone stands on the reverse.
    """

    mark: str | None = None
    crest: str | None = None
    colours: Mapping[int, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ("valid", "site", "plan", "unit")
    found: str = FOUND
    reverse: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    duty_phone: bool = True

    def colour(self, role: int) -> str:
        """Return the colour of a role's band, ``#RRGGBB``."""
        return self.colours.get(role, BY_NUMBER[role].colour)

    def duties(self, role: int) -> tuple[str, ...]:
        """Return the lines on the reverse of a role's badges."""
        return self.reverse.get(role, DUTIES[role])


DEFAULT = Design()


def contrast(colour: str) -> float:
    """Return the WCAG contrast of white on ``#RRGGBB``: 1 (white) to 21 (black)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def check(design: Mapping[str, Any]) -> Design:
    """Read a design handed in; every key may be left out.

    Raises:
        Refusal: ``design-invalid``, naming the key and what it should be, or ``design-contrast``.
    """
    known = DEFAULT.__slots__
    for key in design:
        if key not in known:
            listed = " ".join(known)
            raise Refusal("design-invalid", str(key)[:40], expected=f"仅限 {listed}", expected_en=f"one of {listed}")
    return Design(
        mark=_text("mark", design.get("mark"), MARK_MOST) or None,
        crest=_crest(design.get("crest")),
        colours=_colours(design.get("colours")),
        lines=_lines(design.get("lines")),
        found=DEFAULT.found if design.get("found") is None else _text("found", design["found"], FOUND_MOST),
        reverse=_reverse(design.get("reverse")),
        duty_phone=_flag(design.get("duty_phone")),
    )


def design_to_row(design: Design) -> dict[str, Any]:
    """Write what differs from the format's own design, ready for JSON."""
    own = _row(DEFAULT)
    return {key: value for key, value in _row(design).items() if value != own[key]}


def design_from_row(row: Mapping[str, Any] | None) -> Design:
    """Read back what ``design_to_row`` wrote; None: the format's own design."""
    return check(row or {})


def whole(design: Design) -> dict[str, Any]:
    """Write a design with every default filled in, for a screen that lets it be edited."""
    return {
        **_row(design),
        "colours": {str(role.number): design.colour(role.number) for role in ROLES},
        "reverse": {str(role.number): list(design.duties(role.number)) for role in ROLES},
    }


def _row(design: Design) -> dict[str, Any]:
    return {
        "mark": design.mark,
        "crest": design.crest,
        "colours": {str(role): colour for role, colour in sorted(design.colours.items())},
        "lines": list(design.lines),
        "found": design.found,
        "reverse": {str(role): list(duties) for role, duties in sorted(design.reverse.items())},
        "duty_phone": design.duty_phone,
    }


def _bad(key: str, expected: str, expected_en: str) -> Refusal:
    return Refusal("design-invalid", key, expected=expected, expected_en=expected_en)


def _text(key: str, value: Any, most: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or any(unicodedata.category(character)[0] == "C" for character in value.strip()):
        raise _bad(key, "不含换行和控制符的文字", "text without line breaks or control characters")
    words = value.strip()
    if len(words) > most:
        raise _bad(key, f"至多 {most} 个字", f"at most {most} characters")
    return words


def _crest(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise _bad("crest", "已上传徽标的 SHA-256", "the SHA-256 of a crest that was uploaded")
    return value


def _flag(value: Any) -> bool:
    if value is None:
        return DEFAULT.duty_phone
    if not isinstance(value, bool):
        raise _bad("duty_phone", "true 或 false", "true or false")
    return value


def _by_role(key: str, value: Any) -> dict[int, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _bad(key, "以角色编号为键的对象", "an object keyed by role number")
    roles = {str(role): role for role in BY_NUMBER}
    unknown = [str(number) for number in value if str(number) not in roles]
    if unknown:
        raise _bad(
            f"{key}.{unknown[0][:20]}", f"角色编号 1 至 {max(BY_NUMBER)}", f"a role number 1 to {max(BY_NUMBER)}"
        )
    return {roles[str(number)]: chosen for number, chosen in value.items()}


def _colours(value: Any) -> dict[int, str]:
    chosen = _by_role("colours", value)
    for role, colour in chosen.items():
        if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
            raise _bad(f"colours.{role}", "#RRGGBB 形式的颜色", "a colour written #RRGGBB")
        ratio = contrast(colour)
        if ratio < CONTRAST:
            name = BY_NUMBER[role]
            measured = f"{int(ratio * 100) / 100:.2f}"
            raise Refusal(
                "design-contrast", f"colours.{role}", role=name.zh, role_en=name.en, colour=colour, ratio=measured
            )
    return {role: colour.upper() for role, colour in chosen.items()}


def _lines(value: Any) -> tuple[str, ...]:
    if value is None:
        return DEFAULT.lines
    fits = isinstance(value, list | tuple) and all(isinstance(line, str) and line in LINES for line in value)
    if not fits or len(value) > LINES_MOST or len(set(value)) != len(value):
        known = " ".join(LINES)
        raise _bad(
            "lines", f"至多 {LINES_MOST} 项、不重复，取自 {known}", f"at most {LINES_MOST} different ones of {known}"
        )
    return tuple(value)


def _reverse(value: Any) -> dict[int, tuple[str, ...]]:
    chosen = _by_role("reverse", value)
    for role, duties in chosen.items():
        if not isinstance(duties, list | tuple) or len(duties) > DUTIES_MOST:
            raise _bad(f"reverse.{role}", f"至多 {DUTIES_MOST} 行文字", f"a list of at most {DUTIES_MOST} lines")
    return {
        role: tuple(filter(None, (_text(f"reverse.{role}", duty, DUTY_MOST) for duty in duties)))
        for role, duties in chosen.items()
    }
