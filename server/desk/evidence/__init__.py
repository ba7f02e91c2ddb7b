"""Desks of evidence: photos and film announced, compared, placed, looked at and removed."""
