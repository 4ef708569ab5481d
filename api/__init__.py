"""What is asked of the register: HTTP routes, sign-in, and the command line."""
