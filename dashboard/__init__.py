"""Screens: what a snapshot says, shown. Opens no database itself."""
