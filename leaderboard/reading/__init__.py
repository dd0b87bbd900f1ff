"""What the site is read for beside its numbers: documents, laws, changes, news."""
