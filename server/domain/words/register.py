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
        "seal-found-broken": Words(
            "{label} 的封条 {expected} 异常：{words}",
            "主考当面核对，确认内容完好后重新密封，记入考场记录单",
            "The seal {expected} of {label} is not as it should be: {words}",
            "Look at it at once; if the contents are whole, seal it again and note it on the record sheet",
        ),
        "count-short": Words(
            "{label} 的{what}应有 {expected}，清点 {found}：{words}",
            "当面再点一遍；确实少的，查上一手交接，由主考在“平衡”页写明依据",
            "{label} should hold {expected} ({what_en}), {found} were counted: {words}",
            "Count again together; if it is so, look at the handoff before, and let the chief settle it on the balance",
        ),
        "thing-missing": Words(
            "{label} 里应有 {found}，没有找到：{words}",
            "停止发放，立即查找；找到后补记，找不到的报考区值班",
            "{found} should be in {label} and is not: {words}",
            "Stop handing out and look for it; if it is not found, report to the area duty desk",
        ),
    }
)
