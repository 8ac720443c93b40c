"""Ways in and out, a file or a few for each platform."""
