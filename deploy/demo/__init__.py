"""The whole of Assay on one machine, each zone a process of its own with its own environment."""
