"""The pages of a case, and of its deadlines."""
