"""Letters for the pages outside the app are found in the app as it is built."""

from server.web.lettering import faces
from server.web.pages import DIST


def test_the_built_app_has_the_letters_where_they_are_looked_for():
    sheet, files = faces(DIST)
    assert len(files) > 90  # Noto Sans SC comes in some hundred parts
    assert all(address in sheet for address in files)


def test_an_app_that_was_not_built_has_none(tmp_path):
    assert faces(tmp_path) == ("", {})
