package config

// agentVariables are read by the agent. They stand here for the documentation.
func agentVariables() []variable {
	return []variable{
		{name: "PULSE_URL", meaning: "the server to report to"},
		{name: "PULSE_TOKEN", secret: true, meaning: "API token for it"},
		{name: "PULSE_TARGETS", secret: true, meaning: "several servers: url|token[|insecure], separated by ; or lines"},
		{name: "PULSE_INTERVAL", shown: "30s", meaning: "time between two reports"},
		{name: "PULSE_HOSTNAME", shown: "the host's", meaning: "name to report"},
		{name: "PULSE_AGENT_ID", shown: "the machine's", meaning: "identity to report"},
		{name: "PULSE_INSECURE_SKIP_VERIFY", shown: "false", meaning: "accept any certificate"},
		{name: "PULSE_NO_AUTO_UPDATE", shown: "false", meaning: "do not follow the server's version"},
	}
}

// ignoredVariables are those that older documents speak of.
func ignoredVariables() []variable {
	const (
		inSettings = "change it in the settings"
		logging    = "the log goes to the standard error stream"
		container  = "choose the user when the container is started"
	)
	ignored := func(name, why string) variable { return variable{name: name, ignored: why} }
	return []variable{
		ignored("BACKEND_PORT", "there is one port, FRONTEND_PORT"),
		ignored("POLLING_INTERVAL", "the rhythm of polling is fixed"),
		ignored("PBS_POLLING_INTERVAL", inSettings),
		ignored("PMG_POLLING_INTERVAL", inSettings),
		ignored("CONCURRENT_POLLING", "servers are always polled side by side"),
		ignored("BACKUP_POLLING_CYCLES", "backups are polled in a rhythm of their own"),
		ignored("METRICS_RETENTION_DAYS", inSettings),
		ignored("WEBHOOK_BATCH_DELAY", "change the grouping of alerts"),
		ignored("LOG_FILE", logging),
		ignored("LOG_MAX_SIZE", logging),
		ignored("LOG_MAX_AGE", logging),
		ignored("LOG_COMPRESS", logging),
		ignored("IFRAME_EMBEDDING_ALLOW", inSettings),
		ignored("UPDATE_CHANNEL", inSettings),
		ignored("AUTO_UPDATE_ENABLED", inSettings),
		ignored("AUTO_UPDATE_CHECK_INTERVAL", inSettings),
		ignored("AUTO_UPDATE_TIME", inSettings),
		ignored("REGISTRATION_TOKEN_DEFAULT_VALIDITY", "a code states its own validity"),
		ignored("REGISTRATION_TOKEN_DEFAULT_MAX_USES", "a code states its own number of uses"),
		ignored("PULSE_INIT_CONFIG_URL", "give PULSE_INIT_CONFIG_FILE or PULSE_INIT_CONFIG_DATA"),
		ignored("PULSE_LEGACY_DETECTION", "there is no such notice"),
		ignored("PUID", container),
		ignored("PGID", container),
	}
}
