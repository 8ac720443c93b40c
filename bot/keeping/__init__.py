"""What is kept of a conversation, masked; and how it is forgotten."""
