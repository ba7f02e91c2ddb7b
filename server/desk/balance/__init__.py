"""Desks of the balance: figures counted, differences settled; and the lines that follow from every other act.

``live``: works the lines out and shows them where they changed. ``following``: which acts change which lines. ``count``
and ``settle`` are the desks.
"""
