"""The tree of life as arrays: who descends from whom, where each is drawn, what a window shows of it."""
