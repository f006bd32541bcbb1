"""Rediscover: what was loved once and long not heard, as a page of its own."""
