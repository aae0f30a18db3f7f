"""The pages of meetings, one module for each kind."""
