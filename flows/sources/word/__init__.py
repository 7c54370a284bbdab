"""Word documents: checked before they are opened, opened without what has no words, walked so that no word is lost."""
