"""What pages ask: `figure(name, scope, period, split)`; docs/metrics.md says what each figure counts."""

from reports.figures.answer import FEW, SPLITS, TIME, Row, figure, figures
from reports.figures.definitions import FIGURES, Figure, How, Unit

__all__ = ["FEW", "FIGURES", "SPLITS", "TIME", "Figure", "How", "Row", "Unit", "figure", "figures"]
