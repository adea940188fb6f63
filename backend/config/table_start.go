package config

func importVariables(i *Import) []variable {
	return []variable{
		{name: "PULSE_INIT_CONFIG_FILE", meaning: "file with an exported configuration", parse: path(&i.File)},
		{name: "PULSE_INIT_CONFIG_DATA", secret: true, meaning: "the export itself, when there is no file", parse: text(&i.Data)},
		{name: "PULSE_INIT_CONFIG_PASSPHRASE", secret: true, meaning: "passphrase of the export", parse: text(&i.Passphrase)},
		{name: "PULSE_PASSPHRASE", secret: true, meaning: "passphrase of the commands config export and config import", parse: text(&i.CommandPassphrase)},
	}
}

func mockVariables(m *Mock) []variable {
	const most = 200
	return []variable{
		{name: "PULSE_MOCK_MODE", fallback: "false", meaning: "watch the made-up estate", parse: strictly(&m.Enabled)},
		{name: "PULSE_MOCK_NODES", fallback: "7", meaning: "its nodes", parse: number(&m.Nodes, 1, most)},
		{name: "PULSE_MOCK_VMS_PER_NODE", fallback: "5", meaning: "virtual machines on each", parse: number(&m.VMsPerNode, 0, most)},
		{name: "PULSE_MOCK_LXCS_PER_NODE", fallback: "8", meaning: "containers on each", parse: number(&m.LXCsPerNode, 0, most)},
		{name: "PULSE_MOCK_DOCKER_HOSTS", fallback: "3", meaning: "Docker hosts", parse: number(&m.DockerHosts, 0, most)},
		{name: "PULSE_MOCK_DOCKER_CONTAINERS", fallback: "12", meaning: "Docker containers on each", parse: number(&m.DockerContainers, 0, most)},
		{name: "PULSE_MOCK_RANDOM_METRICS", fallback: "true", meaning: "let its figures change", parse: boolean(&m.RandomMetrics)},
		{name: "PULSE_MOCK_STOPPED_PERCENT", fallback: "20", meaning: "how many of its guests are stopped", parse: percent(&m.StoppedPercent)},
	}
}
