"""What is done about the risk to a child, one module for each matter."""
