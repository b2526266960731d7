"""Live changes: rendered once per language, pushed to agents' browsers."""


def connect() -> None:
    """Wire the signals; filled in with the agents' pages."""
