"""What the first page tells: visits, news, things that wait, and what there is."""
