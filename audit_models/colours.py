"""The colours of every chart, on screens and on paper.

Blue = on the good side, orange = on the bad side, grey = no judgement; never colour alone. Red is
kept for what is overdue.
"""

GOOD = "#2f74b5"
BAD = "#c2590a"
QUIET = "#7c8798"
FAINT = "#b9c1cc"
OVERDUE = "#c62828"
