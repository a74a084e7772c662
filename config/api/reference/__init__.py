"""The API's reference as people read it: groups of operations out of the OpenAPI description."""
