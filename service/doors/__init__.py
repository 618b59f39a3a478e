"""Every way in: HTTP, the command line, agents. From a request to the JSON object, converted once."""
