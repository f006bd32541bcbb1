"""Network definitions, their weights files and the pooling of their vectors."""
