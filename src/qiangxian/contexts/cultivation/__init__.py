"""The cultivation library (企业培育库): applications, checks, publicity, memberships, grades, guidance plans and their service
log. What an enterprise is and holds belongs to `registers`."""
