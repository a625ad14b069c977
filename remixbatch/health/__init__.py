"""Whether all is well: facts of a machine, its services and its specs, and what is made of them."""
