"""People: the durable duty queue and its desk. Knows no channel and no policy."""
