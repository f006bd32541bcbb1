"""Teaching listeners: who plays what, as points in one space; sparse gradients, lazy decay."""
