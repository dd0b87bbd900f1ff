"""What a site signed, checked without the site."""
