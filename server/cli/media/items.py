"""Items of scoring schemes, as a card's files may tell them: ids are unique within one scheme only."""

from server.cli.client import Hub, Problem
from server.domain.evidence.piece import Place

#: What an item is, whatever its id: its question and its name.
Meaning = tuple[str, str]
_HERE = "用 --session、--room 指定只有一个工种、等级的考场，或导入后在影像页上逐份选"


class Items:
    """The items of a plan's schemes by where files belong, as the hub has them now."""

    def __init__(self, hub: Hub, plan: int) -> None:
        """Ask the hub for schemes and candidates of the practical exams."""
        self._schemes = {
            (row["trade"], row["level"]): {
                str(one["id"]): (str(one["question"]), str(one["name"])) for one in row["items"]
            }
            for row in hub.rows("scheme")
            if row["plan"] == plan
        }
        self._seated = [row for row in hub.rows("practical") if row["plan"] == plan]

    def named(self, place: Place, said: str) -> str:
        """Return the id of an item that a person names by its id or its name, for whoever may be at ``place``.

        Raises:
            Problem: no scheme there has it, several items are called so, or not all schemes there have the same one.
        """
        schemes = self._at(place)
        every = {(one, name) for scheme in schemes for one, (_, name) in scheme.items()}
        by_id = {one for one, _ in every if one == said}
        found = sorted(by_id or {one for one, name in every if name == said})
        same = [one for one in found if len({scheme.get(one) for scheme in schemes}) == 1]
        if found and not same:
            raise Problem(
                f"评分项 {said} 不是这里各工种、等级都有的，给整张卡选会记到别的工种的项目上：{_HERE}"
                " / not all trades and levels here have this item: choose a room of one with --session and --room"
            )
        if len(found) != 1:
            known = "、".join(f"{one} {name}" for one, name in sorted(every)) or "这里的考生还没有评分方案"
            raise Problem(f"评分方案里没有评分项 {said}，或不止一项；应为编号或名称：{known} / no such item")
        return found[0]

    def kept(self, before: Place, after: Place) -> str | None:
        """Return the item of ``before`` where it means the same at ``after``; None where it may be another there."""
        if before.item is None:
            return None
        was, now = self._meanings(before, before.item), self._meanings(after, before.item)
        return before.item if now and now == was else None

    def _meanings(self, place: Place, item: str) -> set[Meaning]:
        return {scheme[item] for scheme in self._at(place) if item in scheme}

    def _at(self, place: Place) -> list[dict[str, Meaning]]:
        """Return the schemes of whoever may be at a place."""
        here = {
            (row["trade"], row["level"])
            for row in self._seated
            if place.session in (None, row["session"])
            and place.room in (None, row["room"])
            and place.candidate in (None, row["candidate"])
        }
        return [self._schemes[key] for key in sorted(here & self._schemes.keys())]
