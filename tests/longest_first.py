"""The order of test files: the longest first, so that no worker waits at the end for another's long file."""

from collections import Counter
from pathlib import Path

#: Seconds of files that take much longer than the number of their tests says; the measure is one machine's, busy.
SECONDS = {
    "browser/test_recorded_day.py": 69,
    "browser/test_capture.py": 63,
    "browser/test_reading_day.py": 61,
    "browser/test_papers.py": 60,
    "browser/test_prepare.py": 46,
    "browser/test_devices.py": 42,
    "browser/test_paper_day.py": 42,
    "browser/test_media_wall.py": 41,
    "browser/test_print_page.py": 35,
    "browser/test_capture_killed.py": 33,
    "browser/test_looks.py": 32,
    "browser/test_design.py": 31,
    "browser/test_staff.py": 30,
    "browser/test_cut_power.py": 29,
    "browser/test_gate_page.py": 29,
    "browser/test_reading_again.py": 29,
    "browser/test_sign_in.py": 29,
    "browser/test_first_day.py": 28,
    "browser/test_https.py": 25,
    "browser/test_photo.py": 23,
    "browser/test_walk_in.py": 23,
    "browser/test_custody_deeds.py": 22,
    "browser/test_offline_screens.py": 22,
    "browser/test_capture_mp4.py": 20,
    "browser/test_witness.py": 18,
    "browser/test_cut_day.py": 17,
    "browser/test_rehearsal.py": 17,
    "browser/test_without_hub.py": 17,
    "browser/test_draw.py": 16,
    "browser/test_import_mend.py": 16,
    "browser/test_disputes.py": 15,
    "browser/test_storage_full.py": 15,
    "browser/test_way_back.py": 15,
    "kiosk/test_gate.py": 40,
    "web/test_forms.py": 34,
    "test_app.py": 27,
    "cli/test_print.py": 27,
    "faults/test_uploads.py": 23,
    "faults/test_printing.py": 21,
    "cli/test_labels.py": 20,
    "faults/test_kill.py": 20,
    "kiosk/test_simulate.py": 20,
    "cli/test_verify.py": 19,
    "cli/test_imports.py": 19,
    "web/test_lan.py": 18,
    "web/test_media_viewers.py": 15,
    "cli/test_rebuild.py": 13,
    "cli/test_on_a_server.py": 13,
    "faults/test_evidence_kill.py": 12,
}
EACH = 0.7  # seconds of a test elsewhere


def ordered(items, tests):
    """Sort tests by their files, each file's own in the order they have; ``tests`` is the folder of all."""
    counts = Counter(item.path for item in items)

    def place(item):
        name = Path(item.path).relative_to(tests).as_posix()
        return -max(SECONDS.get(name, 0), EACH * counts[item.path]), name

    return sorted(items, key=place)
