"""What is held to be so: its evidence, its score, its history."""
