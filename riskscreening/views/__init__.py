"""The pages of the tab “Screening”, one module for each matter."""
