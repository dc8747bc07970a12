"""What leaves for other programs: tables as Excel and CSV, open contracting releases."""
