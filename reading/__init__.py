"""Card files: what a marking machine exported, read by its station's profile. Pure: bytes in, cards and faults out.

``docs/card-files.md`` describes the profiles field by field.
"""

from reading.bad_profile import BadProfile
from reading.card import BLANK, MULTI, UNSURE, Card
from reading.fault import FileFault
from reading.fitting import fitting
from reading.foreign import foreign
from reading.guess import guess, guessed, likeliest, unguessed
from reading.parse import Parsed, parse
from reading.profile import Profile, Template
from reading.profile_file import load_profile
from reading.shipped import shipped
from reading.whole import Whole, whole

__all__ = [
    "BLANK",
    "MULTI",
    "UNSURE",
    "BadProfile",
    "Card",
    "FileFault",
    "Parsed",
    "Profile",
    "Template",
    "Whole",
    "fitting",
    "foreign",
    "guess",
    "guessed",
    "likeliest",
    "load_profile",
    "parse",
    "shipped",
    "unguessed",
    "whole",
]
