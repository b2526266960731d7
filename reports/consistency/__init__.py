"""The same topics across channels: where one channel treats people worse, and how sure that is (docs/metrics.md)."""
