"""Doors to models that turn texts into vectors. None is needed."""
