"""What is lent for the day and comes back: devices, ID readers, tools, keys, practical material."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from server.domain.balance.line import SITE, Line, compared, hint
from server.domain.custody.item import Item, where
from server.domain.objects import KINDS
from server.domain.words.balance import OTHERS_OUT, STILL_OUT, difference_words

#: Kinds that are given out and come back: those given out again and again, and practical material; badges have a line
#: of their own.
LENT = frozenset(kind.code for kind in KINDS if kind.legs and (kind.again or kind.code == "PM"))
#: Things that the sentence names; the number tells how many there are.
NAMED = 4


def is_out(item: Item) -> bool:
    """Tell whether a thing is not back where it came from: in the vault, or at the site where it was made ready."""
    back = ("vault",) if item.of.begins == "sealed" else ("site", "vault", "gone")
    return item.holder.stage not in back


def thing_lines(things: Iterable[Item], names: Mapping[int, str], *, over: bool) -> tuple[Line, ...]:
    """Compare what was given out with what came back; none where nothing ever was.

    ``names`` of people by number; ``over``: the day is over, what is still out is missed.
    """
    went = [item for item in things if item.been]
    if not went:
        return ()
    out = sorted((item for item in went if is_out(item)), key=lambda item: item.label)
    line = Line("site/things", "things", 8, None, None, "unknown")
    labels = tuple(item.label for item in out)
    if out and not over:
        return (replace(line, expected=len(went), found=len(went) - len(out), unknown=labels),)
    line = compared(line, len(went), len(went) - len(out), labels)
    if not out:
        return (line,)
    zh, en = difference_words(line.code, SITE, len(went), len(went) - len(out), ("", ""))
    named, named_en = zip(*(_named(item, names) for item in out[:NAMED]), strict=True)
    if len(out) > NAMED:
        more, more_en = (text.format(n=len(out) - NAMED) for text in OTHERS_OUT)
        named, named_en = (*named, more), (*named_en, more_en)
    says = (f"{zh}：{'；'.join(named)}", f"{en}: {'; '.join(named_en)}")
    return (replace(line, says=says, hints=(hint("bring-back"),)),)


def _named(item: Item, names: Mapping[int, str]) -> tuple[str, str]:
    held, (place, place_en) = [names[one] for one in item.holder.people if one in names], where(item)
    zh, en = STILL_OUT
    by, by_en = (f"{comma}{joint.join(held)}" if held else "" for comma, joint in (("，", "、"), (", ", ", ")))
    return (
        zh.format(kind=item.of.zh, label=item.label, where=place, people=by),
        en.format(kind=item.of.en, label=item.label, where=place_en, people=by_en),
    )
