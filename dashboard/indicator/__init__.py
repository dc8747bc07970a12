"""Parts of an indicator's page."""
