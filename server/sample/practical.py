"""The sample's practical exam: a scoring scheme for each workshop's trade and level, and the assessors' cards."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from server.domain.plan import LEVELS
from server.sample.site import SampleRoom, Trade
from server.sample.staff import SampleStaff

SCHEME_HEADER = (
    "职业", "级别", "试卷名称", "试题", "项目编号", "考核内容", "配分", "评分标准", "否定项", "合格分", "允许分差",
    "合分办法", "工件", "入场时限",
)  # fmt: skip
ASSESSOR_HEADER = ("工号", "考评员证号", "考评职业", "考评等级", "有效期至", "连续次数", "考场", "组长")

CARD_YEARS = 2  # how much longer the sample's cards are good

#: An item: what is assessed, its points, how it is scored, whether it fails its question.
_Items = Sequence[tuple[str, str, str, str]]

_WELDER: Mapping[str, _Items] = {
    "低碳钢板对接立焊": (
        (
            "焊前清理与装配",
            "10",
            "坡口两侧 20 mm 内未清理扣 3 分；装配错边量超过 0.5 mm 扣 4 分；未按要求定位焊扣 3 分",
            "",
        ),
        ("焊接参数选择", "10", "电流、极性、焊条选择一处不当扣 4 分", ""),
        ("焊缝外观", "35", "余高、宽度差每超差一处扣 5 分；咬边深度超过 0.5 mm 扣 8 分；表面气孔、夹渣每处扣 6 分", ""),
        ("焊缝内部质量", "15", "射线探伤Ⅱ级扣 5 分，Ⅲ级不得分", ""),
        ("焊件烧穿、未焊透或未完成", "0", "出现其中一项，本题不得分", "是"),
    ),
    "安全文明生产": (
        ("劳动防护用品", "15", "面罩、手套、绝缘鞋缺一件扣 5 分", ""),
        ("场地与工具", "15", "焊后未关电源扣 8 分；工具未归位、场地未清理扣 7 分", ""),
    ),
}
_ELECTRICIAN: Mapping[str, _Items] = {
    "三相异步电动机正反转控制线路的安装与调试": (
        ("元件选择与检查", "10", "选错或漏检一只扣 2 分", ""),
        ("按图安装接线", "30", "接点松动、露铜过长每处扣 2 分；不按图接线每处扣 5 分", ""),
        ("通电试车", "30", "一次试车不成功扣 15 分，二次不成功不得分", ""),
        ("带电接线或造成短路", "0", "出现其中一项，本题不得分", "是"),
    ),
    "故障检修": (
        ("故障分析", "10", "故障范围标错一处扣 5 分", ""),
        ("排除故障", "10", "一处未排除扣 5 分；扩大故障范围扣 10 分", ""),
    ),
    "安全文明生产": (("安全操作规程", "10", "违反一次扣 5 分；工具、仪表损坏扣 10 分", ""),),
}
_USUAL: Mapping[str, _Items] = {
    "{trade}操作技能": (
        ("操作前准备", "15", "工具、材料准备不全每件扣 3 分", ""),
        ("操作过程", "35", "步骤错误或遗漏每处扣 5 分；方法不规范每处扣 3 分", ""),
        ("成品（服务）质量", "35", "与要求不符每处扣 5 分", ""),
        ("发生人身或设备事故", "0", "出现即本题不得分", "是"),
    ),
    "安全文明生产": (("安全与卫生", "15", "防护不到位每处扣 5 分；结束后未清理扣 5 分", ""),),
}
_OF_TRADE: Mapping[str, Mapping[str, _Items]] = {"焊工": _WELDER, "电工": _ELECTRICIAN}
#: Trades whose candidates hand in something that carries a number.
_MADE = frozenset({"焊工", "电工", "钳工", "车工", "中式烹调师", "西式面点师"})


def schemes(rooms: Iterable[SampleRoom], late: int) -> Iterator[tuple[str | int, ...]]:
    """Yield the rows below ``SCHEME_HEADER``: every level of each workshop's trade; ``late`` in minutes."""
    trades = dict.fromkeys(room.trade for room in rooms if room.trade is not None)
    for trade in trades:
        for level in sorted(LEVELS, reverse=True):
            yield from _scheme(trade, level, late)


def _scheme(trade: Trade, level: int, late: int) -> Iterator[tuple[str | int, ...]]:
    first = True
    for number, (question, items) in enumerate(_OF_TRADE.get(trade.name, _USUAL).items(), start=1):
        for place, (name, full, criterion, failing) in enumerate(items, start=1):
            whole = (
                f"{trade.name}（{LEVELS[level]}）操作技能考核" if first else "",
                question.format(trade=trade.name),
                f"{number}.{place}", name, full, criterion, failing,
                *(("60", "10", "平均", "是" if trade.name in _MADE else "否", late) if first else ("",) * 5),
            )  # fmt: skip
            yield (trade.name, level, *whole)
            first = False


def assessors(people: Iterable[SampleStaff], rooms: Iterable[SampleRoom], day: date) -> Iterator[tuple[str | int, ...]]:
    """Yield the rows below ``ASSESSOR_HEADER``: whoever the staff file sends to a workshop, as its note says."""
    trades = {room.number: room.trade.name for room in rooms if room.trade is not None}
    for count, person in enumerate((one for one in people if one.role == "考评员"), start=1):
        room = next((part for part in person.note.split() if part in trades), None)
        if room is not None:
            until, leads = day.replace(month=12, day=31, year=day.year + CARD_YEARS).isoformat(), "组长" in person.note
            card = f"{day.year - 1}3600{count:06d}"
            yield person.staff_no, card, trades[room], 1, until, count % 3, room, "是" if leads else ""
