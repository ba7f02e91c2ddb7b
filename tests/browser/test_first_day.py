"""The first day from beginning to end: set-up code, another day's files, badges on paper, a phone, the first scan."""

import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from protocol.token import read
from server.store import keys
from tests.browser import camera, site
from tests.running import KAOWU, serving

OTHER = 555  # the number of the second plan


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A hub as `make run` starts it: an empty folder, the sample day of today."""
    with serving(tmp_path_factory.mktemp("first") / "data", (KAOWU, "serve", "--sample")) as running:
        yield running


@pytest.fixture(scope="module")
def chief(browser, hub):
    """The chief's tablet, not yet enrolled."""
    with site.device(browser, site.hub_origin(hub)) as page:
        yield page


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Another day's files."""
    return site.sample_day(tmp_path_factory.mktemp("other"), seed=7, plan_number=OTHER)


@pytest.fixture(scope="module")
def set_up_code(hub):
    return re.search(r"set-up code: ([0-9A-Z]{4}-[0-9A-Z]{4})", hub.said())[1]


def test_card_files_to_try_reading_with_lie_beside_the_data_and_the_terminal_says_where(hub):
    assert {"S1.txt", "S1-faults.txt", "profile-txt.yaml"} <= {path.name for path in (hub.data / "cards").iterdir()}
    assert str(hub.data / "cards") in hub.said()


def test_from_the_set_up_code_to_the_first_check_in(launch, hub, chief, set_up_code, files, tmp_path):
    a_wrong_code_is_told_in_words(chief, set_up_code)
    the_right_code_opens_the_board_of_the_sample_day(chief, set_up_code, hub)
    another_day_is_imported(chief, files)
    pdf = badges_are_made_and_downloaded(chief, hub, tmp_path)

    picture = camera.printed(pdf, tmp_path)
    secret = keys.load(hub.data / "keys").badge
    token = read(camera.code_of(picture), {1: secret.public_key()})
    assert (token.plan, token.site) == (OTHER, 12)
    person = site.rows_of(hub)["person", f"{OTHER}/{token.person}"]
    scene = camera.held_up(picture)
    assert camera.code_of(scene), "the film itself cannot be read"

    link = a_phone_is_added(chief)
    with (
        launch(camera.film(tmp_path / "camera.y4m", scene)) as eyes,
        site.device(eyes, site.hub_origin(hub), site.PHONE, permissions=["camera"]) as phone,
    ):
        phone.add_init_script(site.NOTED)
        board = marked(chief)  # before the phone: its camera looks at the badge from the first moment on
        the_phone_enrols(phone, link)
        the_badge_before_the_camera_is_accepted(phone, person)
        the_board_changed_by_itself(board, person)
        the_same_badge_shown_again_is_turned_away(phone)
        expect(chief.get_by_text("“东门手机 1”已登记")).to_be_visible()


def a_wrong_code_is_told_in_words(chief, code):
    chief.goto("/")
    expect(chief).to_have_url(re.compile(r"/enrol$"))
    chief.watch.expected.append("status of 403")
    chief.get_by_label("登记码").fill("2222-2222")
    chief.get_by_label("设备名称").fill("主考平板")
    chief.get_by_role("button", name="登记", exact=True).click()
    expect(chief.get_by_role("alert")).to_contain_text("登记码不对")
    expect(chief.get_by_role("alert")).to_contain_text("核对登记码")


def the_right_code_opens_the_board_of_the_sample_day(chief, code, hub):
    chief.get_by_label("登记码").fill(code.lower())
    chief.get_by_role("button", name="登记", exact=True).click()
    expect(chief).to_have_url(re.compile(r"/board$"))
    assert code not in chief.evaluate("location.href")
    people = [row for (kind, _), row in site.rows_of(hub).items() if kind == "person"]
    due = sum(not person["sessions"] or "S1" in person["sessions"] for person in people)
    assert due > 150
    staff = chief.get_by_role("region", name="工作人员")
    expect(staff).to_contain_text(re.compile(rf"应到\s*{due}\s*已到\s*0\s*未到\s*{due}"))
    rooms = chief.get_by_role("region", name="考场")
    halls = [row for (kind, _), row in site.rows_of(hub).items() if kind == "room" and "S1" in row["sessions"]]
    assert len(halls) > 40
    expect(rooms.locator("li")).to_have_count(len(halls))
    expect(chief.locator(".picture.live")).to_be_visible()


