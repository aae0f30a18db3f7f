"""The pages of documents and reports, one module for each kind."""
