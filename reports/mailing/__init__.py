"""Reports by mail, at their hour, once."""
