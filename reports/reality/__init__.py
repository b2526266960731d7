"""The Reality check: ten interactions a quarter, drawn by lot, read without names, scored by several people."""
