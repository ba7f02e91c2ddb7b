"""What hub, phones, kiosks and verifiers share: facts, the tree, badge tokens. Pure: no I/O, no clock."""
