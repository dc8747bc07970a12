"""Parts of the three-level monitor."""