def another_day_is_imported(chief, files):
    chief.get_by_role("link", name="考务办公").click()
    everything = [*sorted(files.glob("*.*")), *sorted((files / "photos").iterdir())]
    chief.locator("input[type=file]").first.set_input_files(everything)
    expect(chief.get_by_text(f"已选 {len(everything)} 个文件")).to_be_visible()
    chief.get_by_role("button", name="检查文件").click()
    expect(chief.get_by_text("检查结果")).to_be_visible()
    table = chief.locator("table").first
    photos = len(list((files / "photos").iterdir()))
    expect(table).to_contain_text(re.compile(rf"照片\s*photos/\s*{photos} / {photos}"))
    expect(table.locator(".no")).to_have_count(0)
    expect(table.locator(".yes")).to_have_count(7)  # plan, rooms, people, cards and schemes, photos
    chief.get_by_role("button", name="确认导入 7 个文件").click()
    expect(chief.get_by_text("导入结果")).to_be_visible()
    expect(chief.get_by_text(re.compile(rf"照片已导入 {photos} 条"))).to_be_visible(timeout=site.PATIENCE)
    chief.get_by_role("link", name="下一步：制作证牌").click()


def badges_are_made_and_downloaded(chief, hub, folder):
    plans = chief.get_by_label("鉴定计划")
    expect(plans).to_have_value(str(OTHER))  # what was just imported
    people = [row for (kind, key), row in site.rows_of(hub).items() if kind == "person" and row["plan"] == OTHER]
    chief.get_by_role("button", name=f"制作 {len(people)} 人的证牌").click()
    expect(chief.get_by_text(f"全部 {len(people)} 人都有证牌")).to_be_visible(timeout=site.PATIENCE)
    with chief.expect_download(timeout=site.BACK) as download:
        chief.get_by_role("button", name=f"下载全部 {len(people)} 张（PDF）").click()
    pdf = folder / "badges.pdf"
    download.value.save_as(pdf)
    assert download.value.suggested_filename.endswith("-证牌.pdf")
    assert len(PdfReader(pdf).pages) == len(people)
    return pdf


def a_phone_is_added(chief):
    chief.get_by_role("link", name="设备").click()
    chief.get_by_role("button", name="添加设备").click()
    chief.get_by_label("签到手机").check()
    chief.get_by_label("设备名称").fill("东门手机 1")
    chief.get_by_role("button", name="生成登记码").click()
    expect(chief.get_by_role("img", name="登记二维码")).to_be_visible()
    code = chief.locator(".figures").inner_text().strip()
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", code)
    return f"/enrol#code={code}"


def the_phone_enrols(phone, link):
    phone.goto("/")
    expect(phone.get_by_label("登记码")).to_have_value("")
    phone.goto(link)  # on the page that stands there already: only the part after # changes
    expect(phone.get_by_label("登记码")).to_have_value(re.compile(r"^\w{4}-\w{4}$"))
    phone.get_by_label("设备名称").fill("东门手机 1")
    phone.get_by_role("button", name="登记", exact=True).click()
    expect(phone).to_have_url(re.compile(r"/check-in$"))


def marked(chief):
    """Open the board beside, with the plan whose badge comes; it is marked, so that a reload would be noticed."""
    board = chief.context.new_page()
    site.visit(board, "/board")
    board.get_by_label("鉴定计划").select_option(str(OTHER))
    board.evaluate("window.marked = true")
    return board


def the_badge_before_the_camera_is_accepted(phone, person):
    said = site.answer_to_camera(phone, "accepted")
    assert "已签到" in said
    assert person["name"] in said
    assert person["unit"] in said


def the_board_changed_by_itself(chief, person):
    staff = chief.get_by_role("region", name="工作人员")
    expect(staff).to_contain_text(re.compile(r"已到\s*1\s*未到"))
    feed = chief.get_by_role("region", name="实时动态").locator("li").first
    expect(chief.get_by_role("region", name="实时动态")).to_contain_text(person["name"])
    expect(feed).to_contain_text(re.compile(r"\d\d:\d\d"))
    assert chief.evaluate("window.marked") is True, "the page was loaded again"


def the_same_badge_shown_again_is_turned_away(phone):
    said = site.answer_to_camera(phone, "refused")
    assert re.search(r"已于 \d\d:\d\d 在 东门手机 1 签到", said)
    assert "无需重复签到" in said
