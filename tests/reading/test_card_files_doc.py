"""``docs/card-files.md`` says what the code does."""

import re
from pathlib import Path

import pytest

from reading import load_profile, shipped
from reading.profile import Coding
from reading.profile_keys import KEYS
from reading.words import SENTENCES

#: What is said of files; what is said of reconciliation is another test's (``tests/domain/reading``).
DOC = (Path(__file__).parents[2] / "docs/card-files.md").read_text("utf-8").partition("\n## 核对")[0]


@pytest.mark.parametrize("key", KEYS)
def test_every_key_stands_with_what_belongs_there(key):
    zh, en = KEYS[key]
    assert f"| `{key}` | {zh} | {en} |" in DOC


@pytest.mark.parametrize("code", SENTENCES)
def test_every_code_stands_with_its_sentences(code):
    sentence = SENTENCES[code]
    zh, en = (says.replace("{where}", "") for says in sentence.says)
    assert f"| `{code}` | {zh}<br>{en} | {sentence.fix[0]}<br>{sentence.fix[1]} |" in DOC


def test_no_code_or_key_stands_that_the_code_does_not_have():
    known = {*KEYS, *SENTENCES, *(coding.value for coding in Coding), "coding"}
    assert set(re.findall(r"^\| `([^`]+)` \|", DOC, re.MULTILINE)) <= known


def test_the_example_is_the_shipped_profile():
    (example,) = re.findall(r"```yaml\n(.*?)```", DOC, re.DOTALL)
    assert load_profile(example).digest in {profile.digest for profile in shipped()}
