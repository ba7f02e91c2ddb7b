"""Words about settling what is in dispute (存疑待核)."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "dispute-unknown": Words(
            "没有这条存疑待核的记录",
            "刷新后重新选择",
            "There is no such dispute",
            "Refresh and choose again",
        ),
        "dispute-settled": Words(
            "这条存疑已经核定",
            "刷新后查看核定人和理由；需要更正的，重新签到或签退",
            "This dispute was settled before",
            "Refresh to see who settled it and why; set right what is wrong by a new check-in or check-out",
        ),
        "settler-unknown": Words(
            "名单中没有这位核定人",
            "从今日名单中另选核定人",
            "Whoever is to settle it is not on the list",
            "Choose somebody who is on today's list",
        ),
        "settler-role": Words(
            "{role}不能核定存疑记录",
            "由主考、副主考、考区主任、副主任、总值班或考务人员核定",
            "The role {role_en} does not settle disputes",
            "A chief examiner, area director, their deputies, the duty desk or an office clerk settles it",
        ),
        "settler-not-in": Words(
            "这位核定人现在没有签到在岗",
            "核定人先签到，或另选在岗的人",
            "Whoever is to settle it is not checked in",
            "Let them check in first, or choose somebody who is on duty",
        ),
        "outcome-not-possible": Words(
            "不能以这一条为准：无法确认是谁，或这类记录不能事后生效",
            "选择“以先到的为准”；确有其事的，再补一次正常操作",
            "This record cannot be made to hold: it is not known who it was, or it cannot take effect afterwards",
            "Let the earlier one stand; if it did happen, do it again in the usual way",
        ),
    }
)
