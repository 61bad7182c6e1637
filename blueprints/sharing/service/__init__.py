"""What public links do."""
