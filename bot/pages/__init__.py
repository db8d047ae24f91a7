"""What all pages share: templates in the reader's language, security headers, live streams."""
