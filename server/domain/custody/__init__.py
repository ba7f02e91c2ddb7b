"""Custody (交接与保管): where every labelled object is at this moment, who holds it, and every step it takes.

``legs``: the legs as data. ``item``: an object's state. ``people``: who may sign. ``seen``: seals and counts.
``handoff``: one leg on. ``pack``, ``opening``: into sets and cases, opened, closed, supplied. ``amend``: taken back,
corrected, entered from paper, settled. ``whereabouts``: who has what now. All are pure: state and time come in.
"""
