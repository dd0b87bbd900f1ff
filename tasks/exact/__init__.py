"""Laws that hold exactly, so that no reference is needed."""
