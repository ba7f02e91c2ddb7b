"""Reads badges' QR codes from pictures: a camera's frames at the gate stations, photos at the hub."""
