"""What the routes of public links take and give."""
