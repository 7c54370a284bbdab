"""Doors: where words come from, one kind of source a file."""
