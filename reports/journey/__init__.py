"""The customer's journey: each touchpoint green, amber or red by what was measured there (docs/metrics.md)."""
