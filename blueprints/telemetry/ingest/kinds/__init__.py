"""The connectors there are."""
