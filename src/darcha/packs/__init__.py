"""Countries: dated data with its legal sources, and nothing else."""
