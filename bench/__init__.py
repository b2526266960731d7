"""Measurements, not tests: how the cost of pages, mail and sockets grows with the tickets (docs/performance.md)."""
