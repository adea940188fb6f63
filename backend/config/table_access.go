package config

func accessVariables(a *Access) []variable {
	password := text(&a.Password)
	tokens := added(&a.Tokens)
	return []variable{
		{name: "PULSE_AUTH_USER", shown: "admin, when a password is set", meaning: "name of the local account", parse: text(&a.User)},
		{name: "PULSE_PASSWORD", secret: true, meaning: "older name of PULSE_AUTH_PASS", parse: password},
		{name: "PULSE_AUTH_PASS", secret: true, meaning: "its password, in clear or as bcrypt hash of 60 characters", parse: password},
		{name: "API_TOKENS", secret: true, fixes: "API_TOKENS", meaning: "API tokens by commas, in clear or as SHA3-256 in 64 hex digits", parse: tokens},
		{name: "API_TOKEN", secret: true, fixes: "API_TOKEN", meaning: "one more API token", parse: tokens},
		{name: "API_TOKEN_ENABLED", shown: "true when there are tokens", meaning: "what the token check answers", parse: boolean(&a.TokensEnabled)},
		{name: "DISABLE_AUTH", fallback: "false", meaning: "let everybody do everything", parse: boolean(&a.DisableAuth)},
		{name: "DEMO_MODE", fallback: "false", meaning: "let nobody change anything", parse: boolean(&a.Demo)},
		{name: "REQUIRE_AUTH", fallback: "false", meaning: "tell the page that an account exists", parse: boolean(&a.RequireAuth)},
		{name: "PULSE_OPEN_SETUP", fallback: "false", meaning: "let everybody in until an account exists; for trusted networks", parse: boolean(&a.OpenSetup)},
		{name: "PULSE_AUDIT_LOG", fallback: "false", meaning: "write a file of who did what", parse: alsoOn(&a.AuditLog)},
		{name: "AUDIT_LOG_ENABLED", fallback: "false", meaning: "the same as PULSE_AUDIT_LOG", parse: alsoOn(&a.AuditLog)},
		{name: "ALLOW_UNPROTECTED_EXPORT", fallback: "false", meaning: "export the configuration without an account", parse: strictly(&a.UnprotectedExport)},
		{name: "PULSE_TRUSTED_NETWORKS", shown: "private networks", meaning: "networks shown as trusted", parse: networks(&a.TrustedNetworks)},
		{name: "PULSE_TRUSTED_PROXIES", shown: "none", meaning: "proxies whose forwarding headers are believed", parse: networks(&a.TrustedProxies)},
		{name: "REQUIRE_REGISTRATION_TOKEN", fallback: "true", meaning: "servers that register themselves need a code", parse: boolean(&a.RegistrationCode)},
		{name: "ALLOW_UNPROTECTED_AUTO_REGISTER", fallback: "false", meaning: "except those with a private address", parse: boolean(&a.UnprotectedRegistrant)},
	}
}
