"""The lint of prompts: does this text ask for one change, and can a service make it?"""
