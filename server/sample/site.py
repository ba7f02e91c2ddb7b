"""The sample's site: teaching buildings with standard rooms of 30, and workshops with stations."""

from dataclasses import dataclass
from random import Random

STANDARD = 30  # candidates in a standard room
WORKSHOP_BUILDING = 9
COMPUTER_FROM = 40  # rooms of a site that has a computer-based session too
LARGEST = 600  # rooms; admission numbers have three digits for the room


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade of the sample; ``number`` is its part of the admission number, ``workshop`` its room's name."""

    number: int
    name: str
    workshop: str | None


TRADES = (
    Trade(1, "电工", "电工实训室"),
    Trade(2, "焊工", "焊接车间"),
    Trade(3, "钳工", "钳工车间"),
    Trade(4, "车工", "车工车间"),
    Trade(5, "汽车维修工", "汽修实训车间"),
    Trade(6, "中式烹调师", "烹饪实训室"),
    Trade(7, "养老护理员", "护理实训室"),
    Trade(8, "美容师", "美容实训室"),
    Trade(9, "保育师", None),
    Trade(10, "西式面点师", "面点实训室"),
    Trade(11, "制冷空调系统安装维修工", "制冷实训室"),
    Trade(12, "企业人力资源管理师", None),
    Trade(13, "物流服务师", None),
    Trade(14, "茶艺师", None),
)
LEVEL_WEIGHTS = {5: 22, 4: 38, 3: 28, 2: 8, 1: 4}


@dataclass(frozen=True, slots=True)
class SampleRoom:
    """A room of the sample; ``trade`` is set for workshops only."""

    number: str
    name: str
    building: str
    floor: int
    seats: int
    trade: Trade | None


def rooms(count: int, rng: Random) -> list[SampleRoom]:
    """Lay out ``count`` rooms: about one in nine is a workshop, none where there are fewer than three."""
    workshops = 0 if count < 3 else max(1, count // 9)
    theory = count - workshops
    per_building = max(24, -(-theory // 8))
    per_floor = -(-per_building // 4)
    standard = [_classroom(place, per_building, per_floor) for place in range(theory)]
    trades = [trade for trade in TRADES if trade.workshop]
    return standard + [_workshop(place, trades[place % len(trades)], rng) for place in range(workshops)]


def _classroom(place: int, per_building: int, per_floor: int) -> SampleRoom:
    building, inside = divmod(place, per_building)
    floor, along = divmod(inside, per_floor)
    return SampleRoom(
        number=f"{building + 1}{inside + 1:02d}",
        name=f"{building + 1}号教学楼{floor + 1}{along + 1:02d}教室",
        building=f"{building + 1}号教学楼",
        floor=floor + 1,
        seats=STANDARD,
        trade=None,
    )


def _workshop(place: int, trade: Trade, rng: Random) -> SampleRoom:
    return SampleRoom(
        number=f"{WORKSHOP_BUILDING}{place + 1:02d}",
        name=f"{trade.workshop}{place // 10 + 1}",
        building="实训中心",
        floor=place % 3 + 1,
        seats=rng.choice((15, 18, 20)),
        trade=trade,
    )
