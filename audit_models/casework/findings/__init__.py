"""Findings: what people took up of hits and observations, from taking up to closure by two signatures."""
