"""A large database for measuring the site: every potential of it is plainly artificial."""
