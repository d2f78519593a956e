"""What is true: pure rules over documents, facts and dated data. No clock, no input or output, no framework."""
