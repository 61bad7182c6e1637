"""What the routes of pictures and of vision take and give, and the jobs of the area."""
