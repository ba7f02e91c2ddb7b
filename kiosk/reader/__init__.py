"""The card-reader station: watches the folder a marking machine writes to and brings its files to the hub."""
