"""The office: people and their roles, days away, help, procedures, a calendar address."""
