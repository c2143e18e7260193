"""A web explorer of what is published: read-only, on this machine, without JavaScript or outside resources."""
