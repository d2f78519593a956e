"""The demonstration: a cast, a book of consignments worked by hand, and plays that drive them to their end."""
