"""What happens in meetings, one module for each kind."""
