"""One module for each area: its `DOORS` (routes) and `ROOMS` (live rooms)."""
