"""Time and memory, measured from outside of the container, on one named device."""
