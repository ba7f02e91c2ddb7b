"""The hub: facts in by one door, rows out to every screen."""
