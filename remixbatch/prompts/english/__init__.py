"""The reading of English: words in bits, pieces at joints, clauses that are changes or not."""
