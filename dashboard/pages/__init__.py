"""The pages of the dashboard: what a person sees, in the order they read it."""
