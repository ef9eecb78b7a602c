"""Hand-overs (工作交接): what one person leaves to another, written down when it begins, confirmed by both and by a witness. It owns
the list and the confirmations; what stands on the list belongs to others."""
