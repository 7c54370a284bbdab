"""What the library as a whole shows beside its claims."""
