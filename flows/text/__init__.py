"""Text: which language, which words, which base forms. Finnish and English."""
