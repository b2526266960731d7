"""Figures about customers, each a flag that SQL sets per customer: what is counted and what is listed are the same rows."""
