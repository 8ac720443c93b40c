"""The policy in use: what may be said today, and what the engine was taught of it."""
