"""Suggestions learnt from the firm's own closed tickets: team, tags and priority, how sure, and the words that counted.

`corpus` reads tickets into counted words, `bayes` weighs them, `certainty` says how often such a weight is right, `train`
puts the three together as a Celery task does, `store` keeps what was learnt, `suggest` looks at new tickets, `decide` is the
agent's answer to a suggestion and `record` how often it was right. Nothing leaves the machine.
"""
