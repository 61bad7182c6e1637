"""What the routes and jobs of exchange take and give."""
