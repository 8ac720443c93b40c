"""One message in, its replies out."""
