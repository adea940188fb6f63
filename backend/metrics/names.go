package metrics

// The program itself.
var (
	buildInfo     = describe("build_info", "Which release runs; always 1.", "version", "api_version")
	polls         = describe("polls_total", "Reports taken in since the start.")
	pollsFailed   = describe("poll_failures_total", "Reports of jobs that failed as a whole, since the start.")
	requests      = describe("target_requests_total", "Calls made to watched servers since the start.")
	lastPoll      = describe("last_poll_duration_seconds", "How long the newest job took.")
	clients       = describe("live_clients", "Screens connected to the live feed.")
	deliveries    = describe("deliveries", "Notices by state: pending, sent, failed or dead.", "state")
	databaseBytes = describe("database_bytes", "Size of a database file.", "database")
	rowsLeftOut   = describe("rows_left_out", "Rows of the estate that are not shown here because there are too many.")
	firing        = describe("alerts", "Active alerts.", "level", "type", "acknowledged")
)

// The connections and their polling.
var (
	connectionUp      = describe("connection_up", "Whether the connection works; absent while nothing was heard.", "connection", "type")
	connectionSeen    = describe("connection_last_success_timestamp_seconds", "When anything was read from the connection last.", "connection", "type")
	connectionFailing = describe("connection_failed_polls", "Failed polls of the listing in a row.", "connection", "type")
	jobBackOff        = describe("job_back_off_seconds", "How long polling of a part is put off after failures; 0 while it works.", "connection", "type", "part")
	jobRequests       = describe("job_requests_per_minute", "Calls that polling of a part makes in a minute.", "connection", "type", "part")
)

// The nodes.
var (
	nodeLabels      = []string{"connection", "node"}
	nodeUp          = describe("node_up", "Whether the node is online; absent while unknown.", nodeLabels...)
	nodeCPU         = describe("node_cpu_ratio", "Processor in use, 0 to 1.", nodeLabels...)
	nodeMemory      = describe("node_memory_used_bytes", "Memory in use.", nodeLabels...)
	nodeMemoryTotal = describe("node_memory_total_bytes", "Memory.", nodeLabels...)
	nodeSwap        = describe("node_swap_used_bytes", "Swap in use.", nodeLabels...)
	nodeSwapTotal   = describe("node_swap_total_bytes", "Swap.", nodeLabels...)
	nodeRoot        = describe("node_root_used_bytes", "Root file system in use.", nodeLabels...)
	nodeRootTotal   = describe("node_root_total_bytes", "Root file system.", nodeLabels...)
	nodeUptime      = describe("node_uptime_seconds", "Time since the start of the node.", nodeLabels...)
	nodeLoad        = describe("node_load1", "Load of one minute.", nodeLabels...)
	nodeTemperature = describe("node_temperature_celsius", "Temperature of the processor package.", nodeLabels...)
	nodeUpdates     = describe("node_updates", "Packages that can be updated.", nodeLabels...)
)

// The guests. Their labels stay when they move to another node.
var (
	guestLabels      = []string{"connection", "vmid", "name"}
	guestInfo        = describe("guest_info", "Where the guest is and what it is; always 1.", "connection", "vmid", "name", "node", "type")
	guestRunning     = describe("guest_running", "Whether the guest runs; absent while unknown.", guestLabels...)
	guestCPU         = describe("guest_cpu_ratio", "Assigned processors in use, 0 to 1.", guestLabels...)
	guestMemory      = describe("guest_memory_used_bytes", "Memory in use.", guestLabels...)
	guestMemoryTotal = describe("guest_memory_total_bytes", "Memory.", guestLabels...)
	guestDisk        = describe("guest_disk_used_bytes", "File systems in use.", guestLabels...)
	guestDiskTotal   = describe("guest_disk_total_bytes", "File systems.", guestLabels...)
	guestNetworkIn   = describe("guest_network_receive_bytes_per_second", "Traffic into the guest.", guestLabels...)
	guestNetworkOut  = describe("guest_network_transmit_bytes_per_second", "Traffic out of the guest.", guestLabels...)
	guestRead        = describe("guest_disk_read_bytes_per_second", "Read from disks.", guestLabels...)
	guestWrite       = describe("guest_disk_write_bytes_per_second", "Written to disks.", guestLabels...)
	guestUptime      = describe("guest_uptime_seconds", "Time since the start of the guest.", guestLabels...)
	guestBackup      = describe("guest_last_backup_timestamp_seconds", "When the newest backup that is known was made.", guestLabels...)
)

// Storages, backup servers, mail gateways and Docker.
var (
	storageLabels  = []string{"connection", "node", "storage"}
	storageUp      = describe("storage_up", "Whether an enabled storage can be used.", storageLabels...)
	storageUsed    = describe("storage_used_bytes", "Storage in use.", storageLabels...)
	storageTotal   = describe("storage_total_bytes", "Storage.", storageLabels...)
	serverUp       = describe("backup_server_up", "Whether the backup server answers.", "connection")
	serverCPU      = describe("backup_server_cpu_ratio", "Processor in use, 0 to 1.", "connection")
	storeLabels    = []string{"connection", "datastore"}
	storeUsed      = describe("datastore_used_bytes", "Datastore in use.", storeLabels...)
	storeTotal     = describe("datastore_total_bytes", "Datastore.", storeLabels...)
	storeDedup     = describe("datastore_deduplication_ratio", "How many times larger the data would be without deduplication.", storeLabels...)
	gatewayUp      = describe("mail_gateway_up", "Whether the mail gateway answers.", "connection")
	queueLabels    = []string{"connection", "node"}
	mailQueued     = describe("mail_queue_messages", "Mail that waits on a node of a gateway.", "connection", "node", "queue")
	mailOldest     = describe("mail_queue_oldest_seconds", "Age of the oldest mail that waits.", queueLabels...)
	hostUp         = describe("docker_host_up", "Whether the agent of the host reports.", "host")
	hostSeen       = describe("docker_host_last_report_timestamp_seconds", "When the agent reported last.", "host")
	containerLabel = []string{"host", "name"}
	containerUp    = describe("container_running", "Whether the container runs.", containerLabel...)
	containerCPU   = describe("container_cpu_cores", "Processor in use; 1 is one core.", containerLabel...)
	containerUsed  = describe("container_memory_used_bytes", "Memory in use.", containerLabel...)
	containerStart = describe("container_restarts", "How often Docker restarted the container.", containerLabel...)
)
