"""Teaching the networks: one readable loop each, with its data, its measures and its report."""
