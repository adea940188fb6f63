package config

// OIDCOverrides returns the members of the sign-in at a provider that the
// environment gives, by their published names.
func (c Config) OIDCOverrides() map[string]bool {
	given := map[string]bool{}
	for variable, member := range map[string]string{
		"OIDC_ENABLED": "enabled", "OIDC_ISSUER_URL": "issuerUrl", "OIDC_CLIENT_ID": "clientId",
		"OIDC_CLIENT_SECRET": "clientSecret", "OIDC_REDIRECT_URL": "redirectUrl", "OIDC_LOGOUT_URL": "logoutUrl",
		"OIDC_SCOPES": "scopes", "OIDC_USERNAME_CLAIM": "usernameClaim", "OIDC_EMAIL_CLAIM": "emailClaim",
		"OIDC_GROUPS_CLAIM": "groupsClaim", "OIDC_ALLOWED_GROUPS": "allowedGroups",
		"OIDC_ALLOWED_DOMAINS": "allowedDomains", "OIDC_ALLOWED_EMAILS": "allowedEmails",
	} {
		if c.set[variable] {
			given[member] = true
		}
	}
	return given
}
