"""The rows of a country's tables, by subject."""
