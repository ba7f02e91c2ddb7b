"""Evidence: photos and film of the exam, from their announcement to their archive, and the rules about them.

What was taken is announced by a fact, its bytes come as an upload (``server.domain.upload``) before or after it, and
what the hub found of them is stated by the hub. Nothing is ever changed in an original.
"""
