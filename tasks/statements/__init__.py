"""What a site signed of a published submission, and how anybody checks it without that site."""
