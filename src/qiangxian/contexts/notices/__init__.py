"""Notices: what the product tells people, in the app, by e-mail or to a robot, once per event. It does not decide what is
due: whoever does posts notices under a key of the event, and the same key never reaches the same recipient twice."""
