"""No live camera: a photo of the badge does, with and without the hub; a camera that cannot read yet reads later."""

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import expect

from tests.browser import camera, site

DENIED = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))"

BLIND = "onmessage = () => postMessage('')"


@pytest.fixture(scope="module")
def badges(here, tmp_path_factory):
    """Photos of printed badges as a phone takes them, by person: 12 million pixels, held askew."""
    folder = tmp_path_factory.mktemp("photos")

    def photo(person, *, turned=0, quality=85):
        drawn = tmp_path_factory.mktemp("badge")
        scene = camera.held_up(camera.printed(pdf_of(here, person, drawn), drawn), size=(1280, 720))
        large = scene.resize((4000, 2250), Image.Resampling.BICUBIC).rotate(turned, expand=True)
        path = folder / f"{person['person']}-{turned}.jpg"
        large.save(path, "JPEG", quality=quality)
        return path

    return photo


def pdf_of(here, person, folder):
    """One badge with this person's code on paper."""
    code = Image.new("RGB", (1000, 1440), "#fff")
    made = qr(here.badge_text(person))
    code.paste(made.resize((520, 520)), (240, 500))
    path = folder / "badge.pdf"
    code.save(path, "PDF", resolution=200)
    return path


def qr(text):
    return qrcode.make(text, border=2, error_correction=qrcode.constants.ERROR_CORRECT_L).convert("RGB")


@pytest.fixture(scope="module")
def blind(browser, hub):
    """A phone at the gate whose camera nobody allowed."""
    with site.device(browser, site.hub_origin(hub), site.PHONE) as page:
        page.add_init_script(DENIED)
        yield site.enrol(page, hub, "phone", "东门手机")


def take(page, path):
    site.visit(page, "/check-in")
    expect(page.get_by_role("button", name="拍照识别")).to_be_visible()
    page.locator("input[type=file]").set_input_files(path)


@pytest.mark.parametrize(("who", "turned"), [(0, 0), (1, 90), (2, 17)])
def test_a_photo_of_a_badge_checks_its_holder_in(blind, here, badges, who, turned, picture):
    person = here.people[who]
    blind.watch.asked.clear()
    take(blind, badges(person, turned=turned))
    assert person["name"] in site.answer(blind, "accepted")
    site.go_on(blind)
    assert not [url for url in blind.watch.asked if url.endswith("/api/decode")], "the page itself reads it"


def test_it_says_what_to_do_where_no_badge_is_in_it(blind, tmp_path, picture):
    path = tmp_path / "wall.jpg"
    camera.wall().save(path)
    take(blind, path)
    said = blind.get_by_role("alert").filter(has_text="照片里没有读到证牌二维码")
    expect(said).to_contain_text("靠近些、对准、避免反光")
    assert [url for url in blind.watch.asked if url.endswith("/api/decode")], "the hub was asked"
    picture(blind, "photo-none")


def test_what_is_no_photo_is_said_to_be_none(blind, tmp_path):
    path = tmp_path / "notes.jpg"
    path.write_bytes(b"no picture")
    take(blind, path)
    expect(blind.get_by_role("alert").filter(has_text="不是照片")).to_be_visible()


def test_what_the_page_cannot_read_the_hub_reads(blind, here, badges):
    """The page's own decoder is struck blind; the one that the service worker keeps would see on."""
    network = blind.context.new_cdp_session(blind)
    network.send("Network.enable")
    network.send("Network.setBypassServiceWorker", {"bypass": True})
    blind.route("**/assets/decoder-*.js", lambda route: route.fulfill(body=BLIND, content_type="text/javascript"))
    person = here.people[3]
    blind.watch.asked.clear()
    take(blind, badges(person))
    assert person["name"] in site.answer(blind, "accepted")
    site.go_on(blind)
    assert [url for url in blind.watch.asked if url.endswith("/api/decode")], "the page read it after all"
    blind.unroute("**/assets/decoder-*.js")
    network.send("Network.setBypassServiceWorker", {"bypass": False})
    network.detach()


def test_without_the_hub_the_page_reads_it_alone(blind, here, badges, picture):
    person = here.people[4]
    path = badges(person)
    site.visit(blind, "/check-in")
    picture(blind, "photo-denied")
    blind.watch.expected.append(site.HUB_GONE)
    blind.context.set_offline(True)
    blind.locator("input[type=file]").set_input_files(path)
    said = site.answer(blind, "waiting")
    assert person["name"] in said
    site.go_on(blind)
    blind.context.set_offline(False)
    site.all_sent(blind)


def test_a_camera_whose_reader_did_not_arrive_says_so_and_reads_once_the_hub_is_back(
    launch, hub, here, tmp_path, picture
):
    person = here.people[11]
    scene = camera.held_up(camera.printed(pdf_of(here, person, tmp_path), tmp_path))
    with (
        launch(camera.film(tmp_path / "camera.y4m", scene)) as eyes,
        # Without a service worker, which would have kept the reader before anybody could lose it.
        site.device(eyes, site.hub_origin(hub), site.PHONE, permissions=["camera"], service_workers="block") as phone,
    ):
        phone.watch.expected += [site.HUB_GONE, "Service Worker registration blocked", "reading 'installing'"]
        phone.add_init_script(site.NOTED)
        phone.route("**/*.wasm", lambda route: route.abort())
        phone.goto(site.enrol_link(hub, "phone", "西门手机"))
        phone.get_by_label("设备名称").fill("西门手机")
        phone.get_by_role("button", name="登记", exact=True).click()
        expect(phone.locator("div.camera")).to_contain_text("读码功能还没有从主机取到")
        picture(phone, "camera-blind")
        phone.unroute("**/*.wasm")
        assert person["name"] in site.answer_to_camera(phone, "accepted")
