"""People's work, apart from the snapshots: accounts, findings, campaigns, uploads, and the trail."""
