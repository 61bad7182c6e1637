"""What can be done with recordings, their segmentations and their segments: functions that flush, never commit."""
