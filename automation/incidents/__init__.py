"""Incident mode: many tickets of one topic are noticed, linked, answered at once, and customers are told before they ask.

topics.py finds a topic in texts (pure), detect.py looks at what came in lately, similar.py at each new ticket while an
incident is open. incidents.py holds the writes, answering.py sends one answer to all, banners.py says what customers read.
"""
