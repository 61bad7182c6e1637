"""What can be done with collections, friends, the feed and the tree; functions flush and never commit."""
