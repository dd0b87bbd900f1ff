"""Results system by system: what is asked, what a potential made of it, and where it errs."""
