"""Other engines under the literature's questions, a module a family."""
