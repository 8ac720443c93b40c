"""What did the citizen mean? Knows no policy and no chat."""
