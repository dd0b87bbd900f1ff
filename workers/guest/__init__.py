"""What runs inside a container. `server.py` is copied there and imports nothing of this project."""
