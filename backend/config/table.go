package config

// variable is one row of the table.
type variable struct {
	name     string
	fallback string // the default, as it would be written
	shown    string // the default in words, where it is not one fixed text
	meaning  string
	secret   bool   // never shown
	fixes    string // the published setting that it overrides
	ignored  string // why it has no effect
	parse    parser // empty for variables that another program reads
}

// group is a part of the table with a heading.
type group struct {
	title     string
	about     string
	variables []variable
}

// table returns all variables. Their parsers write into c.
func table(c *Config) []group {
	return []group{
		{"Server", "", serverVariables(&c.Server)},
		{"Access", "A password in clear text is hashed in memory.", accessVariables(&c.Access)},
		{"Sign-in by a proxy", "Without PROXY_AUTH_SECRET the others mean nothing. The proxy must be one of PULSE_TRUSTED_PROXIES.", proxyVariables(&c.Proxy)},
		{"Sign-in by OpenID Connect", "Any of these locks the form in the settings.", oidcVariables(&c.OIDC)},
		{"Taking over a configuration", "Used at the first start on an empty data folder.", importVariables(&c.Import)},
		{"Mock mode", "A made-up estate instead of real servers.", mockVariables(&c.Mock)},
		{"Docker agent", "Read by the agent on a Docker host, not by the server.", agentVariables()},
		{"Known without effect", "Accepted and ignored; the log says so.", ignoredVariables()},
	}
}

// variables returns all rows of the table.
func variables(c *Config) []variable {
	var all []variable
	for _, g := range table(c) {
		all = append(all, g.variables...)
	}
	return all
}
