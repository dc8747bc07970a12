"""The monthly report: one page or the long version, as PDF, Word and Excel, in both languages.

A report is gathered once (`content.gather`) from the same functions as the pages, and then only set.
"""
