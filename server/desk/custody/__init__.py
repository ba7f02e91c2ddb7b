"""Desks of custody: objects registered, packed, handed over, opened, closed, supplied; and what is set right later.

``bodies``: what facts say. ``scene``: what the rules need, read from the store. ``kept``: how every act ends: objects,
rows, the feed. The rest are the desks, each for one kind of act.
"""
