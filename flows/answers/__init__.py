"""Room of the board: what the machine asks people there, and what they answered."""
