import io

import pytest

from badges.sheet import Unprintable, write


def test_the_report_counts_pages_and_names_those_without_a_portrait(badge, portrait, printed):
    _, report = printed(
        badge(name="张伟", portrait=portrait()), badge(name="王秀英"), badge(name="李䶮", portrait=b"GIF89a")
    )
    assert (report.pages, report.substituted, report.no_portrait) == (3, (), ("王秀英", "李䶮"))


def test_names_nobody_can_draw_stop_the_job_and_are_all_named(badge):
    badges = [badge(name="王\U000323ae"), badge(name="张伟"), badge(name="\U000323af\U000323ae李")]
    with pytest.raises(Unprintable, match=r"王\U000323ae：\U000323ae U\+323AE") as refused:
        write(badges, io.BytesIO())
    assert refused.value.names == (
        ("王\U000323ae", ("\U000323ae",)),
        ("\U000323af\U000323ae李", ("\U000323af", "\U000323ae")),
    )


def test_a_rare_character_beside_the_name_is_marked_and_told(badge, printed):
    _, report = printed(badge(name="张伟", unit="第\U000323ae中心"))
    assert report.substituted == (("张伟", "\U000323ae"),)


def test_badges_are_read_one_at_a_time(badge):
    out, sizes = io.BytesIO(), []

    def coming():
        for number in range(1, 5):
            sizes.append(out.tell())
            yield badge(number=f"0000{number}-X")

    write(coming(), out)
    assert sizes == sorted(set(sizes)), "a badge was asked for before the one before it was written"


def test_progress_is_told_after_each_badge(badge):
    told = []
    write([badge(), badge()], io.BytesIO(), progress=told.append)
    assert told == [1, 2]


def test_no_badges_make_no_file(badge):
    with pytest.raises(ValueError, match="没有要打印的证牌"):
        write([], io.BytesIO())


@pytest.mark.parametrize("asked", [{"size": "poster"}, {"layout": "9up"}])
def test_an_unknown_layout_is_refused_and_the_known_ones_are_named(asked, badge):
    with pytest.raises(ValueError, match="full/single"):
        write([badge()], io.BytesIO(), **asked)


def test_a_token_no_qr_can_hold_is_refused(badge):
    with pytest.raises(ValueError, match="too long"):
        write([badge(token="A" * 5000)], io.BytesIO())


def test_a_badge_of_name_number_and_token_alone_is_printed(badge, printed):
    bare = {field: "" for field in ("plan_code", "plan_name", "mark", "site", "valid", "unit")}
    assert printed(badge(**bare))[1].pages == 1
