"""Words about objects that are registered, and about what is found wrong with them on the way."""

from collections.abc import Mapping
from types import MappingProxyType

from server.domain.words.entry import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "kind-unknown": Words(
            "没有“{kind}”这种物品",
            "从列表中选择物品种类",
            "There is no kind of object {kind}",
            "Choose one from the list",
        ),
        "room-needs-session": Words(
            "{room} 考场的物品没有说明场次",
            "选择场次后再登记",
            "The session of what is for room {room} is not stated",
            "Choose the session, then register it",
        ),
        "label-disputed": Words(
            "{label} 有存疑待核的记录，核定以前不能注销",
            "先由负责人在“存疑待核”核定；核定为这一条不算的，再注销",
            "A record about {label} is in dispute, and it cannot be withdrawn before that is settled",
            "Let one of those who lead settle the dispute; if the record does not hold, withdraw the label then",
        ),
        "seal-found-broken": Words(
            "{kind} {label} 的封条 {expected} 异常：{words}",
            "主考当面核对，确认内容完好后重新密封，记入考场记录单",
            "The seal {expected} of {kind_en} {label} is not as it should be: {words}",
            "Look at it at once; if the contents are whole, seal it again and note it on the record sheet",
        ),
        "count-short": Words(
            "{kind} {label} 的{what}应有 {expected}，清点 {found}：{words}",
            "当面再点一遍；确实少的，查上一手交接，由主考在“平衡”页写明依据",
            "{kind_en} {label} should hold {expected} ({what_en}), {found} were counted: {words}",
            "Count again together; if it is so, look at the handoff before, and let the chief settle it on the balance",
        ),
        "thing-missing": Words(
            "{kind} {label} 里应有{thing} {found}，没有找到：{words}",
            "停止交接，立即查找；找到后补记，找不到的报考区值班",
            "{thing_en} {found} should be in {kind_en} {label} and is not: {words}",
            "Stop handing over and look for it; if it is not found, report to the area duty desk",
        ),
        "act-corrected": Words(
            "{label} 的一笔记录已由考务人员和主考更正：{words}",
            "在“去向”里查 {label}，看更正后须告知哪 {people} 人，当面告知",
            "A record of {label} was corrected by clerk and chief: {words}",
            "Look {label} up under Whereabouts: it names the {people} people who have to be told; tell them in person",
        ),
    }
)
