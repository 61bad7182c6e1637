"""Sound: decoding, metadata, spectrograms, detection, features, playback and exchange formats."""
