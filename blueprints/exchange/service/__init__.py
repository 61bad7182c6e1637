"""What can be done with files of whole projects."""
