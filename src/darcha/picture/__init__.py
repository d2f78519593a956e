"""What is seen: the journal folded into the Situation Centre and its figures."""
