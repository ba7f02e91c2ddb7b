"""The practical exam (实操) at its desks: schemes, assessors, teams and results; stations, candidates and sheets."""
