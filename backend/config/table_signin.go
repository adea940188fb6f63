package config

func proxyVariables(p *Proxy) []variable {
	return []variable{
		{name: "PROXY_AUTH_SECRET", secret: true, meaning: "secret that the proxy sends in X-Proxy-Secret", parse: text(&p.Secret)},
		{name: "PROXY_AUTH_USER_HEADER", meaning: "header with the user's name", parse: text(&p.UserHeader)},
		{name: "PROXY_AUTH_ROLE_HEADER", meaning: "header with the user's roles", parse: text(&p.RoleHeader)},
		{name: "PROXY_AUTH_ROLE_SEPARATOR", fallback: "|", meaning: "what stands between two roles", parse: text(&p.RoleSeparator)},
		{name: "PROXY_AUTH_ADMIN_ROLE", fallback: "admin", meaning: "role that may change things", parse: text(&p.AdminRole)},
		{name: "PROXY_AUTH_LOGOUT_URL", meaning: "where signing out leads", parse: text(&p.LogoutURL)},
	}
}

func oidcVariables(o *OIDC) []variable {
	return []variable{
		{name: "OIDC_ENABLED", fallback: "false", meaning: "offer this sign-in", parse: boolean(&o.Enabled)},
		{name: "OIDC_ISSUER_URL", meaning: "address of the provider", parse: issuer(&o.IssuerURL)},
		{name: "OIDC_CLIENT_ID", meaning: "name of this program at the provider", parse: text(&o.ClientID)},
		{name: "OIDC_CLIENT_SECRET", secret: true, meaning: "its secret there", parse: text(&o.ClientSecret)},
		{name: "OIDC_REDIRECT_URL", shown: "PULSE_PUBLIC_URL with /api/oidc/callback", meaning: "where the provider sends people back to", parse: address(&o.RedirectURL)},
		{name: "OIDC_LOGOUT_URL", meaning: "where signing out leads", parse: address(&o.LogoutURL)},
		{name: "OIDC_SCOPES", fallback: "openid profile email", meaning: "what is asked for", parse: words(&o.Scopes)},
		{name: "OIDC_USERNAME_CLAIM", fallback: "preferred_username", meaning: "claim with the user's name", parse: text(&o.UsernameClaim)},
		{name: "OIDC_EMAIL_CLAIM", fallback: "email", meaning: "claim with the mail address", parse: text(&o.EmailClaim)},
		{name: "OIDC_GROUPS_CLAIM", meaning: "claim with the groups", parse: text(&o.GroupsClaim)},
		{name: "OIDC_ALLOWED_GROUPS", shown: "all", meaning: "groups that may sign in", parse: words(&o.AllowedGroups)},
		{name: "OIDC_ALLOWED_DOMAINS", shown: "all", meaning: "mail domains that may sign in", parse: words(&o.AllowedDomains)},
		{name: "OIDC_ALLOWED_EMAILS", shown: "all", meaning: "mail addresses that may sign in", parse: words(&o.AllowedEmails)},
	}
}
