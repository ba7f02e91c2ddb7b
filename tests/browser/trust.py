"""Somebody whose browser was given the hub's authority, as a device is before exam day."""

import shutil
import subprocess


def home_of(folder, hub):
    """Make a home folder where the hub's authority is installed; a browser started with it as HOME trusts the hub."""
    store = folder / ".pki" / "nssdb"
    store.mkdir(parents=True)
    program = shutil.which("certutil")
    assert program, "certutil is missing: setup/programs certutil:libnss3-tools (make test installs it)"
    authority = hub.data / "keys" / "ca.crt"
    for words in (("-N", "--empty-password"), ("-A", "-t", "C,,", "-n", "kaowu", "-i", authority)):
        subprocess.run([program, "-d", f"sql:{store}", *words], check=True, capture_output=True, timeout=60)
    return folder
