"""expatch for IntelMQ."""
