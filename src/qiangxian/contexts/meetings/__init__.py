"""Where decisions come from: papers and instructions received, our own bodies with their members, meetings from topics to minutes.

What was decided becomes work orders of supervision; minutes of any body are read for the paragraphs that decide."""
