"""What every area stands on; knows no area."""
