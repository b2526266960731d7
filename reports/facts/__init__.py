"""From a ticket's history to what the figures count: read (history), replayed (replay), kept (keep), rebuilt (rebuild)."""
