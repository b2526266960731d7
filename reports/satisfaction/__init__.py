"""The page *Satisfaction*: how content customers are, how sure that is, why, and what unhappy ones write about.

Each part counts in a constant number of queries; `page.py` puts them together, `tables.py` is the same as rows for CSV.
"""
