"""What is typed in about the risk to a child, one module for each matter."""
