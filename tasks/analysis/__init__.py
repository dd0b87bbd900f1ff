"""What is read off a trajectory: pure functions on arrays."""
