"""Door: codebooks and projects for other programs that code words, in the exchange format of REFI-QDA (www.qdasoftware.org)."""
