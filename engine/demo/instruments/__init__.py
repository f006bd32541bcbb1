"""The demo's instruments: each turns a pitch and a length, or a blow, into a wave."""
