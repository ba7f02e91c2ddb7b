"""The form of a refusal's words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What is, and what to do now, in Chinese and English; the HTTP status when a request (not a fact) is refused."""

    says: str
    fix: str
    says_en: str
    fix_en: str
    status: int = 409
