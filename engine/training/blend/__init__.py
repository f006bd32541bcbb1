"""Where the weights of the blend come from, and whether it beats each signal alone."""
