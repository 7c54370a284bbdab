"""Layouts: one way of writing down an interview each; every `read` gives a Reading with a confidence, or None."""
