"""Published reference data, read from the folders of their authors into datasets of ours."""
