"""Everything that runs an evaluation: jobs, messages, the sandbox, the wire, storage. No Django."""
