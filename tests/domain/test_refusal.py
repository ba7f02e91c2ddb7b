"""The one way to say no: every code has its words in both languages, and its parameters fill them."""

import ast
import importlib
import pkgutil
import string
from collections import Counter
from pathlib import Path

import pytest

from server.domain import words
from server.domain.refusal import Refusal
from server.domain.words import WORDS

SERVER = Path(__file__).parents[2] / "server"


def places(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def raised():
    """Every ``Refusal("code", name=…)`` written in the server, with the names of its parameters."""
    for path in sorted(SERVER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal"):
                continue
            if node.args and isinstance(node.args[0], ast.Constant):
                names = {keyword.arg for keyword in node.keywords}
                where = f"{path.relative_to(SERVER)}:{node.lineno}"
                yield pytest.param(node.args[0].value, names, id=f"{where} {node.args[0].value}")


@pytest.mark.parametrize(("code", "given"), list(raised()))
def test_every_refusal_that_is_raised_can_be_said(code, given):
    words = WORDS[code]
    needed = set().union(*map(places, (words.says, words.fix, words.says_en, words.fix_en))) - {"field"}
    assert needed <= given


@pytest.mark.parametrize("code", list(WORDS))
def test_every_code_says_what_is_and_what_to_do_in_both_languages(code):
    words = WORDS[code]
    assert all((words.says, words.fix, words.says_en, words.fix_en))
    assert 400 <= words.status < 600
    assert any("\u4e00" <= letter <= "\u9fff" for letter in words.says)
    assert words.says_en.isascii()
    assert len(code) <= 32  # the journal's column


def test_no_two_modules_of_words_say_the_same_code():
    modules = [
        importlib.import_module(f"server.domain.words.{one.name}") for one in pkgutil.iter_modules(words.__path__)
    ]
    codes = Counter(code for module in modules for code in getattr(module, "WORDS", ()))
    assert [code for code, times in codes.items() if times > 1] == []
    assert codes.keys() == WORDS.keys()


def test_a_refusal_is_said_in_the_readers_language():
    refusal = Refusal("not-open", session="上午理论", opens="07:30")
    assert refusal.said("zh") == {
        "code": "not-open", "says": "上午理论的签到 07:30 开始，现在未到时间", "fix": "请到时再扫", "field": None
    }  # fmt: skip
    assert refusal.said("en")["says"] == "Check-in for 上午理论 opens at 07:30"
    assert refusal.said("fr")["fix"] == "请到时再扫"


def test_both_languages_go_to_the_screens():
    both = Refusal("badge-unreadable").both()
    assert both["code"] == "badge-unreadable"
    assert set(both["says"]) == set(both["fix"]) == {"zh", "en"}


def test_what_is_kept_reads_back():
    refusal = Refusal("malformed", field="body.badge", expected="“text” {braces}")
    again = Refusal.restored(refusal.code, refusal.kept())
    assert again.said("en") == refusal.said("en")
    assert "{braces}" in again.said("en")["says"]


def test_a_refusal_without_anything_kept_reads_back():
    assert Refusal.restored("not-in", None).said("zh") == Refusal("not-in").said("zh")


def test_the_same_refusal_is_kept_as_the_same_text():
    assert Refusal("not-open", session="a", opens="b").kept() == Refusal("not-open", opens="b", session="a").kept()
