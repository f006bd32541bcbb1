"""Import of published weights: from the files as their authors gave them to our own."""
