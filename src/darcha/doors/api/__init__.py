"""The API for systems, version 1: resources under ``/api/v1``, described in OpenAPI, errors as problem documents."""
