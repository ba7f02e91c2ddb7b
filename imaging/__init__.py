"""Looks at photos and films that came from outside: what they are, small pictures of them, films that can be sought in.

``kind`` tells by the first bytes what a file is; ``workshop`` has everything else done in a process of its own, so that
a hostile or damaged file harms nobody else. No Flask, no SQL; originals are read and never written.
"""
