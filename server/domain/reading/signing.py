"""Who answers for what is read: the responsible leaders, and a second person who signs beside whoever signed in."""

from datetime import datetime

from protocol.role import BY_CODE, BY_NUMBER
from server.domain import duty
from server.domain.duty import Post
from server.domain.plan import Plan
from server.domain.refusal import Refusal

#: The responsible leaders (负责人): heads of area and site. The site office and the duty desk lead much of the day, but
#: answer for no result.
HEADS = frozenset(BY_CODE[code].number for code in ("AD", "ADD", "CE", "DCE"))
#: Who enters record sheets beside them: whoever checks and watches the reading, and the office that keeps the sheets.
ENTER = ("CK", "SV", "OP")
#: Who signs beside another for what changes the cards that count. Whoever operates the reader never does.
BESIDE = ("CK", "SV")


def heads(post: Post | None) -> bool:
    """Tell whether somebody is a responsible leader."""
    return post is not None and post.role in HEADS


def beside(first: Post | None, second: Post, codes: tuple[str, ...] = BESIDE) -> None:
    """Decide whether somebody may sign beside whoever has signed in.

    Args:
        first: whoever has signed in.
        second: whose badge was shown.
        codes: roles that may, besides the responsible leaders.

    Raises:
        Refusal: ``second-role`` or ``second-same``.
    """
    role = BY_NUMBER[second.role]
    if role.code not in codes and not heads(second):
        wanted = [BY_CODE[code] for code in codes]
        raise Refusal(
            "second-role", field="second", role=role.zh, role_en=role.en,
            expected="、".join([*(one.zh for one in wanted), "负责人"]),
            expected_en=", ".join([*(one.en for one in wanted), "a leader"]),
        )  # fmt: skip
    if first is not None and first.person == second.person:
        raise Refusal("second-same", field="second")


def here(post: Post, plan: Plan, at: datetime, field: str = "second") -> None:
    """Decide whether somebody can have shown their badge in person.

    Cards are read long after the gate is closed, until after midnight and on later days: whoever can check in no more
    need not have.

    Raises:
        Refusal: ``person-not-in``.
    """
    if not duty.present(post, at) and duty.can_come(post, plan, at):
        role = BY_NUMBER[post.role]
        raise Refusal("person-not-in", field=field, role=role.zh, role_en=role.en)
