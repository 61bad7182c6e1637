"""Sites with what belongs to them, and sightings counted in cells."""
