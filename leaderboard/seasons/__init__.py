"""What an operator does with a season, on the host where the references live."""
