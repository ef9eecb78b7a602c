"""Notices: what the product tells people, in the app, by e-mail or to a robot, once per event. It does not decide what is due."""
