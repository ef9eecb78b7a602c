"""The guide as the product shows it: the pages of `docs/guide`, every refusal as a question with its answer, the booklet."""
