"""Work orders (工作调度): what the office hands to units with a day, follows and closes by a second person. 督办 is a word of
authority and used only where a designation by the county government is stored."""
