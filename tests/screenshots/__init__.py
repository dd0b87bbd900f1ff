"""Every page of the site: which there are, how they look, and whether everybody can use them."""
