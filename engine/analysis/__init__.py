"""From files to vectors: worker processes decode, one process runs the model, the store keeps."""
