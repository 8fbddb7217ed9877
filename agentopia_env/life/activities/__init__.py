"""What people do with their days: joint activities and encounters, public events, days alone."""
