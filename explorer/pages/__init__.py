"""What each page shows: from a publication and what was asked to the values of its template. A module a page."""
