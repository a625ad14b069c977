"""The reading of languages whose words change their endings: Spanish and German."""
