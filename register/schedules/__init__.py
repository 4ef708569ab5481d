"""When people meet: sessions on a schedule, in words, next on which day, and as a calendar."""
