"""What an enterprise holds: rights, titles and service together, for eligibility, ladders and the figures counted by enterprise."""
