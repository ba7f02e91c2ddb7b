"""Pure rules: state and time in, a verdict out. No Flask, no SQL, no clock."""
