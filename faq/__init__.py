"""What the bureau says, and since when. Knows no matching."""
