"""What a picture shows: providers that name animals, and the reading of what they say."""
