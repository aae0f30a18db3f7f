"""Starting the site's processes on one machine and keeping them together. Knows no feature."""
