package api

import (
	"pulse/backend/auth"
	"pulse/backend/settings"
	"pulse/backend/wire"
)

// Routes is the table of everything that can be called. From it come the mux,
// the decisions of auth, the OpenAPI document and the types of the dashboard.
func Routes() []Route {
	var all []Route
	for _, part := range [][]Route{
		programRoutes(),
		stateRoutes(),
		backupRoutes(),
		nodeRoutes(),
		lookRoutes(),
		systemRoutes(),
		oldSettingsRoutes(),
		alertRoutes(),
		thresholdRoutes(),
		backtestRoutes(),
		changeRoutes(),
		notificationRoutes(),
		guestRoutes(),
		dockerRoutes(),
		agentFileRoutes(),
		signInRoutes(),
		securityRoutes(),
		accessRoutes(),
		signOnRoutes(),
		sessionRoutes(),
		auditRoutes(),
		discoverRoutes(),
		diagnosticRoutes(),
		plainRoutes(),
		searchRoutes(),
		enrolRoutes(),
		certificateRoutes(),
		transferRoutes(),
		operationRoutes(),
		updateRoutes(),
		restRoutes(),
	} {
		all = append(all, part...)
	}
	return all
}

func programRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/health", Access: auth.Public, Bucket: auth.Plenty, Head: true, Out: wire.Health{}, Summary: "Whether the program runs", handle: (*server).health},
		{Method: "GET", Path: "/api/version", Access: auth.Public, Bucket: auth.Plenty, Head: true, Out: wire.Program{}, Summary: "Which release runs", handle: (*server).version},
		{Method: "GET", Path: "/api/server/info", Access: auth.Public, Bucket: auth.General, Head: true, Out: wire.ServerInfo{}, Summary: "Which agent this server hands out", handle: (*server).serverInfo},
		{Method: "GET", Path: "/livez", Access: auth.Public, Head: true, Out: wire.Readiness{}, Summary: "Whether the program is alive", handle: (*server).live},
		{Method: "GET", Path: "/readyz", Access: auth.Public, Head: true, Out: wire.Readiness{}, Summary: "Whether the program can do its work; 503 when not", handle: (*server).ready},
		{Method: "GET", Path: "/api/openapi.json", Access: auth.Public, Bucket: auth.General, Head: true, Out: map[string]any{}, Summary: "This document", handle: (*server).openAPI},
	}
}

func stateRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/state", Access: auth.ReadOpen, Errors: structured, Out: wire.State{}, Summary: "Everything known now", handle: (*server).state},
		{Method: "GET", Path: "/api/charts", Access: auth.Reader, Bucket: auth.General, Head: true, Out: wire.Charts{}, Query: []string{"range"}, Summary: "Recorded series of guests, nodes and storages; range is 5m, 15m, 30m, 1h, 4h, 12h, 24h or 7d", handle: (*server).charts},
		{Method: "GET", Path: "/api/storage-charts", Access: auth.Reader, Bucket: auth.General, Head: true, Out: map[string]wire.StorageChart{}, Query: []string{"range", "points"}, Summary: "Recorded series of storages; range is in minutes, points is the most per series", handle: (*server).storageCharts},
		{Method: "GET", Path: "/api/history", Access: auth.Reader, Bucket: auth.General, Errors: structured, Out: wire.History{}, Query: []string{"resource", "metrics", "from", "to", "points"}, Summary: "The past of one resource: minimum, mean and maximum in even steps, with its gaps", handle: (*server).past},
		{Method: "GET", Path: "/api/storage", Access: auth.Reader, Bucket: auth.General, Errors: structured, Out: wire.StorageList{}, Summary: "All storages", handle: (*server).storages},
		{Method: "GET", Path: "/api/storage/{id}", Access: auth.Reader, Bucket: auth.General, Errors: structured, Out: wire.StorageDetail{}, Summary: "One storage", handle: (*server).storage},
		{Method: "GET", Path: "/api/monitoring/scheduler/health", Access: auth.Reader, Bucket: auth.General, Out: []wire.TargetHealth{}, Summary: "How polling does, per connection and part", handle: (*server).schedulerHealth},
		{Method: "GET", Path: "/ws", Access: auth.ReadOpen, Bucket: auth.Socket, Status: 101, Summary: "The live feed (WebSocket)", handle: (*server).socket},
	}
}

func nodeRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/config", Access: auth.Reader, Bucket: auth.Plenty, Out: wire.ConfigSummary{}, Summary: "Configuration without secrets", handle: (*server).config},
		{Method: "GET", Path: "/api/config/nodes", Access: auth.ReadOpen, Bucket: auth.Plenty, Out: []wire.ConfigNode{}, Summary: "Configured connections", handle: (*server).nodes},
		{Method: "POST", Path: "/api/config/nodes", Access: auth.Admins, Bucket: auth.ConfigWrite, In: wire.ConfigNodeInput{}, Out: wire.NodeAdded{}, Status: 201, Summary: "Add a connection", handle: (*server).addNode},
		{Method: "PUT", Path: "/api/config/nodes/{id}", Access: auth.Admins, Bucket: auth.ConfigWrite, In: wire.ConfigNodeInput{}, Out: wire.Status{}, Summary: "Change a connection", handle: (*server).changeNode},
		{Method: "DELETE", Path: "/api/config/nodes/{id}", Access: auth.Admins, Bucket: auth.ConfigWrite, Out: wire.Status{}, Summary: "Remove a connection", handle: (*server).deleteNode},
		{Method: "POST", Path: "/api/config/nodes/test-connection", Access: auth.Admins, Bucket: auth.ConfigWrite, In: wire.ConfigNodeInput{}, Out: wire.NodeTest{}, Summary: "Try a connection that is not saved", handle: (*server).testConnection},
		{Method: "POST", Path: "/api/config/nodes/test-config", Access: auth.Admins, Bucket: auth.ConfigWrite, Errors: statusWord, In: wire.ConfigNodeInput{}, Out: wire.NodeTest{}, Summary: "Try a connection that is not saved, with its latency", handle: (*server).testConfig},
		{Method: "POST", Path: "/api/config/nodes/{id}/test", Access: auth.Admins, Bucket: auth.ConfigWrite, Errors: statusWord, Out: wire.NodeTest{}, Summary: "Try a saved connection", handle: (*server).testNode},
		{Method: "", Path: "/api/config/nodes/{rest...}", Access: auth.Admins, Bucket: auth.ConfigWrite, handle: notFound("Not found")},
	}
}

func systemRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/config/system", Access: auth.ReadOpen, Bucket: auth.Plenty, Out: wire.SystemSettings{}, Summary: "Settings in force", handle: (*server).system},
		{Method: "PUT", Path: "/api/config/system", Access: auth.Admins, Bucket: auth.ConfigWrite, In: partial{settings.System{}}, Out: wire.Status{}, Summary: "Change settings (only the keys given)", handle: (*server).putSystem},
		{Method: "POST", Path: "/api/config/system", Access: auth.Admins, Bucket: auth.ConfigWrite, In: partial{settings.System{}}, Out: wire.Status{}, Summary: "Same as PUT", handle: (*server).putSystem},
		{Method: "GET", Path: "/api/system/settings", Access: auth.Reader, Bucket: auth.General, Out: wire.SystemSettings{}, Summary: "Settings in force", handle: (*server).system},
		{Method: "POST", Path: "/api/system/settings/update", Access: auth.Admins, Bucket: auth.General, In: partial{settings.System{}}, Out: wire.Success{}, Summary: "Change settings (only the keys given)", handle: (*server).updateSystem},
		{Method: "GET", Path: "/api/system/mock-mode", Access: auth.Reader, Bucket: auth.General, Out: wire.MockMode{}, Summary: "Whether a made-up estate is shown", handle: (*server).mockMode},
		{Method: "POST", Path: "/api/system/mock-mode", Access: auth.Admins, Bucket: auth.General, In: wire.MockInput{}, Out: wire.MockMode{}, Summary: "Switch mock mode", handle: (*server).setMockMode},
		{Method: "PUT", Path: "/api/system/mock-mode", Access: auth.Admins, Bucket: auth.General, In: wire.MockInput{}, Out: wire.MockMode{}, Summary: "Same as POST", handle: (*server).setMockMode},
	}
}

func alertRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/alerts", Access: auth.Reader, Bucket: auth.General, Out: map[string]any{}, Summary: "Alert configuration with the active alerts and their number", handle: (*server).alertOverview},
		{Method: "POST", Path: "/api/alerts", Access: auth.Admins, Bucket: auth.General, In: partial{settings.Alerts{}}, Out: wire.Status{}, Summary: "Change the alert configuration (only the keys given)", handle: (*server).putAlertConfig},
		{Method: "GET", Path: "/api/alerts/config", Access: auth.Reader, Bucket: auth.General, Out: settings.Alerts{}, Summary: "Alert configuration", handle: (*server).alertConfig},
		{Method: "PUT", Path: "/api/alerts/config", Access: auth.Admins, Bucket: auth.General, In: partial{settings.Alerts{}}, Out: wire.Status{}, Summary: "Change the alert configuration", handle: (*server).putAlertConfig},
		{Method: "POST", Path: "/api/alerts/config", Access: auth.Admins, Bucket: auth.General, In: partial{settings.Alerts{}}, Out: wire.Status{}, Summary: "Same as PUT", handle: (*server).putAlertConfig},
		{Method: "GET", Path: "/api/alerts/active", Access: auth.Reader, Bucket: auth.General, Out: []wire.Alert{}, Summary: "Active alerts", handle: (*server).activeAlerts},
		{Method: "GET", Path: "/api/alerts/history", Access: auth.Reader, Bucket: auth.General, Out: []wire.Alert{}, Query: []string{"limit", "offset", "startTime", "endTime", "severity", "resourceId"}, Summary: "Past and present alerts, newest first", handle: (*server).alertHistory},
		{Method: "DELETE", Path: "/api/alerts/history", Access: auth.Admins, Bucket: auth.General, Out: wire.Status{}, Summary: "Forget past alerts", handle: (*server).clearAlertHistory},
		{Method: "POST", Path: "/api/alerts/bulk/acknowledge", Access: auth.Admins, Bucket: auth.General, In: wire.AlertIDs{}, Out: wire.BulkResults{}, Summary: "Acknowledge several alerts", handle: (*server).bulkAcknowledge},
		{Method: "POST", Path: "/api/alerts/bulk/clear", Access: auth.Admins, Bucket: auth.General, In: wire.AlertIDs{}, Out: wire.BulkResults{}, Summary: "Clear several alerts", handle: (*server).bulkClear},
		{Method: "POST", Path: "/api/alerts/{id}/acknowledge", Access: auth.Admins, Bucket: auth.General, In: wire.AlertUser{}, Out: wire.Success{}, Summary: "Acknowledge an alert", handle: (*server).alertAction},
		{Method: "POST", Path: "/api/alerts/{id}/unacknowledge", Access: auth.Admins, Bucket: auth.General, Out: wire.Success{}, Summary: "Take an acknowledgement back", handle: (*server).alertAction},
		{Method: "POST", Path: "/api/alerts/{id}/clear", Access: auth.Admins, Bucket: auth.General, Out: wire.Success{}, Summary: "Clear an alert", handle: (*server).alertAction},
		{Method: "", Path: "/api/alerts/{rest...}", Access: auth.Admins, Bucket: auth.General, handle: (*server).alertAction},
	}
}

func guestRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/guests/metadata", Access: auth.ReadOpen, Out: map[string]wire.GuestMetadata{}, Summary: "Notes about guests, by id", handle: (*server).allMetadata},
		{Method: "PUT", Path: "/api/guests/metadata", Access: auth.Admins, handle: noID("Guest ID is required")},
		{Method: "POST", Path: "/api/guests/metadata", Access: auth.Admins, handle: noID("Guest ID is required")},
		{Method: "DELETE", Path: "/api/guests/metadata", Access: auth.Admins, handle: noID("Guest ID is required")},
		{Method: "GET", Path: "/api/guests/metadata/{id...}", Access: auth.ReadOpen, Out: wire.GuestMetadata{}, Summary: "Notes about one guest", handle: (*server).metadata},
		{Method: "PUT", Path: "/api/guests/metadata/{id...}", Access: auth.Admins, In: wire.GuestMetadataInput{}, Out: wire.GuestMetadata{}, Summary: "Replace the notes about a guest", handle: (*server).saveMetadata},
		{Method: "POST", Path: "/api/guests/metadata/{id...}", Access: auth.Admins, In: wire.GuestMetadataInput{}, Out: wire.GuestMetadata{}, Summary: "Same as PUT", handle: (*server).saveMetadata},
		{Method: "DELETE", Path: "/api/guests/metadata/{id...}", Access: auth.Admins, Summary: "Forget the notes about a guest", handle: (*server).deleteMetadata},
	}
}

func signInRoutes() []Route {
	return []Route{
		{Method: "POST", Path: "/api/login", Access: auth.Public, Bucket: auth.SignIn, SameOrigin: true, Errors: structured, In: wire.LoginInput{}, Out: wire.Success{}, Summary: "Sign in; sets the session's cookies", handle: (*server).login},
		{Method: "POST", Path: "/api/logout", Access: auth.Reader, Bucket: auth.SignIn, Errors: structured, Out: wire.Success{}, Summary: "End the session", handle: (*server).logout},
		{Method: "POST", Path: "/api/local/session", Access: auth.Local, Bucket: auth.General, Errors: structured, Out: wire.LocalSession{}, Summary: "A token for a window of this machine (header X-Pulse-Launch)", handle: (*server).localSession},
		{Method: "POST", Path: "/api/local/quit", Access: auth.Local, Bucket: auth.General, Errors: structured, Status: 202, Summary: "End the program (header X-Pulse-Launch)", handle: (*server).quit},
	}
}

func securityRoutes() []Route {
	return []Route{
		{Method: "GET", Path: "/api/security/status", Access: auth.Anyone, Bucket: auth.Plenty, Out: wire.SecurityStatus{}, Summary: "How this server is protected", handle: (*server).securityStatus},
		{Method: "POST", Path: "/api/security/quick-setup", Access: auth.Anyone, Bucket: auth.SignIn, SameOrigin: true, In: wire.SetupInput{}, Out: wire.SetupDone{}, Summary: "Create the first account", handle: (*server).quickSetup},
		{Method: "POST", Path: "/api/security/change-password", Access: auth.Admins, Bucket: auth.SignIn, Errors: structured, In: wire.PasswordInput{}, Out: wire.PasswordChanged{}, Summary: "Change the password; ends all sessions", handle: (*server).changePassword},
		{Method: "GET", Path: "/api/security/tokens", Access: auth.Admins, Bucket: auth.General, Out: wire.Tokens{}, Summary: "API tokens without their secrets, newest first", handle: (*server).tokens},
		{Method: "POST", Path: "/api/security/tokens", Access: auth.Admins, Bucket: auth.General, In: wire.TokenInput{}, Out: wire.TokenAdded{}, Summary: "Make an API token; shown this once", handle: (*server).addToken},
		{Method: "DELETE", Path: "/api/security/tokens", Access: auth.Admins, Bucket: auth.General, handle: noID("Token ID is required")},
		{Method: "DELETE", Path: "/api/security/tokens/{id}", Access: auth.Admins, Bucket: auth.General, Summary: "Delete an API token", handle: (*server).deleteToken},
	}
}

// restRoutes take what nothing else does.
func restRoutes() []Route {
	return []Route{
		{Method: "", Path: "/api/{rest...}", Access: auth.Reader, Bucket: auth.General, handle: notFound("404 page not found")},
		{Method: "", Path: "/api", Access: auth.Reader, Bucket: auth.General, handle: notFound("404 page not found")},
		{Method: "GET", Path: "/", Access: auth.Public, Head: true, handle: (*server).servePage},
	}
}
