"""Teaching the replay model: reading play logs, fitting fields, training, and its report."""
