"""What people do with task batches and tasks."""
