"""How long photos and films are kept: by the class of records they belong to (``domain`` 7)."""

#: Written records of the practical exam, and their images: permanent.
PERMANENT = "PERM-5"
#: Kept with the record sheet: two years.
WITH_THE_SHEET = "TEMP-4"
#: What only the practical exam's records show, in whichever session it was taken.
OF_THE_PRACTICAL = frozenset({"practical", "identity", "workpiece"})


def kept(purpose: str, session_kind: str | None) -> str:
    """Return the class by which evidence is kept.

    Args:
        purpose: what it shows.
        session_kind: ``theory``, ``practical`` or ``computer``; None: it belongs to no session that is known.
    """
    of_the_practical = session_kind == "practical" or purpose in OF_THE_PRACTICAL
    return PERMANENT if of_the_practical else WITH_THE_SHEET
