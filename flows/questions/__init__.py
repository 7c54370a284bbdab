"""Room of prioritise: gaps become questions, weighed by the value of the answer."""
