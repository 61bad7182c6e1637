"""Detection: from what the store holds to events, and to the people and places that are told of them."""
