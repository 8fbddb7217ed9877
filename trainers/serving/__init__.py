"""Serving a policy to the loop: one protocol, in process or through a vLLM server.

Import what you need from the modules: `base` (protocol, errors) is light, `in_process` needs torch,
`vllm_server` and `attached` need the openai package. vLLM itself is never imported: it runs as a
program of its own, in this environment or another.
"""
