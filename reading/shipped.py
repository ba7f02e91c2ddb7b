"""The profiles that come with the program: examples to start from, and the layouts the tests' files have."""

from functools import cache
from importlib import resources

from reading.profile import Profile
from reading.profile_file import load_profile


@cache
def shipped() -> tuple[Profile, ...]:
    """Return the profiles that come with the program, by name."""
    folder = resources.files("reading") / "profiles"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return tuple(load_profile(file.read_text("utf-8")) for file in files)
