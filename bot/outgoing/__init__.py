"""What is said to citizens later than in the answer to their own request: in order, at most once, within the quota."""
