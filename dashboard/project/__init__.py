"""Parts of a project's page."""
