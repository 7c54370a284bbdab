"""Worlds: made-up years in which orders of asking are compared by what they save."""
