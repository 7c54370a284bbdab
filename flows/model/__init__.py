"""The nouns that flow: frozen, strict, and the same on every floor."""
