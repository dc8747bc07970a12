"""Parts of the page of data quality and imports."""
