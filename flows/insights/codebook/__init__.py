"""Themes that people have listed: what an observation is about, and why."""
