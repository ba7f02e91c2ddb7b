"""How many examples a property is tried with: few in every run, many in ``make test-long``."""

from hypothesis import settings

QUICK, LONG = "quick", "long"
MORE = 20  # as many in the long run

# Neither is decided by a clock: how long an example takes is the machine's affair.
settings.register_profile(QUICK, max_examples=40, deadline=None)
settings.register_profile(LONG, max_examples=40 * MORE, deadline=None)


def examples(few):
    """Return ``few``, or many where the long profile is chosen (``--hypothesis-profile=long``)."""
    return few * MORE if settings.get_current_profile_name() == LONG else few
