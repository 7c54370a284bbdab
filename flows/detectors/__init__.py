"""Detectors: doors to programs that find personal data besides Uoma's own patterns."""
