"""Pictures: read with care, written anew."""
