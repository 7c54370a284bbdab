"""Who words a statement that no person has worded yet: one scribe a file."""
