"""The rules that look at a reading, each a module; what several share beside them."""
