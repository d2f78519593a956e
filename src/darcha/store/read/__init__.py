"""Reading: what the doors and the steps ask of the tables."""
