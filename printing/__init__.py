"""Paper by IPP: finding printers, asking what they can, and sending a document once and only once. Knows no hub."""
