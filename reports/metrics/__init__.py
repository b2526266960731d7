"""What stands at this moment; figures over a period are in reports.figures. docs/metrics.md says in words what each counts."""
