"""Frames that zxing alone reads, and those that need a second look."""

import itertools
import json

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import decode as bench
from bench import scene
from decoding.frame import RETRIES, WORK, Box, Code, Decoder, badges, glance, sharpened
from protocol.token import MAX_LENGTH
from tests.examples import examples
from tests.kiosk.film import CODE, SIZE, held_up, nobody, side_by_side

TEXT = "KW1:" + "7Z%Q+" * 36


def grey(picture):
    return cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)


def texts(codes):
    return {code.text for code in codes}


def test_a_badge_held_up_is_read_and_its_place_is_told():
    (code,) = Decoder().read(grey(held_up(TEXT)))
    assert code.text == TEXT
    x, y = code.box.middle
    assert abs(x - SIZE[0] / 2) < 20
    assert abs(y - SIZE[1] / 2) < 20


def test_an_empty_scene_holds_nothing():
    assert Decoder().read(grey(nobody())) == []


def test_a_blurred_badge_that_zxing_alone_does_not_read_is_read_at_the_second_look():
    blurred = grey(held_up(TEXT, pixels=2.6, blur=1.3))
    assert zxingcpp.read_barcodes(blurred, zxingcpp.BarcodeFormat.QRCode) == []
    assert glance(blurred) == []
    assert texts(Decoder().read(blurred)) == {TEXT}


def test_in_a_large_frame_the_blurred_badge_is_found_wherever_it_is_held():
    large = np.full((1080, 1920), 128, np.uint8)
    blurred = grey(held_up(TEXT, pixels=2.6, blur=1.3))[60:420, 120:520]
    for left, top in ((40, 30), (1480, 690), (700, 400)):
        frame = large.copy()
        frame[top : top + 360, left : left + 400] = blurred
        assert texts(Decoder().read(frame)) == {TEXT}


def test_several_badges_in_one_frame_are_all_read():
    other = TEXT[:-5] + "AAAAA"
    both = grey(side_by_side(held_up(TEXT, pixels=2.9), held_up(other, pixels=2.9)))
    assert texts(Decoder().read(both)) == {TEXT, other}


def test_beside_a_known_badge_the_search_for_a_blurred_one_goes_on():
    other = TEXT[:-5] + "BBBBB"
    both = grey(side_by_side(held_up(TEXT, pixels=2.9), held_up(other, pixels=2.6, blur=1.3)))
    assert texts(glance(both)) == {TEXT}
    assert texts(Decoder().read(both, frozenset({TEXT}))) == {TEXT, other}


def test_other_codes_are_nobodys_badge():
    box = Box(0, 0, 9, 9)
    codes = [Code(text, box) for text in (TEXT, "https://example.org", "KW2:ABC", "KW1:" + "A" * MAX_LENGTH)]
    assert badges(codes) == codes[:1]


def test_no_frame_costs_more_than_its_share_of_work(monkeypatch):
    looked = []

    def counted(part, retry):
        looked.append(part.size * retry.times**2)
        return sharpened(part, retry)

    monkeypatch.setattr("decoding.frame.sharpened", counted)
    noise = np.random.default_rng(3).integers(0, 255, (1080, 1920), np.uint8)
    Decoder().read(noise)
    assert looked
    assert sum(looked) <= WORK


@pytest.mark.parametrize("retry", RETRIES)
def test_sharpening_cuts_no_edge_off(retry):
    step = np.zeros((60, 60), np.uint8)
    step[:, 30:] = 255
    raised = sharpened(step, retry)
    assert raised.shape == (60 * retry.times, 60 * retry.times)
    assert raised[30, 5] < raised[30, -5]


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 70), st.integers(1, 70), st.integers(0, 2**32 - 1))
def test_frames_of_any_size_and_noise_break_nothing_and_give_no_badge(height, width, seed):
    frame = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    assert badges(Decoder().read(frame)) == []


@pytest.mark.long
def test_of_frames_it_was_not_tuned_on_more_are_read_than_by_zxing_alone_and_none_wrongly():
    frames = list(itertools.islice(bench.made(4711, 1), 24))
    mine, wrong, _, _ = bench.read_all(frames, bench.ours)
    alone, _, _, _ = bench.read_all(frames, bench.alone)
    assert wrong == 0
    assert mine >= alone
    assert mine >= 0.8 * len(frames)


def test_the_benchmark_reads_a_folder_of_other_frames(tmp_path):
    cv2.imwrite(str(tmp_path / "one.png"), held_up(TEXT))
    (tmp_path / "manifest.jsonl").write_text(json.dumps({"file": "one.png", "text": TEXT, "cat": "clean"}) + "\n")
    ((kind, text, frame),) = bench.kept(tmp_path)
    assert (kind, text) == ("clean", TEXT)
    assert bench.ours(frame) == [TEXT]


def test_the_same_seed_makes_the_same_picture():
    chance = [np.random.default_rng(8) for _ in range(2)]
    pictures = []
    for one in chance:
        drawn, modules = scene.card(TEXT, CODE, one)
        pictures.append(scene.taken(drawn, modules, CODE, SIZE, scene.shot("mixed", one), one))
    assert np.array_equal(*pictures)
