"""Drive: what lies in a folder of Google's, and the readers of what was fetched from there."""
