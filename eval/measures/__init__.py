"""What is measured, apart from how a run is made. Each measure states its definition and source."""
