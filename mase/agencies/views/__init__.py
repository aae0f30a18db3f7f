"""The office: people and their roles, help, procedures, a calendar address."""
