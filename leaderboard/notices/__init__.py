"""What an owner is told when a submission has ended: by e-mail, and by webhooks."""
