"""The web zone: database, website, JSON API. The only owner of the database."""
