"""Themes that nobody has listed: proposals out of what the codebook leaves over."""
