"""Writing: any number of outcomes in one commit."""
