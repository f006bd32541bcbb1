"""The map: tracks, or anything else that was heard, as places on a plane, and a picture of them."""
