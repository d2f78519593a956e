"""What is kept: the only code that knows tables."""
