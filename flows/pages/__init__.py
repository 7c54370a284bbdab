"""Room of publish: which pages there are, and the facts that each tells. How they look and are worded is the templates'."""
