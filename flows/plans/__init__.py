"""Door: what people have planned, read from YAML with the line of every trouble."""
