"""The reading of languages without blanks between words: Chinese and Japanese."""
