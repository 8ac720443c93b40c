"""From a command line to a serving process, and back."""
