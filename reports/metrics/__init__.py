"""One source per figure; docs/metrics.md says in words what each counts."""
